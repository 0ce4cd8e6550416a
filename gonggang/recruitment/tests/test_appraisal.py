"""Minutes of an appraisal: what they need, what they finish, and that they stand once closed, in raw SQL too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.casework.actions import NewFile
from gonggang.policy import parameters as policy
from gonggang.policy.parameter_files import Line
from gonggang.recruitment.actions.appraisal import (
    Member,
    Minutes,
    Vote,
    add_photo,
    close_minutes,
    save_minutes,
)
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused
from gonggang.recruitment.models import (
    AppraisalMeeting,
    AppraisalVote,
    CompletedStage,
    DeclaredKin,
    MeetingMember,
    Notification,
)
from gonggang.recruitment.queries.appraisal import interests, suggested, waiting
from gonggang.testing import COUNTY, OTHER_VILLAGE, VILLAGE

HELD = date(2024, 3, 10)
JPEG = NewFile("会场.jpg", 20, b"\xff\xd8\xff" + b"0" * 17)
PDF = NewFile("签字表.pdf", 20, b"%PDF-1.7" + b"0" * 12)


@pytest.fixture
def half(monkeypatch):
    """The county has decided: two thirds must come, half must agree."""
    found = policy.parameters()
    for name, value in (("appraisal_quorum_percent", 67), ("appraisal_pass_percent", 50)):
        line = Line(begins=date(2020, 1, 1), region=COUNTY, value=value, source="测试", status="已核")
        found = policy.Parameters(found.with_lines(name, [line]).declared.values())
    monkeypatch.setattr("gonggang.recruitment.actions.appraisal.parameters", lambda: found)


@pytest.fixture
def nothing_entered(monkeypatch):
    """A place in which nobody has entered how many must come and agree."""
    found = policy.parameters()
    for name in ("appraisal_quorum_percent", "appraisal_pass_percent"):
        line = Line(begins=date(2000, 1, 1), region=0, value=None, source="测试", status="已核")
        found = policy.Parameters(found.with_lines(name, [line]).declared.values())
    monkeypatch.setattr("gonggang.recruitment.actions.appraisal.parameters", lambda: found)


@pytest.fixture
def three(make_application):
    return [make_application() for _ in range(3)]


def minutes(votes, **changes):
    people = tuple(Member(f"代表{number}", "村民代表", signed=True) for number in range(10))
    values = {"held_on": HELD, "begins_at": time(9, 0), "place": "村委会", "chair": "张主持", "recorder": "李记录",
              "due": 12, "present": 10, "members": people, "votes": tuple(votes), "opinion": "同意"}  # fmt: skip
    return Minutes(**values | changes)


def keep(round_, said, officer, **more):
    return save_minutes(round_.pk, VILLAGE, said, officer=officer, **more)


def with_photos(meeting, officer):
    add_photo(meeting.pk, "photo", JPEG, officer=officer)
    add_photo(meeting.pk, "sheet", PDF, officer=officer)


@pytest.mark.clause("6.7", "6.1", "5.5")
def test_closing_finishes_the_stage_of_all_who_passed_and_tells_the_others(
    three, recruitment_round, officer, half
):
    first, second, third = three
    said = minutes([Vote(first.pk, 5, 3, 2, 1), Vote(second.pk, 10, 0, 0, 2), Vote(third.pk, 4, 6, 0, 3)])
    meeting = keep(recruitment_round, said, officer)
    assert [vote.passed for vote in meeting.votes.order_by("pk")] == [True, True, False]
    with_photos(meeting, officer)
    closed = close_minutes(meeting.pk, officer=officer)
    assert set(closed.batch.finished) == {first.pk, second.pk}
    assert closed.told == (third.pk,)
    done = CompletedStage.objects.filter(stage="democratic_appraisal")
    assert set(done.values_list("application_id", "completed_on")) == {(first.pk, HELD), (second.pk, HELD)}
    told = Notification.objects.get(application=third)
    assert "同意 4 票" in told.reason
    assert "50%" in told.reason
    assert waiting(recruitment_round.pk, VILLAGE) == []


@pytest.mark.clause("6.7")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"held_on": None}, "held_on", "没有写"),
        ({"held_on": date(2024, 2, 1)}, "held_on", "早于"),
        ({"held_on": timezone.localdate().replace(year=2100)}, "held_on", "还没有到"),
        ({"place": " "}, "place", "地点"),
        ({"chair": ""}, "chair", "主持人"),
        ({"recorder": ""}, "recorder", "记录人"),
        ({"due": 0}, "due", "应到"),
        ({"due": 5}, "present", "实到"),
        ({"members": (Member("甲"), Member("甲"))}, "members", "两次"),
        ({"members": (Member(" "),)}, "members", "每行"),
        ({"members": (Member("甲", withdrew_for=0, withdrew_why="弟"),)}, "members", "不在这次评议"),
    ],
)
def test_minutes_that_cannot_be_are_refused_by_field(
    changes, field, sentence, three, recruitment_round, officer, half
):
    with pytest.raises(RecruitmentRefused) as refused:
        keep(recruitment_round, minutes([], **changes), officer)
    assert sentence in refused.value.problems[field]
    assert not AppraisalMeeting.objects.exists()


@pytest.mark.clause("6.7")
def test_whoever_withdraws_does_not_vote_on_that_one(three, recruitment_round, officer, half):
    first, second, _ = three
    people = (
        Member("代表0", "村民代表", signed=True, withdrew_for=first.pk, withdrew_why="弟弟"),
        *(Member(f"代表{number}", "村民代表", signed=True) for number in range(1, 10)),
    )
    wrong = minutes([Vote(first.pk, 10, 0, 0), Vote(second.pk, 10, 0, 0)])
    with pytest.raises(RecruitmentRefused, match="参加表决的是 9 人"):
        keep(recruitment_round, replace(wrong, members=people), officer)
    right = replace(wrong, members=people, votes=(Vote(first.pk, 9, 0, 0), Vote(second.pk, 10, 0, 0)))
    meeting = keep(recruitment_round, right, officer)
    assert list(meeting.votes.order_by("pk").values_list("voting", flat=True)) == [9, 10]


@pytest.mark.clause("6.7")
def test_kin_whom_a_candidate_declared_are_suggested_and_must_withdraw(
    three, recruitment_round, officer, half
):
    first = three[0]
    DeclaredKin.objects.create(
        application=first, relative="代表3", office="村委会委员", relation="sibling",
        declared_on=first.applied_on, officer=officer,
    )  # fmt: skip
    found = suggested(["代表3", "代表4"], interests(recruitment_round.pk, VILLAGE))
    assert {name: each.application_id for name, each in found.items()} == {"代表3": first.pk}
    meeting = keep(recruitment_round, minutes([Vote(first.pk, 10, 0, 0)]), officer)
    with_photos(meeting, officer)
    with pytest.raises(RecruitmentRefused, match="代表3"):
        close_minutes(meeting.pk, officer=officer)
    people = tuple(
        Member(f"代表{n}", "村民代表", signed=True, withdrew_for=first.pk if n == 3 else None, withdrew_why="姐妹")
        for n in range(10)
    )  # fmt: skip
    said = replace(minutes([Vote(first.pk, 9, 0, 0)]), members=people)
    keep(recruitment_round, said, officer, meeting_id=meeting.pk)
    assert close_minutes(meeting.pk, officer=officer).batch.finished == (first.pk,)


@pytest.mark.clause("6.7")
@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (lambda said: replace(said, present=8, votes=()), "members", "名单上到会 10 人"),
        (
            lambda said: replace(said, members=(Member("甲", signed=False), *said.members[1:])),
            "members",
            "签名",
        ),
        (lambda said: replace(said, votes=()), "votes", "票数"),
        (lambda said: replace(said, due=20), "present", "不足 67%（至少 14 人）"),
    ],
)
def test_minutes_are_not_closed_before_they_are_complete(
    change, field, sentence, three, recruitment_round, officer, half
):
    meeting = keep(recruitment_round, change(minutes([Vote(three[0].pk, 10, 0, 0)])), officer)
    with_photos(meeting, officer)
    with pytest.raises(RecruitmentRefused) as refused:
        close_minutes(meeting.pk, officer=officer)
    assert sentence in refused.value.problems[field]
    meeting.refresh_from_db()
    assert meeting.closed_at is None
    assert not CompletedStage.objects.filter(stage="democratic_appraisal").exists()


@pytest.mark.clause("6.7")
def test_photographs_and_the_signed_sheet_are_needed(three, recruitment_round, officer, half):
    meeting = keep(recruitment_round, minutes([Vote(three[0].pk, 10, 0, 0)]), officer)
    with pytest.raises(RecruitmentRefused) as refused:
        close_minutes(meeting.pk, officer=officer)
    assert {"photo", "sheet"} == set(refused.value.problems)
    with pytest.raises(RecruitmentRefused, match="不是照片"):
        add_photo(meeting.pk, "photo", PDF, officer=officer)
    with pytest.raises(RecruitmentRefused, match="没有选"):
        add_photo(meeting.pk, "film", JPEG, officer=officer)


@pytest.mark.clause("6.7")
def test_where_no_share_is_in_force_a_person_decides_with_a_reason(
    three, recruitment_round, officer, nothing_entered
):
    first, second, _ = three
    said = minutes([Vote(first.pk, 4, 6, 0, passed=True), Vote(second.pk, 10, 0, 0, passed=False)])
    meeting = keep(recruitment_round, said, officer)
    with_photos(meeting, officer)
    with pytest.raises(RecruitmentRefused, match="没有录入"):
        close_minutes(meeting.pk, officer=officer)
    keep(recruitment_round, replace(said, decided_why="按村规民约"), officer, meeting_id=meeting.pk)
    assert close_minutes(meeting.pk, officer=officer).batch.finished == (first.pk,)


@pytest.mark.clause("6.7")
def test_two_who_write_the_same_minutes_do_not_lose_each_others_work(three, recruitment_round, officer, half):
    meeting = keep(recruitment_round, minutes([]), officer)
    keep(
        recruitment_round,
        minutes([], chair="王主持"),
        officer,
        meeting_id=meeting.pk,
        version=meeting.version,
    )
    with pytest.raises(ChangedMeanwhile):
        keep(recruitment_round, minutes([]), officer, meeting_id=meeting.pk, version=meeting.version)


@pytest.mark.clause("6.7")
def test_closed_minutes_stand_by_action_and_in_the_database(three, recruitment_round, officer, half):
    meeting = keep(recruitment_round, minutes([Vote(three[0].pk, 10, 0, 0)]), officer)
    with_photos(meeting, officer)
    close_minutes(meeting.pk, officer=officer)
    for act in (
        lambda: keep(recruitment_round, minutes([]), officer, meeting_id=meeting.pk),
        lambda: close_minutes(meeting.pk, officer=officer),
        lambda: add_photo(meeting.pk, "photo", JPEG, officer=officer),
    ):
        with pytest.raises(RecruitmentRefused, match="已经形成"):
            act()
    for change in (
        lambda: AppraisalMeeting.objects.filter(pk=meeting.pk).update(chair="别人"),
        lambda: AppraisalVote.objects.filter(meeting=meeting).update(remark="改"),
        lambda: MeetingMember.objects.filter(meeting=meeting).delete(),
    ):
        with pytest.raises(IntegrityError, match="已经形成"), transaction.atomic():
            change()


@pytest.mark.clause("6.7")
def test_only_waiting_applicants_of_the_village_are_voted_on(
    make_application, recruitment_round, officer, half
):
    other = make_application(village=OTHER_VILLAGE)
    done = make_application("democratic_appraisal")
    for application in (other, done):
        with pytest.raises(RecruitmentRefused, match="不在等待评议"):
            keep(recruitment_round, minutes([Vote(application.pk, 10, 0, 0)]), officer)


def raw_meeting(round_, officer, **changes):
    values = {"round": round_, "village_code": VILLAGE, "held_on": HELD, "place": "村委会", "chair": "甲", "due": 12,
              "present": 10, "quorum_percent": 67, "pass_percent": 50, "officer": officer}  # fmt: skip
    return AppraisalMeeting.objects.create(**values | changes)


@pytest.mark.clause("6.7")
@pytest.mark.parametrize(
    ("meeting_values", "vote_values", "photos", "sentence"),
    [
        ({"due": 20}, {}, True, "到会人数不足"),
        ({"pass_percent": None}, {}, True, "认定的理由"),
        ({}, {}, False, "照片和签字表"),
        ({}, None, True, "没有任何人的票数"),
        ({}, {"voting": 9, "in_favour": 9}, True, "实到减回避"),
        ({}, {"in_favour": 4, "against": 6}, True, "与票数不符"),
    ],
)
def test_the_database_closes_no_minutes_that_do_not_add_up(
    meeting_values, vote_values, photos, sentence, three, recruitment_round, officer
):
    meeting = raw_meeting(recruitment_round, officer, **meeting_values)
    if vote_values is not None:
        values = {"voting": 10, "in_favour": 10, "against": 0, "abstaining": 0, "passed": True} | vote_values
        AppraisalVote.objects.create(meeting=meeting, application=three[0], **values)
    if photos:
        with_photos(meeting, officer)
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        AppraisalMeeting.objects.filter(pk=meeting.pk).update(closed_at=timezone.now())


@pytest.mark.clause("6.7")
def test_the_database_takes_no_minutes_that_are_born_closed(recruitment_round, officer):
    with pytest.raises(IntegrityError, match="先写好"), transaction.atomic():
        raw_meeting(recruitment_round, officer, closed_at=timezone.now())
