"""Reviews, joint review, notice and objection as officers click through them, refusals included."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from gonggang.recruitment.rules.checklist import ITEMS
from gonggang.recruitment.rules.joint import DEPARTMENTS
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(officer: Any) -> Any:
    from gonggang.accounts.actions import create_officer
    from gonggang.recruitment.tests.makers import Way

    second = create_officer(
        username="second.reviewer", name="复审员", organisation=None, territory_code=0, officer=officer
    )
    return Way(officer, second)


@pytest.fixture
def applicants(way: Any, make_post: Callable[..., int], make_person: Callable[..., int]) -> list[Any]:
    """Two whom their village has appraised, in one round."""
    made = way.make_round([make_post()])
    found = [way.make_application(made, make_person(name=name)) for name in ("欧阳初审", "司马复审")]
    for each in found:
        way.reach(each, "democratic_appraisal")
    return found


def _photo(name: str = "栏.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"\x89PNG\r\n\x1a\n" + b"0" * 64, "image/png")


def _dates() -> dict[str, str]:
    from gonggang.recruitment.tests import reviewing as r

    days = {name: getattr(r, name) for name in ("COMPARED", "FIRST", "SENT", "DUE", "SECOND", "POSTED")}
    return {name: day.isoformat() for name, day in days.items()} | {
        "END": (r.POSTED + timedelta(days=5)).isoformat(),
        "RESULT": (r.POSTED + timedelta(days=8)).isoformat(),
    }


def _first(client: Any, one: Any, dates: dict[str, str], **more: str) -> Any:
    papers = {f"item-{item}": "ok" for item in ITEMS}
    return client.post(
        f"/recruitment/applications/{one.pk}/first-review/",
        {"on": dates["FIRST"], "passed": "1", "snapshot_reason": "数据没有更新", **papers, **more},
    )


def _to_departments(client: Any, those: list[Any], dates: dict[str, str]) -> None:
    """The whole way to answers of all five departments, each by its own officer."""
    keys = [each.pk for each in those]
    round_id = those[0].round_id
    sign_in(client, "township_officer", TOWNSHIP)
    client.post(
        f"/recruitment/rounds/{round_id}/reviews/compare/",
        {"application": keys, "compare_on": dates["COMPARED"]},
    )
    for each in those:
        assert _first(client, each, dates).status_code == 302
    sign_in(client, "county_officer", COUNTY)
    answer = client.post(
        f"/recruitment/rounds/{round_id}/joint/send/",
        {"departments": list(DEPARTMENTS), "sent_on": dates["SENT"], "due_on": dates["DUE"],
         "silence_means": "ask_again", "application": keys},
    )  # fmt: skip
    assert answer.status_code == 302
    from gonggang.recruitment.models import JointReview

    for department in DEPARTMENTS:
        sign_in(client, department, COUNTY)
        question = JointReview.objects.get(department=department)
        ticked = list(question.answers.values_list("pk", flat=True))
        given = {
            "verdict": "fits",
            "register_batch": "名册 2024-03",
            "data_as_of": dates["SENT"],
            "on": dates["SENT"],
        }
        answer = client.post(f"/recruitment/joint/{question.pk}/answer/", {"answer": ticked, **given})
        assert answer.status_code == 302


@pytest.mark.clause("5.1")
@pytest.mark.clause("5.2")
@pytest.mark.clause("5.3")
@pytest.mark.clause("5.4")
def test_from_comparison_to_the_numbered_opinion(client: Any, applicants: list[Any]) -> None:
    dates = _dates()
    one, _two = applicants
    sign_in(client, "township_officer", TOWNSHIP)
    page = client.get(f"/recruitment/rounds/{one.round_id}/reviews/").content.decode()
    assert "没有比对" in page and "欧阳初审" not in page
    # Without a comparison nothing is reviewed; what was typed comes back beside what is wrong.
    refused = _first(client, one, dates, reason="材料齐全")
    client.post(f"/recruitment/applications/{one.pk}/compare/", {"on": dates["COMPARED"]})
    refused = _first(client, one, dates, reason="材料齐全", snapshot_reason="")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "没有录入比对有效天数" in text and "材料齐全" in text and 'href="#first-snapshot_reason"' in text
    _to_departments(client, applicants, dates)
    sign_in(client, "county_officer", COUNTY)
    page = client.get(f"/recruitment/rounds/{one.round_id}/joint/").content.decode()
    assert page.count("已答完") == 5
    answer = client.post(
        f"/recruitment/rounds/{one.round_id}/reviews/second/",
        {"application": [each.pk for each in applicants], "second_on": dates["SECOND"],
         "second_snapshot_reason": "数据没有更新"},
        follow=True,
    )  # fmt: skip
    text = answer.content.decode()
    assert "复审通过 2 人" in text and "FS-379901-2024-0001" in text and "FS-379901-2024-0002" in text
    own = client.get(f"/recruitment/applications/{one.pk}/").content.decode()
    assert "意见书 FS-379901-2024-000" in own and "公安：符合（名册 2024-03，2024-03-15）" in own


@pytest.mark.clause("5.5")
def test_a_refusal_waits_on_the_worklist_until_delivered_and_then_closes(
    client: Any, applicants: list[Any]
) -> None:
    from gonggang.recruitment.models import Notification

    dates = _dates()
    one = applicants[0]
    sign_in(client, "township_officer", TOWNSHIP)
    client.post(f"/recruitment/applications/{one.pk}/compare/", {"on": dates["COMPARED"]})
    refused = _first(client, one, dates, passed="0")
    assert refused.status_code == 422 and "没有写不通过的理由" in refused.content.decode()
    assert _first(client, one, dates, passed="0", reason="户口簿与本人不符").status_code == 302
    worklist = client.get("/worklist/").content.decode()
    assert "告知书等送达" in worklist and "超期 1" in worklist
    listed = client.get("/recruitment/notifications/").content.decode()
    assert "GZ-379901-2024-0001" in listed and "欧阳初审" not in listed
    note = Notification.objects.get()
    early = client.post(f"/recruitment/notifications/{note.pk}/close/", {"on": dates["SECOND"]})
    assert early.status_code == 422 and "5.5" in early.content.decode()
    bad = client.post(f"/recruitment/notifications/{note.pk}/deliver/", {"how": "phone", "delivered_on": dates["SENT"],
                                                                        "received_by": "本人"})  # fmt: skip
    assert bad.status_code == 422 and "见证人" in bad.content.decode()
    client.post(f"/recruitment/notifications/{note.pk}/deliver/", {"how": "handed_over", "delivered_on": dates["SENT"],
                                                                  "received_by": "本人"})  # fmt: skip
    client.post(f"/recruitment/notifications/{note.pk}/close/", {"on": dates["SECOND"]})
    one.refresh_from_db()
    assert one.closing.kind == "refused"


@pytest.mark.clause("5.3")
def test_a_department_sees_and_answers_only_its_own(client: Any, applicants: list[Any]) -> None:
    from gonggang.people.queries import id_numbers
    from gonggang.recruitment.models import JointReview

    dates = _dates()
    keys = [each.pk for each in applicants]
    sign_in(client, "township_officer", TOWNSHIP)
    client.post(
        f"/recruitment/rounds/{applicants[0].round_id}/reviews/compare/",
        {"application": keys, "compare_on": dates["COMPARED"]},
    )
    for each in applicants:
        _first(client, each, dates)
    sign_in(client, "county_officer", COUNTY)
    client.post(
        f"/recruitment/rounds/{applicants[0].round_id}/joint/send/",
        {"departments": ["police", "civil_affairs"], "sent_on": dates["SENT"], "due_on": dates["DUE"],
         "silence_means": "ask_again", "application": keys},
    )  # fmt: skip
    police, civil = (JointReview.objects.get(department=d) for d in ("police", "civil_affairs"))
    sign_in(client, "police", COUNTY)
    listed = client.get("/recruitment/joint/").content.decode()
    assert "1 件联审等您的部门答复" in listed and "超期" in listed
    assert "部门联审等答复" in client.get("/worklist/").content.decode()
    other = client.get(f"/recruitment/joint/{civil.pk}/")
    assert other.status_code == 403 and "这件联审问的是民政" in other.content.decode()
    row = civil.answers.first()
    client.post(
        f"/recruitment/joint/{civil.pk}/answer/",
        {"answer": [row.pk], "verdict": "no_data", "on": dates["SENT"]},
    )
    row.refresh_from_db()
    assert row.verdict is None
    # By spreadsheet, out and in: the numbers are whole, the download is on record.
    sheet = client.get(f"/recruitment/joint/{police.pk}/sheet/")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as parts:
        written = parts.read("xl/sharedStrings.xml").decode()
    assert all(number in written for number in id_numbers([each.person_id for each in applicants]).values())
    filled = io.BytesIO()
    with xlsxwriter.Workbook(filled) as book:
        rows = [
            (applicants[0].number, "符合", "户籍库 3 月", dates["SENT"]),
            (applicants[1].number, "不符", "户籍库 3 月", dates["SENT"]),
        ]
        page = book.add_worksheet()
        page.write_row(0, 0, ("报名号", "意见", "依据的数据批次", "数据截至"))
        for place, row in enumerate(rows, start=1):
            page.write_row(place, 0, row)
    answer = client.post(
        f"/recruitment/joint/{police.pk}/sheet/read/",
        {"on": dates["SENT"], "sheet": SimpleUploadedFile("答复.xlsx", filled.getvalue())},
    )
    text = answer.content.decode()
    assert "答复不符要写明理由" in text
    assert sorted(filter(None, police.answers.values_list("verdict", flat=True))) == ["fits"]
    empty = client.post(f"/recruitment/joint/{police.pk}/sheet/read/", {"on": dates["SENT"]})
    assert empty.status_code == 422 and "没有选文件" in empty.content.decode()


@pytest.mark.clause("6.8")
@pytest.mark.clause("6.9")
@pytest.mark.clause("6.10")
def test_notice_objection_and_result(client: Any, applicants: list[Any]) -> None:
    from gonggang.recruitment.models import CompletedStage, Objection, PublicNotice

    dates = _dates()
    one, two = applicants
    _to_departments(client, applicants, dates)
    sign_in(client, "county_officer", COUNTY)
    client.post(
        f"/recruitment/rounds/{one.round_id}/reviews/second/",
        {
            "application": [one.pk, two.pk],
            "second_on": dates["SECOND"],
            "second_snapshot_reason": "数据没有更新",
        },
    )
    sign_in(client, "village_clerk", VILLAGE)
    tab = client.get(f"/recruitment/rounds/{one.round_id}/notices/").content.decode()
    assert "2 人" in tab and "至少公示 5 个自然日" in tab
    address = f"/recruitment/rounds/{one.round_id}/notices/{VILLAGE}/"
    typed = {"posted_on": dates["POSTED"], "place": "村公示栏", "telephone": "0539-1"}
    without = client.post(address, typed)
    assert without.status_code == 422 and "没有张贴当天的照片" in without.content.decode()
    assert client.post(address, {**typed, "photo": _photo()}).status_code == 302
    notice = PublicNotice.objects.get()
    page = client.get(f"/recruitment/notices/{notice.pk}/").content.decode()
    assert notice.number in page and "欧阳初审" not in page and "低保" not in page
    assert client.get(f"/recruitment/notices/{notice.pk}/photo/first/").headers["Content-Type"] == "image/png"
    entry = notice.entries.get(application=one)
    said = {"entry": entry.pk, "received_on": dates["POSTED"], "channel": "box", "text": "反映不在村里住",
            "objector": "王有财 13900000000"}  # fmt: skip
    assert client.post(f"/recruitment/notices/{notice.pk}/objections/", said).status_code == 302
    early = client.post(
        f"/recruitment/notices/{notice.pk}/end/", {"ended_on": dates["POSTED"], "photo": _photo()}
    )
    assert early.status_code == 422 and "6.8" in early.content.decode()
    done = client.post(
        f"/recruitment/notices/{notice.pk}/end/", {"ended_on": dates["END"], "photo": _photo()}, follow=True
    )
    assert "办结审核公示 1 人。1 人有异议，等结果。" in done.content.decode()
    objection = Objection.objects.get()
    # Who objected is for those who settle it, and for nobody else.
    assert (
        client.post(f"/recruitment/objections/{objection.pk}/objector/", {"purpose": "好奇"}).status_code
        == 404
    )
    sign_in(client, "township_officer", TOWNSHIP)
    page = client.get(f"/recruitment/objections/{objection.pk}/").content.decode()
    assert "王有财" not in page and "调查中" in page
    shown = client.post(f"/recruitment/objections/{objection.pk}/objector/", {"purpose": "电话核实"})
    assert "王有财" in shown.content.decode() and shown.headers["Cache-Control"] == "no-store"
    client.post(
        f"/recruitment/objections/{objection.pk}/settle/",
        {"upheld": "0", "result": "查明一直住在村里", "published_on": dates["RESULT"]},
    )
    sign_in(client, "village_clerk", VILLAGE)
    client.post(f"/recruitment/notices/{notice.pk}/settled/")
    finished = dict(
        CompletedStage.objects.filter(stage="public_notice").values_list("application_id", "completed_on")
    )
    assert {key: day.isoformat() for key, day in finished.items()} == {
        two.pk: dates["END"],
        one.pk: dates["RESULT"],
    }


@pytest.mark.clause("9.2")
@pytest.mark.clause("9.4")
def test_relatives_are_studied_filed_and_listed(
    client: Any, way: Any, make_post: Any, make_person: Any
) -> None:
    from gonggang.recruitment.actions import relatives
    from gonggang.recruitment.actions.relatives import Kin

    made = way.make_round([make_post()])
    one = way.make_application(made, make_person(name="诸葛亲属"), base="filed")
    relatives.declare(
        one.pk,
        [Kin("王支书", "张家庄村党支部书记", "71", "village_cadre")],
        on=one.committed_on,
        officer=way.officer,
    )
    way.reach(one, "public_notice")
    on = one.completed_stages.get(stage="public_notice").completed_on.isoformat()
    sign_in(client, "township_officer", TOWNSHIP)
    tab = client.get(f"/recruitment/rounds/{made.pk}/filings/").content.decode()
    assert "我是王支书（张家庄村党支部书记）的哥哥。" in tab and "待乡镇研究" in tab
    empty = client.post(f"/recruitment/rounds/{made.pk}/filings/study/", {"application": [one.pk]})
    assert empty.status_code == 422 and "没有上传会议纪要" in empty.content.decode()
    minutes = SimpleUploadedFile("纪要.pdf", b"%PDF-1.7 minutes", "application/pdf")
    stated = {
        "minutes_number": "8 号",
        "held_on": on,
        "attendees": "三人",
        "decision": "同意",
        "file": minutes,
    }
    assert (
        client.post(
            f"/recruitment/rounds/{made.pk}/filings/study/", {"application": [one.pk], **stated}
        ).status_code
        == 302
    )
    sign_in(client, "county_officer", COUNTY)
    filed = client.post(
        f"/recruitment/rounds/{made.pk}/filings/file/",
        {"application": [one.pk], "agreed": "1", "opinion": "同意备案", "on": on}, follow=True,
    )  # fmt: skip
    assert "BA-379901-2024-0001" in filed.content.decode()
    ledger = client.get("/recruitment/filings/").content.decode()
    assert (
        "王支书" in ledger
        and "哥哥" in ledger
        and "BA-379901-2024-0001" in ledger
        and "诸葛亲属" not in ledger
    )
    own = client.get(f"/recruitment/applications/{one.pk}/").content.decode()
    assert "我是王支书（张家庄村党支部书记）的哥哥。" in own
