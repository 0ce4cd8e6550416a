"""People moved to another post: the place follows, the term counts on; posts merged with people in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gonggang.campaign.actions import PlanRefused, hand_down
from gonggang.campaign.rules import Share
from gonggang.placements.actions import (
    NewPlacement,
    PlacementRefused,
    Transfer,
    merge_posts,
    start,
    transfer,
)
from gonggang.placements.models import Move, Placement
from gonggang.placements.queries import wrong_counts
from gonggang.posts.actions import ChangeRefused, NoFreePlace, assess
from gonggang.posts.models import Post, PostVersion
from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

BEGAN, MOVED = date(2023, 3, 6), date(2024, 3, 1)


@pytest.fixture
def placed(make_person: Callable[..., int], officer: Any) -> Callable[..., Placement]:
    """Somebody in a post through the system."""

    def make(post: int, begins_on: date = BEGAN) -> Placement:
        new = NewPlacement(make_person(), post, VILLAGE, begins_on, "RURAL_OLDER", date(2020, 5, 1), None)
        return start(new, officer=officer)

    return make


def wanted(placement: Placement, to: int, **changes: Any) -> Transfer:
    return replace(
        Transfer(placement.pk, to, MOVED, date(2024, 2, 20), "示例协变〔2024〕1号", "原岗空置评估后核减"),
        **changes,
    )


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.clause("3.5")
def test_a_transfer_takes_the_place_along_and_the_term_counts_on(
    make_post: Callable[..., int], placed: Callable[..., Placement], officer: Any
) -> None:
    old, new = make_post(places=1), make_post(places=1, name="护路员")
    placement = placed(old)
    move = transfer(wanted(placement, new), officer=officer)
    placement.refresh_from_db()
    assert (placement.post_id, placement.during.lower, placement.placement_seq) == (new, BEGAN, 1)
    assert (move.from_post_id, move.to_post_id) == (old, new)
    assert [Post.objects.get(pk=key).places_taken for key in (old, new)] == [0, 1]
    assert wrong_counts() == []
    check_now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.all().delete()


@pytest.mark.clause("3.5")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreement_change": " "}, "变更协议"),
        ({"consented_on": date(2024, 3, 2)}, "本人同意"),
        ({"moved_on": date(2024, 3, 8), "consented_on": date(2024, 2, 1)}, "改为 1 日"),
        ({"moved_on": date(2023, 3, 1), "consented_on": date(2023, 2, 1)}, "不能早于"),
        ({"moved_on": date(2999, 3, 1)}, "还没有到"),
        ({"reason": ""}, "原因"),
    ],
)
def test_what_a_transfer_needs(
    make_post: Callable[..., int],
    placed: Callable[..., Placement],
    officer: Any,
    changes: dict[str, Any],
    words: str,
) -> None:
    placement = placed(make_post())
    with pytest.raises(PlacementRefused, match=words):
        transfer(wanted(placement, make_post(), **changes), officer=officer)
    assert not Move.objects.exists()


@pytest.mark.clause("3.4", "3.5")
def test_no_transfer_into_a_full_a_cut_or_an_urban_post(
    make_post: Callable[..., int], placed: Callable[..., Placement], officer: Any
) -> None:
    placement, full, cut = placed(make_post()), make_post(places=1), make_post(places=1)
    placed(full)
    assess(
        cut, conclusion="cut", reason="no_effect", evidence="走访", department="县民政局", department_opinion="同意",
        places_after=0, on=MOVED, officer=officer,
    )  # fmt: skip
    with pytest.raises(NoFreePlace, match="已用完"):
        transfer(wanted(placement, full), officer=officer)
    with pytest.raises(NoFreePlace, match="已核减"):
        transfer(wanted(placement, cut), officer=officer)
    with pytest.raises(PlacementRefused, match="一个是城镇"):
        transfer(wanted(placement, make_post(urban_rural="URBAN")), officer=officer)
    assert Placement.objects.get(pk=placement.pk).post_id == placement.post_id


@pytest.mark.clause("2.3", "2.4")
def test_merged_posts_keep_their_lineage_and_their_people_their_terms(
    make_post: Callable[..., int], placed: Callable[..., Placement], officer: Any
) -> None:
    kept, absorbed = make_post(places=1, name="环境保洁员"), make_post(places=2, name="村级保洁员")
    people = [placed(kept), placed(absorbed), placed(absorbed)]
    moves = merge_posts(kept, [absorbed], reason="名称职责相同", on=MOVED, officer=officer)
    assert len(moves) == 2
    gone, there = Post.objects.get(pk=absorbed), Post.objects.get(pk=kept)
    assert (gone.merged_into_id, gone.closed_on, gone.places, gone.places_taken) == (kept, MOVED, 0, 0)
    assert (there.places, there.places_taken) == (3, 3)
    for placement in people:
        placement.refresh_from_db()
        assert (placement.post_id, placement.during.lower) == (kept, BEGAN)
    assert PostVersion.objects.filter(post=gone, why="merged").get().difference["places"] == [2, 0]
    check_now()
    assert wrong_counts() == []
    with pytest.raises(ChangeRefused, match="已合并"):
        merge_posts(kept, [absorbed], reason="再来一次", on=MOVED, officer=officer)


@pytest.mark.clause("2.3")
def test_mergers_that_are_refused_leave_everything_as_it_was(
    make_post: Callable[..., int], placed: Callable[..., Placement], officer: Any
) -> None:
    kept, urban, late = make_post(), make_post(urban_rural="URBAN"), make_post()
    placed(late, date(2024, 5, 6))
    for absorbed, on, words in (
        ([urban], MOVED, "一个是城镇"),
        ([kept], MOVED, "它自己"),
        ([make_post()], date(2024, 3, 2), "1 日"),
        ([late], MOVED, "不能早于"),
    ):
        with pytest.raises(PlacementRefused, match=words), transaction.atomic():
            merge_posts(kept, absorbed, reason="相同", on=on, officer=officer)
    assert not Post.objects.filter(closed_on__isnull=False).exists()
    assert not Move.objects.exists()


@pytest.mark.clause("1.4", "2.3")
def test_no_merger_beyond_the_quota_of_the_village_that_remains(
    make_post: Callable[..., int], officer: Any
) -> None:
    kept, absorbed = make_post(), make_post(places=2, village_code=OTHER_VILLAGE)
    hand_down(
        2024,
        {COUNTY: Share(0, 3), TOWNSHIP: Share(0, 3), VILLAGE: Share(0, 1), OTHER_VILLAGE: Share(0, 2)},
        document="", on=MOVED, officer=officer,
    )  # fmt: skip
    from gonggang.campaign.actions import use

    use(2024, OTHER_VILLAGE, "RURAL", 2, officer=officer)
    Post.objects.filter(pk=absorbed).update(plan_year=2024)
    with pytest.raises(PlanRefused, match="不够 2 个"), transaction.atomic():
        merge_posts(kept, [absorbed], reason="相同", on=MOVED, officer=officer)
    assert Post.objects.get(pk=kept).places == 5
