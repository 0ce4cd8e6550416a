"""From the minutes of a village to the first day in post, in the pages that officers use; and who may open which."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gonggang.placements.models import Placement
from gonggang.policy import parameters as policy
from gonggang.policy.parameter_files import Line
from gonggang.recruitment.models import AppraisalMeeting, CompletedStage, Ranking
from gonggang.recruitment.queries.ranking import field_of
from gonggang.recruitment.tests.conftest import make_application, recruitment_round, way
from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

__all__ = ["make_application", "recruitment_round", "way"]  # fixtures


def file(name, content):
    return SimpleUploadedFile(name, content)


def jpeg():
    return file("会场.jpg", b"\xff\xd8\xff" + b"0" * 20)


def pdf():
    return file("签字.pdf", b"%PDF-1.7" + b"0" * 20)


def to(name, *args, **query):
    return reverse(f"desk:{name}", args=args, query=query or None)


@pytest.fixture
def percent(monkeypatch):
    found = policy.parameters()
    for name, value in (("appraisal_quorum_percent", 60), ("appraisal_pass_percent", 50)):
        line = Line(begins=date(2020, 1, 1), region=COUNTY, value=value, source="测试", status="已核")
        found = policy.Parameters(found.with_lines(name, [line]).declared.values())
    monkeypatch.setattr("gonggang.recruitment.actions.appraisal.parameters", lambda: found)


def minutes(row, **changes):
    people = "\n".join(f"代表{number} 村民代表" for number in range(5))
    said = {"village": VILLAGE, "held_on": "2024-03-10", "begins_at": "09:00", "place": "村委会", "chair": "张主持",
            "recorder": "李记录", "due": 6, "present": 5, "people": people, "listed": "", "opinion": "同意",
            f"for-{row.pk}": 4, f"against-{row.pk}": 1, f"abstain-{row.pk}": 0, f"rank-{row.pk}": 1}  # fmt: skip
    return said | changes


@pytest.mark.clause("6.7", "6.1")
def test_a_village_clerk_keeps_a_draft_and_closes_the_minutes(
    make_application, recruitment_round, signed_in, percent
):
    row = make_application()
    client = signed_in("village_clerk", VILLAGE)
    assert "等评议的人" in client.get(to("round_appraisal", recruitment_round.pk)).content.decode()
    new = to("meeting_new", recruitment_round.pk, village=VILLAGE)
    assert client.get(new).status_code == 200
    wrong = client.post(new, minutes(row, **{f"for-{row.pk}": 5}))
    assert wrong.status_code == 422
    assert "参加表决的是 5 人" in wrong.content.decode()
    assert "张主持" in wrong.content.decode()
    assert client.post(new, minutes(row)).status_code == 302
    meeting = AppraisalMeeting.objects.get()
    page = client.get(to("meeting", meeting.pk)).content.decode()
    assert 'name="present-4"' in page
    listed = {f"{name}-{n}": "1" for n in range(5) for name in ("present", "signed")}
    again = minutes(row, listed="0 1 2 3 4", version=meeting.version, **listed)
    assert client.post(to("meeting_save", meeting.pk), again).status_code == 302
    stale = client.post(to("meeting_save", meeting.pk), again)
    assert stale.status_code == 409
    missing = client.post(to("meeting_close", meeting.pk), {})
    assert "还没有上传会议照片" in missing.content.decode()
    for kind, sent in (("photo", jpeg()), ("sheet", pdf())):
        sent = client.post(to("meeting_photo", meeting.pk), {"kind": kind, "file": sent})
        assert sent.status_code == 302
    assert client.post(to("meeting_close", meeting.pk), {}).status_code == 302
    assert CompletedStage.objects.get(application=row, stage="democratic_appraisal")
    shown = client.get(to("meeting", meeting.pk)).content.decode()
    assert "记录已形成" in shown
    photo = meeting.photos.first()
    assert client.get(to("meeting_photo_file", meeting.pk, photo.pk)).status_code == 200


@pytest.mark.clause("6.7", "X2")
def test_minutes_of_another_village_are_not_there(make_application, recruitment_round, signed_in):
    make_application()
    client = signed_in("village_clerk", OTHER_VILLAGE)
    assert client.get(to("meeting_new", recruitment_round.pk, village=VILLAGE)).status_code == 404
    officer = signed_in("county_officer", COUNTY)
    assert officer.get(to("meeting_new", recruitment_round.pk, village=VILLAGE)).status_code == 404


@pytest.mark.clause("8.3", "8.4")
def test_a_township_freezes_a_ranking_and_draws_a_tie(
    way, make_application, recruitment_round, signed_in, make_person
):
    rows = [make_application("public_notice") for _ in range(3)]
    post = recruitment_round.posts.get()
    client = signed_in("township_officer", TOWNSHIP)
    assert "待抽签" in client.get(to("round_ranking", recruitment_round.pk)).content.decode()
    page = client.get(to("ranking", post.pk)).content.decode()
    assert "三项全同，并列" in page
    choice = {"seen": field_of(post).seal, "places-LOW_INCOME": 1, "chosen": rows[0].pk}
    refused = client.post(to("ranking_freeze", post.pk), choice)
    assert refused.status_code == 422
    assert "先抽签" in refused.content.decode()
    assert client.post(to("ranking_seed", post.pk)).status_code == 302
    draw = post.draws.get()
    assert draw.seed in client.get(to("ranking", post.pk)).content.decode()
    assert client.post(to("ranking_draw", post.pk), {"draw": draw.pk}).status_code == 422
    assert client.post(to("ranking_draw", post.pk), {"draw": draw.pk, "witnesses": "张三"}).status_code == 302
    first, second, third = (row.application for row in field_of(post).rows)
    why = client.get(to("ranking_why", post.pk, first=first.pk, second=second.pk)).content.decode()
    assert "由抽签定先后，前者在前" in why
    stale = client.post(to("ranking_freeze", post.pk), choice)
    assert stale.status_code == 409
    choice = {"seen": field_of(post).seal, "places-LOW_INCOME": 1, "chosen": third.pk}
    wrong = client.post(to("ranking_freeze", post.pk), choice)
    assert "要写理由" in wrong.content.decode()
    reasons = {f"reason-{third.pk}": "离岗位近", f"reason-{first.pk}": "不愿去"}
    assert client.post(to("ranking_freeze", post.pk), choice | reasons).status_code == 302
    assert Ranking.objects.get().entries.filter(out_of_order=True).count() == 2
    assert "已进入抽查" in client.get(to("round_ranking", recruitment_round.pk)).content.decode()
    assert client.post(to("ranking_tell", post.pk)).status_code == 302
    section = client.get(to("application", third.pk)).content.decode()
    assert "离岗位近" in section


@pytest.mark.clause("6.1", "6.11", "3.4", "7.2")
def test_from_approval_to_the_first_day(way, make_application, recruitment_round, signed_in, officer):
    from gonggang.recruitment.actions.ranking import freeze

    row, late = make_application("public_notice"), make_application("democratic_appraisal")
    post = recruitment_round.posts.get()
    freeze(
        post.pk,
        allotted={"LOW_INCOME": 1},
        chosen=[row.pk],
        reasons={},
        seen=field_of(post).seal,
        officer=officer,
    )
    approver = signed_in("county_approver", COUNTY)
    page = approver.get(to("round_approval", recruitment_round.pk)).content.decode()
    assert row.number in page
    assert late.number not in page
    address = to("round_approve", recruitment_round.pk)
    assert "一个人都没有选" in approver.post(address, {"opinion": "同意"}).content.decode()
    day = way.day(row, "county_approval")
    both = approver.post(
        address, {"chosen": [row.pk, late.pk], "on": day, "opinion": "同意", "act": "approve"}
    )
    assert "审批同意 1 人" in both.content.decode()
    assert late.number in both.content.decode()
    client = signed_in("township_officer", TOWNSHIP)
    signed = way.day(row, "agreement")
    terms = {
        "chosen": row.pk, "kind": "service_agreement", "signed_on": signed, "begins_on": signed,
        "ends_on": signed + timedelta(days=360), "party": "张家庄村委会",
    }  # fmt: skip
    address = to("round_sign", recruitment_round.pk)
    assert "没有上传签字的协议" in client.post(address, terms).content.decode()
    assert client.post(address, terms | {"file": pdf()}).status_code == 302
    trained = {
        "chosen": row.pk, "held_on": way.day(row, "induction_training"), "subject": "安全", "hours": "4.5",
        "trainer": "王老师", "place": "村委会", "file": pdf(),
    }  # fmt: skip
    assert client.post(to("round_train", recruitment_round.pk), trained).status_code == 302
    address = to("round_start", recruitment_round.pk)
    on = way.day(row, "onboarding")
    refused = client.post(address, {"chosen": row.pk, "on": on})
    assert "没有录入比对的有效天数" in refused.content.decode()
    started = client.post(address, {"chosen": row.pk, "on": on, "decided_why": "县里会议定 60 天"})
    assert started.status_code == 302
    assert Placement.objects.get(person=row.person_id).during.lower == on
    page = client.get(to("application", row.pk)).content.decode()
    assert "4.5 学时" in page
    assert "第 1 次安置" in page


@pytest.mark.clause("X2")
def test_nobody_approves_or_chooses_without_the_right(make_application, recruitment_round, signed_in):
    make_application("public_notice")
    post = recruitment_round.posts.get()
    client = signed_in("village_clerk", VILLAGE)
    assert client.get(to("ranking", post.pk)).status_code == 200
    assert client.post(to("ranking_freeze", post.pk), {}).status_code == 404
    assert client.post(to("round_approve", recruitment_round.pk), {}).status_code == 404
    assert client.post(to("round_start", recruitment_round.pk), {}).status_code == 404
