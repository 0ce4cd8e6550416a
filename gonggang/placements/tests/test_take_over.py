"""Placements from before the system: what the table refuses, and what is kept as contested instead."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F

from gonggang.exchange.models import ImportBatch
from gonggang.placements.models import Placement
from gonggang.posts.models import Post


def raw(person, post, begins, ends=None, seq=1):
    if ends is None:
        Post.objects.filter(pk=post).update(places_taken=F("places_taken") + 1)
    return Placement.objects.create(
        person_id=person,
        post_id=post,
        village_code=379901100200,
        urban_rural="RURAL",
        during=DateRange(begins, ends, "[)"),
        placement_seq=seq,
        batch=ImportBatch.objects.latest("pk"),
    )


@pytest.mark.clause("7.7", "19.6")
def test_table_refuses_two_posts_on_one_day(make_person, make_post):
    person, first, second = make_person(), make_post(), make_post()
    raw(person, first, date(2023, 1, 1), date(2024, 1, 1))
    with pytest.raises(IntegrityError, match="nobody_in_two_posts"), transaction.atomic():
        raw(person, second, date(2023, 12, 31), seq=2)
    raw(person, second, date(2024, 1, 1), seq=2)


@pytest.mark.clause("19.6")
def test_table_refuses_a_third_placement_and_a_turn_taken_twice(make_person, make_post):
    person, post = make_person(), make_post()
    with pytest.raises(IntegrityError, match="no_third_placement"), transaction.atomic():
        raw(person, post, date(2023, 1, 1), seq=3)
    raw(person, post, date(2020, 1, 1), date(2021, 1, 1))
    with pytest.raises(IntegrityError, match="one_placement_a_turn"), transaction.atomic():
        raw(person, post, date(2022, 1, 1), seq=1)


@pytest.mark.clause("3.4")
def test_table_refuses_more_people_than_places(make_person, make_post):
    post = make_post(places=1)
    raw(make_person(), post, date(2023, 1, 1))
    with pytest.raises(IntegrityError, match="places_never_over_the_quota"), transaction.atomic():
        raw(make_person(), post, date(2023, 1, 1))


@pytest.mark.clause("7.7")
def test_overlap_in_an_old_roster_is_contested_and_the_later_start_is_the_contested_one(
    make_person, make_post, make_placement
):
    person, here, there = make_person(), make_post(), make_post()
    early = make_placement(person, here, date(2022, 1, 3))
    late = make_placement(person, there, date(2022, 5, 1))
    assert early.contested_why is None
    assert late.contested_why == "overlap"
    assert Post.objects.get(pk=there).places_taken == 0


@pytest.mark.clause("19.6")
def test_third_placement_and_place_beyond_the_quota_are_contested(make_person, make_post, make_placement):
    post = make_post(places=1)
    assert make_placement(make_person(), post, seq=3).contested_why == "third_placement"
    assert make_placement(make_person(), post).contested_why is None
    assert make_placement(make_person(), post).contested_why == "over_quota"
    assert Post.objects.get(pk=post).places_taken == 1


@pytest.mark.clause("X12")
def test_taking_the_same_placement_over_again_changes_nothing(make_person, make_post, officer, batch):
    from gonggang.placements.actions import TakenOver, take_over

    person, post = make_person(), make_post()
    entry = TakenOver(
        person, post, 379901100200, "RURAL", date(2023, 1, 1), 1, "RURAL_OLDER", None, date(2023, 1, 1),
        date(2023, 12, 31), None, "", 4,
    )  # fmt: skip
    _, first = take_over([entry], officer=officer, batch=batch)
    _, second = take_over([entry], officer=officer, batch=batch)
    assert (first, second) == (1, 0)
    assert Placement.objects.count() == 1
