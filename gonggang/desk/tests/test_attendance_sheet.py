"""The month sheet's page: who sees and fills it, what comes back to whoever typed, who locks."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any

import pytest

from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.testing import OTHER_VILLAGE, TOWNSHIP, VILLAGE

ADDRESS = f"/attendance/{VILLAGE}/2024-05/"
FULL = "√" * 31


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode("utf-8"))


@pytest.fixture
def people(make_person: Any, make_post: Any, make_placement: Any) -> list[Any]:
    """Three people in post in the village; one began in the middle of the month."""
    post = make_post()
    begins = (date(2023, 1, 1), date(2023, 1, 1), date(2024, 5, 20))
    names = ("欧阳淑珍", "阿依古丽·买买提", "赵长河")
    return [make_placement(make_person(name=name), post, on) for name, on in zip(names, begins, strict=True)]


@pytest.fixture
def clerk(signed_in: Any) -> Any:
    return signed_in("village_clerk", VILLAGE)


def form_of(answer: Any) -> dict[str, str]:
    """The fields of the sheet's form, as a browser without script would send them."""
    page = answer.content.decode("utf-8")
    form = re.search(r'<form[^>]* id="sheet".*?</form>', page, re.S)
    assert form
    fields = re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


@pytest.mark.clause("11.2")
def test_a_sheet_is_filled_line_by_line_without_any_script(people: list[Any], clerk: Any) -> None:
    first, second, _ = people
    page = clerk.get(ADDRESS)
    assert page.status_code == 200 and "还没有填" in text_of(page) and "阿依古丽·买买提" in text_of(page)
    assert not re.search(r"\sstyle=|<script>|<style|\son[a-z]+=|javascript:", page.content.decode())
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    fields = form_of(page)
    fields |= {f"m-p{first.pk}": "1" * 31, f"m-p{second.pk}": "√√○·休"}
    answer = clerk.post(ADDRESS, fields, follow=True)
    assert "已保存 2 人的改动" in text_of(answer)
    assert dict(AttendanceRow.objects.values_list("placement_id", "marks")) == {
        first.pk: FULL,
        second.pk: "√√○ 休" + " " * 26,
    }
    assert "26 天未填" in text_of(answer) or "27 天未填" in text_of(answer)


def test_what_cannot_be_used_comes_back_as_typed_with_the_error_beside_it(
    people: list[Any], clerk: Any
) -> None:
    first, second, _ = people
    fields = form_of(clerk.get(ADDRESS)) | {f"m-p{first.pk}": "√？√", f"m-p{second.pk}": "√" * 34}
    answer = clerk.post(ADDRESS, fields)
    page = text_of(answer)
    assert answer.status_code == 422 and not MonthSheet.objects.exists()
    assert 'value="√？√"' in page and f'value="{"√" * 34}"' in page
    assert f'href="#r-p{first.pk}"' in page and f'id="e-p{first.pk}"' in page
    assert "2 日填的是“？”" in page and "填了 34 个符号，5 月只有 31 天" in page
    assert clerk.post(ADDRESS, {"version": "0", "was": "["}).status_code == 422


def test_blanks_are_filled_by_plan_and_nothing_is_stored_yet(people: list[Any], clerk: Any) -> None:
    first, _, late = people
    fields = form_of(clerk.get(ADDRESS)) | {f"m-p{first.pk}": "···×", "then": "fill"}
    fields = form_of(clerk.post(ADDRESS, fields))
    assert fields[f"m-p{first.pk}"].startswith("休休休×休√√√√√√休√")  # a holiday, and 11 May is made up
    assert fields[f"m-p{late.pk}"] == "·" * 19 + "√√√√√休休√√√√√"
    assert not MonthSheet.objects.exists()
    clerk.post(ADDRESS, fields)
    assert AttendanceRow.objects.count() == 3


@pytest.mark.clause("X12")
def test_the_second_of_two_people_sees_what_changed_and_loses_nothing(people: list[Any], clerk: Any) -> None:
    first, second, third = people
    opened = form_of(clerk.get(ADDRESS))
    clerk.post(ADDRESS, opened | {f"m-p{first.pk}": FULL, f"m-p{second.pk}": "○" * 31})
    answer = clerk.post(ADDRESS, opened | {f"m-p{second.pk}": "△" * 31, f"m-p{third.pk}": "×" * 31})
    page, fields = text_of(answer), form_of(answer)
    assert answer.status_code == 409 and "有人改过" in page
    assert "别人改了这一行：1 日 ·→√" in page and "您和别人都改了这一行，别人改的是：1 日 ·→○" in page
    assert fields[f"m-p{first.pk}"] == FULL  # not touched here: what the other one wrote
    assert fields[f"m-p{second.pk}"] == "△" * 31 and fields[f"m-p{third.pk}"] == "×" * 31
    assert AttendanceRow.objects.get(placement=second).marks == "○" * 31
    clerk.post(ADDRESS, fields)
    assert AttendanceRow.objects.get(placement=second).marks == "△" * 31


@pytest.mark.clause("11.7")
def test_exceptions_are_said_and_counted(people: list[Any], clerk: Any) -> None:
    from gonggang.attendance.actions import RowEdit, edit_rows
    from gonggang.core.month import Month

    first, second, late = people
    april = [RowEdit(f"p{first.pk}", "√" * 20, "")]
    edit_rows(VILLAGE, Month(2024, 4), april, officer=clerk.get(ADDRESS).wsgi_request.user, version=0)
    fields = form_of(clerk.get(ADDRESS))
    fields |= {f"m-p{first.pk}": FULL, f"m-p{second.pk}": "√××××", f"m-p{late.pk}": FULL}
    page = text_of(clerk.post(ADDRESS, fields, follow=True))
    assert "先看" in page and "赵长河 上岗前出勤 19 天" in page and "欧阳淑珍 31 天无休息" in page
    assert "连续旷工 4 天" in page and "＋11" in page and "比 4 月 ＋11 天" in page


@pytest.mark.clause("11.5", "X2")
def test_the_village_confirms_the_township_locks(people: list[Any], clerk: Any, signed_in: Any) -> None:
    first = people[0]
    fields = form_of(clerk.get(ADDRESS)) | {f"m-p{first.pk}": FULL, "then": "confirm"}
    page = text_of(clerk.post(ADDRESS, fields, follow=True))
    assert "村已上报，待镇锁定" in page and "已上报，等乡镇" in page and 'name="m-p' not in page
    assert clerk.post(f"{ADDRESS}lock/", {"version": "2"}).status_code == 404
    township = signed_in("township_officer", TOWNSHIP)
    assert "都看过了" in text_of(township.get(ADDRESS))
    answer = township.post(f"{ADDRESS}lock/", {"version": "2"})
    assert answer.status_code == 422 and 'href="#seen"' in text_of(answer)
    answer = township.post(f"{ADDRESS}send-back/", {"version": "2", "reason": " "})
    assert answer.status_code == 422 and "没有写退回的理由" in text_of(answer)
    assert "已锁定" in text_of(township.post(f"{ADDRESS}lock/", {"version": "2", "seen": "1"}, follow=True))
    assert MonthSheet.objects.get().locked_at is not None
    answer = township.post(ADDRESS, {"version": "3", "was": json.dumps({f"p{first.pk}": FULL})})
    assert answer.status_code == 422 and "已经锁定" in text_of(answer)


def test_a_sheet_that_was_sent_back_says_why(people: list[Any], clerk: Any, signed_in: Any) -> None:
    fields = form_of(clerk.get(ADDRESS)) | {f"m-p{people[0].pk}": FULL, "then": "confirm"}
    clerk.post(ADDRESS, fields)
    signed_in("township_officer", TOWNSHIP).post(
        f"{ADDRESS}send-back/", {"version": "2", "reason": "5 日请核对"}
    )
    page = text_of(signed_in("village_clerk", VILLAGE).get(ADDRESS))
    assert "退回：5 日请核对" in page and "保存并上报" in page


@pytest.mark.clause("X2")
def test_what_is_foreign_or_absent_is_not_there(people: list[Any], clerk: Any, signed_in: Any) -> None:
    absent = clerk.get("/nothing-is-here/").content
    for address in (
        f"/attendance/{OTHER_VILLAGE}/2024-05/", f"/attendance/{TOWNSHIP}/2024-05/", "/attendance/1/2024-05/",
        f"/attendance/{10**17}/2024-05/", f"/attendance/{VILLAGE}/2024-13/", f"/attendance/{VILLAGE + 97}/2024-05/",
    ):  # fmt: skip
        answer = clerk.get(address)
        assert (answer.status_code, answer.content) == (404, absent), address
    assert clerk.post(f"/attendance/{OTHER_VILLAGE}/2024-05/", {}).status_code == 404
    assert signed_in("county_finance").post(ADDRESS, {}).status_code == 404
    page = text_of(signed_in("county_finance").get(ADDRESS))
    assert "欧阳淑珍" in page and 'name="m-p' not in page


def test_a_month_to_come_is_shown_and_not_filled(people: list[Any], clerk: Any) -> None:
    page = text_of(clerk.get(f"/attendance/{VILLAGE}/2099-01/"))
    assert "这个月还没有到" in page and 'name="m-p' not in page


def test_a_village_without_anybody_says_so(people: list[Any], signed_in: Any) -> None:
    page = text_of(signed_in("township_officer", TOWNSHIP).get(f"/attendance/{OTHER_VILLAGE}/2024-05/"))
    assert "没有人在岗" in page and "张家庄村" in page  # its neighbour


@pytest.mark.clause("11.5")
def test_a_locked_sheet_is_opened_by_the_county_with_a_reason_that_stays(
    people: list[Any], clerk: Any, signed_in: Any
) -> None:
    from gonggang.audit.models import AuditRecord

    fields = form_of(clerk.get(ADDRESS)) | {f"m-p{each.pk}": "√√○" for each in people[:2]}
    clerk.post(ADDRESS, fields | {"then": "confirm"})
    sheet = MonthSheet.objects.get()
    township = signed_in("township_officer", TOWNSHIP)
    township.post(f"{ADDRESS}lock/", {"version": sheet.version, "seen": 1})
    sheet.refresh_from_db()
    assert sheet.locked_at is not None
    assert "打开这张表" not in text_of(township.get(ADDRESS))
    sent = {"version": sheet.version, "unlock_reason": "甲三日请假漏记"}
    assert township.post(f"{ADDRESS}unlock/", sent).status_code == 404
    foreign = signed_in("county_officer", 379902000000)
    assert foreign.post(f"{ADDRESS}unlock/", sent).status_code == 404
    county = signed_in("county_officer")
    assert "没有写打开的理由" in text_of(county.post(f"{ADDRESS}unlock/", sent | {"unlock_reason": " "}))
    assert county.post(f"{ADDRESS}unlock/", sent | {"version": 1}).status_code == 409
    sheet.refresh_from_db()
    assert sheet.locked_at is not None
    page = text_of(county.post(f"{ADDRESS}unlock/", sent, follow=True))
    assert "锁定后又打开过" in page and "甲三日请假漏记" in page
    sheet.refresh_from_db()
    assert sheet.locked_at is None and sheet.unlocked_why == "甲三日请假漏记"
    assert AuditRecord.objects.get(verb="attendance.unlock").detail["reason"] == "甲三日请假漏记"
    assert "没有锁定" in text_of(county.post(f"{ADDRESS}unlock/", sent | {"version": sheet.version}))
    # Locked again, the mark is still there.
    township = signed_in("township_officer", TOWNSHIP)
    township.post(f"{ADDRESS}lock/", {"version": sheet.version, "seen": 1})
    assert "甲三日请假漏记" in text_of(township.get(ADDRESS))


@pytest.mark.clause("11.5", "13.7")
def test_a_sheet_on_which_money_rests_stays_locked(people: list[Any], signed_in: Any, officer: Any) -> None:
    from gonggang.attendance.actions import SheetRow, take_over
    from gonggang.core.month import Month
    from gonggang.cycle.actions import run_month
    from gonggang.exchange.actions import open_batch

    batch = open_batch(kind="test", file_name="x", digest="", region=None, officer=officer)
    rows = [SheetRow(each.person_id, VILLAGE, "保洁员", FULL, "", 5) for each in people[:1]]
    take_over(rows, Month(2024, 5), officer=officer, batch=batch)
    run_month(Month(2024, 5), TOWNSHIP // 10**6 * 10**6, officer=officer)
    county, sheet = signed_in("county_officer"), MonthSheet.objects.get()
    page = text_of(county.get(ADDRESS))
    assert "补贴已经按这张表算过" in page and "打开这张表" not in page
    answer = county.post(f"{ADDRESS}unlock/", {"version": sheet.version, "unlock_reason": "改一天"})
    assert answer.status_code == 422 and "补贴已经按这张表算过" in text_of(answer)
    sheet.refresh_from_db()
    assert sheet.locked_at is not None and not sheet.unlocked_why


def test_a_township_sees_the_sheets_and_returns_of_its_villages(month_run: list[int], signed_in: Any) -> None:
    township = signed_in("township_officer", TOWNSHIP)
    assert "张家庄村" in text_of(township.get("/attendance/?month=2024-05"))
    assert "退票" in text_of(township.get("/returns/?month=2024-05"))
    other = signed_in("township_officer", TOWNSHIP + 1000)
    for address in ("/attendance/?month=2024-05", "/returns/?month=2024-05"):
        assert "张家庄村" not in text_of(other.get(address))
    assert signed_in("village_clerk", VILLAGE).get("/returns/").status_code == 404
