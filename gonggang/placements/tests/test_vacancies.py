"""Since when places are empty; and what the database itself refuses of mergers and transfers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gonggang.placements.actions import Transfer, end, merge_posts, transfer
from gonggang.placements.models import Move
from gonggang.placements.queries import people_of_post, with_empty_since
from gonggang.posts.actions import assess
from gonggang.posts.models import Post
from gonggang.posts.queries import with_free_places
from gonggang.testing import COUNTY, VILLAGE

ON = date(2024, 3, 1)


def empties() -> dict[int, date]:
    return {post.pk: post.empty_since for post in with_empty_since(with_free_places(COUNTY))}


@pytest.mark.clause("3.1")
def test_a_place_is_empty_since_the_post_was_last_full(
    make_post: Callable[..., int], make_person: Callable[..., int], make_placement: Any, officer: Any
) -> None:
    left, moved_on, never, full, nobody = (make_post(places=n) for n in (2, 1, 3, 1, 1))
    first, second = (make_placement(make_person(), left, date(2022, n, 1)) for n in (1, 2))
    end(second.pk, date(2023, 5, 9), officer=officer)
    end(first.pk, date(2023, 8, 1), officer=officer)
    goes = make_placement(make_person(), moved_on, date(2022, 3, 1))
    make_placement(make_person(), full, date(2022, 3, 1))
    make_placement(make_person(), never, date(2022, 4, 5))
    transfer(Transfer(goes.pk, never, ON, ON, "协变1号", "原岗将撤"), officer=officer)
    Post.objects.filter(pk=nobody).update(approved_on=date(2021, 12, 1))
    assert empties() == {
        left: date(2023, 5, 9), moved_on: ON, never: date(2022, 4, 5), nobody: date(2021, 12, 1),
    }  # fmt: skip
    # Filled again and left again: only the last time counts.
    again = make_placement(make_person(), moved_on, date(2024, 4, 2))
    assert moved_on not in empties()
    end(again.pk, date(2024, 5, 3), officer=officer)
    assert empties()[moved_on] == date(2024, 5, 3)
    assert [each.during.lower for each in people_of_post(never)] == [date(2022, 3, 1), date(2022, 4, 5)]


@pytest.mark.clause("2.3", "3.4", "3.5")
def test_the_database_moves_and_merges_nobody_where_no_action_would(
    make_post: Callable[..., int], make_person: Callable[..., int], make_placement: Any, officer: Any
) -> None:
    post, urban = make_post(), make_post(urban_rural="URBAN")
    far, cut = make_post(village_code=VILLAGE + 10**6), make_post()
    placement = make_placement(make_person(), post)
    assess(
        cut, conclusion="cut", reason="unfit", evidence="走访", department="县民政局", department_opinion="同意",
        places_after=0, on=ON, officer=officer,
    )  # fmt: skip
    for target, constraint in (
        (urban, "moves_stay_urban_or_rural"),
        (far, "moves_stay_in_the_county"),
        (cut, "moves_lead_into_open_posts"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Move.objects.create(
                placement=placement, from_post_id=post, to_post_id=target, moved_on=ON, why="merge", reason="并岗",
                officer=officer,
            )  # fmt: skip
        assert refused.value.__cause__.diag.constraint_name == constraint
    empty = Post.objects.filter(pk=make_post())
    for target in (urban, far, cut, empty.get().pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            empty.update(merged_into_id=target, closed_on=ON)
    merge_posts(post, [empty.get().pk], reason="职责相同", on=ON, officer=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        empty.update(merged_into_id=make_post())
