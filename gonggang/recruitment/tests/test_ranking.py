"""Choosing for a post: groups, keys, draws, reasons; what is frozen stands, and the database refuses the rest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.recruitment.actions.approvals import approve, decline
from gonggang.recruitment.actions.ranking import draw_lots, freeze, notify_not_chosen, publish_seed
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused
from gonggang.recruitment.models import (
    Application,
    CompletedStage,
    Draw,
    NoticeEntry,
    Notification,
    Objection,
    RankedApplication,
    Ranking,
)
from gonggang.recruitment.queries.ranking import field_of, out_of_order, place_of
from gonggang.recruitment.rules.draw import drawn_order
from gonggang.testing import COUNTY, VILLAGE

EVERYWHERE = ((0, 10**12),)
TIED = date(2020, 1, 1)


@pytest.fixture
def offered(recruitment_round):
    return recruitment_round.posts.get()


@pytest.fixture
def candidate(way, recruitment_round, make_person):
    """A candidate born on a day and recognised on a day, brought to where people are chosen."""

    def make(
        birth=date(1966, 10, 4),
        recognised=TIED,
        *,
        group="POVERTY_ALLEVIATED",
        family=(),
        reached="public_notice",
    ):
        made = way.make_application(recruitment_round, make_person(birth=birth), group=group)
        Application.objects.filter(pk=made.pk).update(recognised_on=recognised, family=list(family))
        made.refresh_from_db()
        way.reach(made, reached)
        return made

    return make


def object_to(application, officer, **values):
    entry = NoticeEntry.objects.get(application=application)
    number = f"YY-{Objection.objects.count()}"
    return Objection.objects.create(
        entry=entry, application=application, number=number, received_on=entry.notice.posted_on, channel="visit",
        text="反映情况", officer=officer, **values,
    )  # fmt: skip


def choose(offered, officer, chosen, allotted, reasons=None, seen=None):
    return freeze(
        offered.pk, allotted=allotted, chosen=[each.pk for each in chosen],
        reasons={each.pk: why for each, why in (reasons or {}).items()},
        seen=seen or field_of(offered).seal, officer=officer,
    )  # fmt: skip


POOR, OTHER = "POVERTY_ALLEVIATED", "RURAL_OLDER"


@pytest.mark.clause("8.3", "8.4")
def test_candidates_stand_by_three_keys_and_each_reads_why(offered, candidate, officer):
    third = candidate(recognised=date(2021, 1, 1))
    second = candidate(recognised=date(2020, 1, 1))
    oldest = candidate(date(1962, 11, 11))
    (group,) = field_of(offered).groups
    assert [row.application for row in group.rows] == [oldest, second, third]
    assert [row.explanation.sentence for row in group.rows] == [
        "3 人中年龄最大", "与第 3 名同日出生，认定早 1 年", "与第 2 名同日出生，认定晚 1 年",
    ]  # fmt: skip
    ranking = choose(offered, officer, [oldest, second], {POOR: 2})
    entries = ranking.entries.order_by("rank")
    assert [(entry.rank, entry.chosen, entry.out_of_order) for entry in entries] == [
        (1, True, False), (2, True, False), (3, False, False),
    ]  # fmt: skip
    assert place_of(third.pk).explanation == "与第 2 名同日出生，认定晚 1 年"
    assert not out_of_order(EVERYWHERE).exists()


@pytest.mark.clause("8.4")
def test_choosing_otherwise_needs_a_reason_and_enters_the_pool(offered, candidate, officer):
    first, second = candidate(date(1962, 1, 1)), candidate(date(1963, 1, 1))
    with pytest.raises(RecruitmentRefused) as refused:
        choose(offered, officer, [second], {POOR: 1}, {second: "会开收割机"})
    assert set(refused.value.problems) == {f"reason-{first.pk}"}
    assert "测试甲" not in str(refused.value)
    assert not Ranking.objects.exists()
    choose(offered, officer, [second], {POOR: 1}, {second: "会开收割机", first: "本人放弃这个岗位"})
    pool = out_of_order(EVERYWHERE)
    assert {(entry.application_id, entry.departure, entry.reason) for entry in pool} == {
        (second.pk, "beyond", "会开收割机"), (first.pk, "passed_over", "本人放弃这个岗位"),
    }  # fmt: skip
    assert not out_of_order(((COUNTY + 10**6, COUNTY + 2 * 10**6),)).exists()


@pytest.mark.clause("8.2")
def test_others_come_after_the_priority_groups(offered, candidate, officer):
    poor, other = candidate(), candidate(date(1955, 1, 1), group=OTHER)
    with pytest.raises(RecruitmentRefused) as refused:
        choose(offered, officer, [other], {OTHER: 1})
    assert set(refused.value.problems) == {f"reason-{poor.pk}", f"reason-{other.pk}"}
    ranking = choose(offered, officer, [poor, other], {POOR: 1, OTHER: 1})
    entry = ranking.entries.get(application=other)
    assert (entry.reason, entry.out_of_order) == ("优先组名单已用尽", False)


@pytest.mark.clause("8.2", "8.3")
def test_nothing_is_ordered_between_groups(offered, candidate, officer):
    young = candidate(date(1990, 1, 1), group="DISABLED")
    candidate(date(1950, 1, 1), group="LOW_INCOME")
    groups = {group.code: [row.rank for row in group.rows] for group in field_of(offered).groups}
    assert groups == {"DISABLED": [1], "LOW_INCOME": [1]}
    ranking = choose(offered, officer, [young], {"DISABLED": 1})
    assert not ranking.entries.filter(out_of_order=True).exists()


@pytest.mark.clause("8.3")
def test_a_tie_is_drawn_with_a_seed_that_was_published_first(offered, candidate, officer):
    tied = [candidate() for _ in range(3)]
    seen = field_of(offered)
    assert [len(tie) for tie in seen.groups[0].ties] == [3]
    with pytest.raises(RecruitmentRefused, match="先抽签"):
        choose(offered, officer, tied[:1], {POOR: 1})
    (draw,) = publish_seed(offered.pk, officer=officer)
    assert draw.members == sorted(each.number for each in tied)
    assert (draw.order, draw.drawn_at) == ([], None)
    with pytest.raises(RecruitmentRefused, match="没有要抽签的"):
        publish_seed(offered.pk, officer=officer)
    with pytest.raises(RecruitmentRefused, match="见证人"):
        draw_lots(draw.pk, witnesses=" ", officer=officer)
    drawn = draw_lots(draw.pk, witnesses="张三、李四", officer=officer)
    assert drawn.order == drawn_order(draw.seed, draw.members)
    with pytest.raises(RecruitmentRefused, match="不能重抽"):
        draw_lots(draw.pk, witnesses="张三", officer=officer)
    (group,) = field_of(offered).groups
    assert [row.application.number for row in group.rows] == drawn.order
    assert [row.rank for row in group.rows] == [1, 2, 3]
    ranking = choose(offered, officer, [group.rows[0].application], {POOR: 1})
    assert {entry.draw_id for entry in ranking.entries.all()} == {draw.pk}


@pytest.mark.clause("8.3", "6.9")
def test_who_is_held_by_an_objection_keeps_a_place_and_is_not_chosen(offered, way, candidate, officer):
    second = candidate(date(1963, 1, 1))
    held = candidate(date(1962, 1, 1), reached="democratic_appraisal")
    way.make_notice(held, way.day(held, "public_notice"))
    object_to(held, officer)
    rows = field_of(offered).rows
    assert [(row.application, row.held) for row in rows] == [(held, True), (second, False)]
    with pytest.raises(RecruitmentRefused, match=r"6\.9"):
        choose(offered, officer, [held], {POOR: 2})
    ranking = choose(offered, officer, [second], {POOR: 2})
    assert [(e.held, e.chosen, e.out_of_order) for e in ranking.entries.order_by("rank")] == [
        (True, False, False), (False, True, False),
    ]  # fmt: skip
    assert field_of(offered).left == offered.places - 1


@pytest.mark.clause("8.3")
def test_a_choice_made_on_an_old_picture_is_refused(offered, candidate, officer):
    first = candidate()
    seen = field_of(offered).seal
    candidate(date(1960, 1, 1))
    with pytest.raises(ChangedMeanwhile):
        choose(offered, officer, [first], {POOR: 1}, seen=seen)


@pytest.mark.clause("6.1", "8.3")
def test_no_more_are_chosen_than_places_over_all_rankings(offered, candidate, officer):
    four = [candidate(date(1960 + year, 1, 1)) for year in range(4)]
    with pytest.raises(RecruitmentRefused, match="名额"):
        choose(offered, officer, four, {POOR: 4})
    choose(offered, officer, four[:3], {POOR: 3})
    assert field_of(offered).left == 0
    with pytest.raises(RecruitmentRefused, match="名额"):
        choose(offered, officer, four[3:], {POOR: 1})


@pytest.mark.clause("5.5", "8.4")
def test_who_is_not_chosen_is_told_once_with_the_rank(offered, candidate, officer):
    first, second = candidate(date(1962, 1, 1)), candidate(date(1963, 1, 1))
    today = timezone.localdate()
    with pytest.raises(RecruitmentRefused, match="还没有定人选"):
        notify_not_chosen(offered.pk, on=today, officer=officer)
    choose(offered, officer, [first], {POOR: 1})
    (result,) = notify_not_chosen(offered.pk, on=today, officer=officer)
    assert (result.application_id, result.problem) == (second.pk, None)
    assert "排第 2 名" in Notification.objects.get(application=second).reason
    assert notify_not_chosen(offered.pk, on=today, officer=officer) == []


@pytest.mark.clause("6.1", "8.3", "8.4")
def test_the_county_approves_only_whoever_was_chosen(offered, candidate, officer):
    first, second = candidate(date(1962, 1, 1)), candidate(date(1963, 1, 1))
    day = date(2024, 4, 20)
    before = approve([first.pk], on=day, opinion="同意", officer=officer)
    assert (before.number, [each.sentence for each in before.batch.refused]) == (
        "", ["不在已冻结排序的人选里，不能审批（8.3、8.4）"],
    )  # fmt: skip
    choose(offered, officer, [first], {POOR: 1})
    result = approve([first.pk, second.pk], on=day, opinion="同意安置", officer=officer)
    assert result.number == "SP-379901-2024-0001"
    assert result.batch.finished == (first.pk,)
    assert [each.application_id for each in result.batch.refused] == [second.pk]
    note = CompletedStage.objects.get(application=first, stage="county_approval").note
    assert note == "SP-379901-2024-0001 同意安置"
    again = approve([first.pk], on=day, opinion="同意", officer=officer)
    assert "已于" in again.batch.refused[0].sentence


@pytest.mark.clause("6.1")
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"opinion": " "}, "审批意见"),
        ({"on": None}, "日期"),
        ({"on": timezone.localdate() + timedelta(days=1)}, "还没有到"),
        ({"application_ids": []}, "一个人都没有选"),
    ],
)
def test_an_approval_that_cannot_be_is_refused(values, sentence, offered, candidate, officer):
    made = candidate()
    asked = {"application_ids": [made.pk], "on": date(2024, 4, 20), "opinion": "同意"} | values
    with pytest.raises(RecruitmentRefused, match=sentence):
        approve(asked.pop("application_ids"), officer=officer, **asked)


@pytest.mark.clause("5.5", "6.1")
def test_whom_the_county_declines_is_told_and_not_approved_afterwards(offered, candidate, officer):
    made = candidate()
    today = timezone.localdate()
    with pytest.raises(RecruitmentRefused, match="人选"):
        decline(made.pk, on=today, reason="材料存疑", officer=officer)
    choose(offered, officer, [made], {POOR: 1})
    decline(made.pk, on=today, reason="材料存疑", officer=officer)
    assert Notification.objects.get(application=made).kind == "approval"
    result = approve([made.pk], on=today, opinion="同意", officer=officer)
    assert "不同意" in result.batch.refused[0].sentence


@pytest.mark.clause("6.9")
def test_an_objection_stops_the_approval_by_action_and_in_the_database(offered, way, candidate, officer):
    made = candidate(reached="democratic_appraisal")
    way.make_notice(made, way.day(made, "public_notice"))
    object_to(made, officer)
    with pytest.raises(RecruitmentRefused):
        choose(offered, officer, [made], {POOR: 1})


def raw_entry(ranking, application, **values):
    shown = {"group": POOR, "priority": True, "rank": 1, "chosen": True} | values
    return RankedApplication.objects.create(ranking=ranking, application=application, **shown)


@pytest.mark.clause("6.8", "6.9", "8.2", "8.3", "8.4")
def test_the_database_refuses_what_a_ranking_may_not_say(
    offered, way, candidate, officer, make_post, make_person
):
    ready, early = candidate(), candidate(date(1960, 1, 1), reached="democratic_appraisal")
    elsewhere = way.make_application(way.make_round([make_post()]), make_person())
    ranking = Ranking.objects.create(round_post=offered, officer=officer)
    for application, values, sentence in (
        (elsewhere, {}, "报这个岗位"),
        (early, {}, "未经公示"),
        (ready, {"out_of_order": True}, "out_of_order_says_why"),
        (ready, {"priority": False}, "other_than_priority_says_why"),
        (ready, {"held": True}, "whoever_is_held_is_not_chosen"),
    ):
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            raw_entry(ranking, application, **values)
    raw_entry(ranking, ready)
    with pytest.raises(IntegrityError, match="排序只增不改"), transaction.atomic():
        RankedApplication.objects.filter(ranking=ranking).update(chosen=False)


@pytest.mark.clause("6.1")
def test_the_database_chooses_no_more_than_places(offered, candidate, officer):
    ranking = Ranking.objects.create(round_post=offered, officer=officer)
    for year in range(3):
        raw_entry(ranking, candidate(date(1960 + year, 1, 1)))
    with pytest.raises(IntegrityError, match="不能多于公告的名额"), transaction.atomic():
        raw_entry(ranking, candidate(date(1970, 1, 1)))


@pytest.mark.clause("8.3", "8.4")
def test_the_database_approves_nobody_past_a_frozen_ranking(offered, way, candidate, officer):
    first, second = candidate(date(1962, 1, 1)), candidate(date(1963, 1, 1))
    choose(offered, officer, [first], {POOR: 1})
    with pytest.raises(AssertionError, match="人选"):
        way.reach(second, "county_approval")
    way.reach(first, "county_approval")


@pytest.mark.clause("8.3")
def test_the_database_draws_once_by_the_published_seed(offered, officer):
    now = timezone.now() - timedelta(minutes=1)
    values = {"round_post": offered, "seed": "0a" * 32, "seed_published_at": now, "officer": officer}
    for changes, sentence in (
        ({"members": ["A"]}, "两个以上"),
        ({"members": ["A", "B"], "drawn_at": timezone.now()}, "先公布"),
    ):
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            Draw.objects.create(**values | changes)
    draw = Draw.objects.create(members=["A", "B", "C"], **values)
    with pytest.raises(IntegrityError, match="不能再换"), transaction.atomic():
        Draw.objects.create(members=["C", "B"], **values | {"seed": "0b" * 32})
    right = drawn_order(draw.seed, draw.members)
    for order, witnesses, sentence in (
        (right[::-1], "张三", "按公布的种子"),
        (right[:2], "张三", "按公布的种子"),
        (right, "", "见证人"),
    ):
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            Draw.objects.filter(pk=draw.pk).update(order=order, witnesses=witnesses, drawn_at=timezone.now())
    Draw.objects.filter(pk=draw.pk).update(order=right, witnesses="张三", drawn_at=timezone.now())
    with pytest.raises(IntegrityError, match="不能重抽"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(order=right, witnesses="李四")


@pytest.mark.clause("8.3")
def test_the_report_of_the_county_folder_stands_as_it_was(offered, candidate):
    """`gonggang report ranking` reads the lists of applicants by post; between groups it orders nothing either."""
    from gonggang.recruitment.queries import rankings

    first, second = candidate(date(1962, 1, 1)), candidate(date(1963, 1, 1))
    (found,) = rankings(VILLAGE, offered.post.number)
    assert (found.category, list(found.order.order)) == (POOR, [str(first.person_id), str(second.person_id)])
