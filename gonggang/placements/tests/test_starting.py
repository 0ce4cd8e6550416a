"""Starting and ending a placement through the system: the place goes with it, and what is refused, also in raw SQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils import timezone

from gonggang.placements.actions import NewPlacement, PlacementRefused, SecondGround, end, start
from gonggang.placements.models import Placement, SecondTurn
from gonggang.placements.queries import wrong_counts
from gonggang.policy import parameters as policy
from gonggang.policy.parameter_files import Line
from gonggang.posts.actions import NoFreePlace, free_one, take_one
from gonggang.posts.models import Post
from gonggang.testing import VILLAGE

FIRST_DAY = date(2024, 3, 1)


def new(person, post, begins_on=FIRST_DAY, **other):
    return NewPlacement(person, post, VILLAGE, begins_on, "RURAL_OLDER", date(2020, 5, 1), None, **other)


def taken(post):
    return Post.objects.get(pk=post).places_taken


def all_deferred():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def second_in_force(monkeypatch):
    """The city has decided to place people a second time."""
    lines = [Line(begins=date(2023, 1, 1), region=379900000000, value=True, source="测试", status="已核")]
    changed = policy.parameters().with_lines("re_placement_enabled", lines)
    monkeypatch.setattr("gonggang.placements.starting.parameters", lambda: changed)


@pytest.mark.clause("3.4", "6.1")
def test_a_start_takes_a_place_and_an_end_gives_it_back(make_person, make_post, officer):
    post = make_post(places=1)
    placement = start(new(make_person(), post), officer=officer)
    assert (placement.placement_seq, placement.contested_why, placement.category) == (1, None, "RURAL_OLDER")
    assert (placement.urban_rural, placement.host_unit) == ("RURAL", "柳河镇张家庄村委会")
    assert taken(post) == 1
    with pytest.raises(NoFreePlace, match="1 个名额已用完"):
        start(new(make_person(), post), officer=officer)
    end(placement.pk, date(2024, 6, 1), officer=officer)
    assert taken(post) == 0
    start(new(make_person(), post, date(2024, 6, 1)), officer=officer)
    assert (taken(post), wrong_counts()) == (1, [])
    all_deferred()


@pytest.mark.clause("3.4")
def test_a_post_without_a_number_of_places_has_none(make_person, make_post, officer):
    post = make_post(places=None)
    with pytest.raises(NoFreePlace, match="没有核定名额"):
        start(new(make_person(), post), officer=officer)
    with pytest.raises(NoFreePlace, match="没有这个岗位"):
        take_one(post + 1000, officer=officer)
    assert not Placement.objects.exists()


@pytest.mark.clause("7.7", "19.6")
def test_an_overlap_anywhere_is_refused_in_words_that_give_nothing_away(make_person, make_post, officer):
    person, here = make_person(), make_post()
    far = make_post("GG-FAR-1", village_code=370202001200, name="远处的岗位", host_unit="远处的单位")
    start(replace(new(person, far), village_code=370202001200), officer=officer)
    with pytest.raises(PlacementRefused) as refused:
        start(new(person, here, date(2024, 5, 1)), officer=officer)
    sentence = str(refused.value)
    assert "全省" in sentence
    assert not any(word in sentence for word in ("远处", "GG-FAR", "370202", "2024-03"))
    assert (taken(here), taken(far)) == (0, 1)
    with pytest.raises(PlacementRefused, match="全省"):
        start(new(person, here, date(2023, 1, 1)), officer=officer)


@pytest.mark.clause("7.7")
def test_nobody_is_placed_while_an_old_record_of_theirs_is_contested(
    make_person, make_post, make_placement, officer
):
    person, post = make_person(), make_post()
    make_placement(person, post, seq=3)
    with pytest.raises(PlacementRefused, match="未核定"):
        start(new(person, make_post()), officer=officer)


GROUND = SecondGround(hard_to_employ=True, applied_on=date(2024, 1, 10), decided_why="按县里会议纪要核定")


def placed_before(make_person, make_post, officer):
    person = make_person()
    first = start(new(person, make_post(), date(2021, 1, 1)), officer=officer)
    end(first.pk, date(2024, 1, 1), officer=officer)
    return person


@pytest.mark.clause("19.1", "19.3")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"second": None}, "不能直接续期"),
        ({"second": replace(GROUND, hard_to_employ=False)}, "不属于就业困难"),
        ({"second": replace(GROUND, hard_to_employ=None)}, "没有认定"),
        ({"second": replace(GROUND, applied_on=date(2023, 12, 31))}, "还没有期满"),
        ({"second": GROUND, "category": "LOW_INCOME"}, "四类人"),
        ({"second": replace(GROUND, disability_grade=3), "category": "DISABLED"}, "不属于重度"),
        ({"second": replace(GROUND, decided_why=" ")}, "写明理由"),
    ],
)
def test_a_second_placement_is_refused_by_the_rule(
    changes, sentence, make_person, make_post, officer, second_in_force
):
    person, post = placed_before(make_person, make_post, officer), make_post()
    with pytest.raises(PlacementRefused, match=sentence):
        start(replace(new(person, post), **changes), officer=officer)
    assert taken(post) == 0


@pytest.mark.clause("19.1")
def test_a_second_placement_where_the_city_has_none_is_refused(make_person, make_post, officer):
    person = placed_before(make_person, make_post, officer)
    with pytest.raises(PlacementRefused, match="没有执行再次安置"):
        start(new(person, make_post(), second=GROUND), officer=officer)


@pytest.mark.clause("19.4", "19.5", "19.6")
def test_a_second_is_placed_with_its_ground_and_a_third_never(
    make_person, make_post, officer, second_in_force
):
    person = placed_before(make_person, make_post, officer)
    second = start(new(person, make_post(), second=GROUND), officer=officer)
    ground = SecondTurn.objects.get(placement=second)
    assert (second.placement_seq, ground.doubt, ground.filed_finance_on) == (2, "rural_older", None)
    end(second.pk, date(2025, 1, 1), officer=officer)
    with pytest.raises(PlacementRefused, match="已满 2 次"):
        start(
            new(person, make_post(), date(2025, 1, 1), second=replace(GROUND, applied_on=date(2025, 1, 1))),
            officer=officer,
        )
    all_deferred()


@pytest.mark.clause("19.3")
def test_an_end_is_refused_twice_too_early_and_in_the_future(make_person, make_post, officer):
    placement = start(new(make_person(), make_post()), officer=officer)
    with pytest.raises(PlacementRefused, match="之后"):
        end(placement.pk, FIRST_DAY, officer=officer)
    with pytest.raises(PlacementRefused, match="还没有到"):
        end(placement.pk, timezone.localdate() + timedelta(days=2), officer=officer)
    with pytest.raises(PlacementRefused, match="没有这条"):
        end(placement.pk + 1, FIRST_DAY, officer=officer)
    end(placement.pk, date(2024, 4, 1), officer=officer)
    with pytest.raises(PlacementRefused, match="已于 2024-04-01"):
        end(placement.pk, date(2024, 5, 1), officer=officer)
    assert taken(placement.post_id) == 0


def raw(person, post, **other):
    values = {"during": DateRange(FIRST_DAY, None), "placement_seq": 1} | other
    return Placement.objects.create(person_id=person, post_id=post, village_code=VILLAGE, **values)


@pytest.mark.clause("3.4")
def test_the_database_commits_no_wrong_number_of_places(make_person, make_post, officer):
    post = make_post(places=3)
    with pytest.raises(IntegrityError, match="与在岗人数 1 不符"), transaction.atomic():
        raw(make_person(), post)
        all_deferred()
    with pytest.raises(IntegrityError, match="已用名额 1 与在岗人数 0"), transaction.atomic():
        take_one(post, officer=officer)
        all_deferred()
    placement = start(new(make_person(), post), officer=officer)
    with pytest.raises(IntegrityError, match="已用名额 0 与在岗人数 1"), transaction.atomic():
        free_one(post, officer=officer)
        all_deferred()
    with pytest.raises(IntegrityError, match="已用名额 1 与在岗人数 0"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(during=DateRange(FIRST_DAY, date(2024, 4, 1)))
        all_deferred()
    with pytest.raises(IntegrityError, match="不符"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(post_id=make_post())
        all_deferred()


@pytest.mark.clause("3.4")
def test_the_check_of_the_house_finds_a_wrong_number(make_post):
    post = Post.objects.get(pk=make_post())
    try:
        Post.objects.filter(pk=post.pk).update(places_taken=2)
        assert wrong_counts() == [(post.number, 2, 0)]
    finally:
        Post.objects.filter(pk=post.pk).update(places_taken=0)


@pytest.mark.clause("19.2", "19.3", "7.7", "6.2")
def test_the_database_refuses_a_second_turn_without_ground_and_rewriting(make_person, make_post, officer):
    person = placed_before(make_person, make_post, officer)
    post = make_post()
    with pytest.raises(IntegrityError, match=r"19\.2"), transaction.atomic():
        take_one(post, officer=officer)
        raw(person, post, placement_seq=2)
        all_deferred()
    with pytest.raises(IntegrityError, match=r"19\.3"), transaction.atomic():
        take_one(post, officer=officer)
        second = raw(make_person(), post, placement_seq=2)
        SecondTurn.objects.create(placement=second, hard_to_employ=True, officer=officer)
        all_deferred()
    with pytest.raises(IntegrityError, match="only_what_was_taken_over"), transaction.atomic():
        raw(person, post, contested_why="overlap")
    placement = start(new(make_person(), post), officer=officer)
    for change in ({"during": DateRange(date(2024, 2, 1), None)}, {"person_id": person}):
        with pytest.raises(IntegrityError, match=r"6\.2"), transaction.atomic():
            Placement.objects.filter(pk=placement.pk).update(**change)
    end(placement.pk, date(2024, 4, 1), officer=officer)
    with pytest.raises(IntegrityError, match="退岗日不能改"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(during=DateRange(FIRST_DAY, date(2024, 5, 1)))


@pytest.mark.clause("X12")
def test_what_leaves_the_table_leaves_its_place(make_person, make_post, make_placement):
    post = make_post(places=2)
    make_placement(make_person(), post)
    assert taken(post) == 1
    Placement.objects.filter(post_id=post)._raw_delete("default")
    assert (taken(post), wrong_counts()) == (0, [])
    assert not Post.objects.filter(places_taken__gt=F("places")).exists()
