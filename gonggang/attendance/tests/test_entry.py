"""Sheets filled by hand: what is stored, what is refused, who sees that somebody else was faster."""

from datetime import date

import pytest

from gonggang.attendance.actions import (
    InPost,
    RowEdit,
    SheetChanged,
    SheetRefused,
    SheetRow,
    confirm_sheet,
    edit_rows,
    lock_month,
    lock_sheet,
    send_back,
    take_over,
)
from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.attendance.queries import marks_by_placement, sheet_people
from gonggang.attendance.rules import planned, row_findings, typed_marks
from gonggang.audit.models import AuditRecord
from gonggang.core.month import Month

MAY = Month(2024, 5)
COUNTY = 379901000000
HERE = 379901100200
FULL, BLANK = "√" * 31, " " * 31


@pytest.fixture
def placed(make_person, make_post, make_placement):
    """Two people in post in the village, no sheet yet; returns the placements."""
    post = make_post()
    return [make_placement(make_person(name=name), post) for name in ("甲某", "乙某")]


def edit(placement, marks, was=""):
    return RowEdit(f"p{placement.pk}", marks, was)


@pytest.mark.clause("11.2")
@pytest.mark.parametrize(
    ("text", "verdict", "marks"),
    [
        ("", "ok", BLANK),
        ("1234 0", "ok", "√○△× 休" + " " * 25),
        ("vOx✓/〇", "ok", "√○×√休○" + " " * 25),
        ("√" * 31 + "  ", "ok", FULL),
        ("√" * 32, "more_marks_than_days", "√" * 32),
        ("√？", "unknown_marks", "√？" + " " * 29),
    ],
)
def test_what_is_typed_for_a_month(text, verdict, marks):
    typed = typed_marks(MAY, text)
    assert (typed.verdict, typed.marks) == (verdict, marks)


@pytest.mark.clause("11.7")
def test_what_somebody_should_look_at_in_a_row():
    found = row_findings(MAY, "√√√√√×××" + "√" * 23, date(2024, 5, 3), date(2024, 5, 30), date(2024, 5, 28))
    assert (found.before_start, found.after_end, found.after_death) == ([1, 2], [], [29, 30, 31])
    assert (found.every_day, found.unmarked, found.longest_absence) == (False, 0, 3)
    full = row_findings(MAY, FULL, None, date(2024, 5, 31), None)
    assert (full.every_day, full.after_end) == (True, [31])
    assert row_findings(MAY, "√" * 5, date(2024, 5, 4), None, date(2024, 5, 9)).unmarked == 4


def test_a_plan_fills_only_what_is_blank_inside_the_placement():
    working = [MAY.day(day).weekday() < 5 for day in range(1, 32)]
    plan = planned(MAY, "   ×", working, date(2024, 5, 3), None, date(2024, 5, 10))
    assert plan == "  √×休√√√√√" + " " * 21


@pytest.mark.clause("11.2")
def test_a_sheet_is_made_by_the_first_marks_and_the_change_is_kept(placed, officer):
    first, second = placed
    done = edit_rows(HERE, MAY, [edit(first, "1" * 31), edit(second, "")], officer=officer, version=0)
    assert (done.version, done.rows) == (1, 1)
    assert [(each.key, each.marks) for each in sheet_people(HERE, MAY)] == [
        (f"p{first.pk}", FULL),
        (f"p{second.pk}", ""),
    ]
    edit_rows(HERE, MAY, [edit(first, "√" * 30 + "×", FULL)], officer=officer, version=1)
    record = AuditRecord.objects.filter(verb="attendance.edit").order_by("-number").first()
    assert record.detail["changes"] == {f"人员 {first.person_id}": [FULL, "√" * 30 + "×"]}
    assert (record.region_code, record.officer_id) == (HERE, officer.pk)


def test_saving_what_is_there_changes_nothing(placed, officer):
    first, _ = placed
    edit_rows(HERE, MAY, [edit(first, FULL)], officer=officer, version=0)
    before = AuditRecord.objects.count()
    assert edit_rows(HERE, MAY, [edit(first, "v" * 31, FULL)], officer=officer, version=1).rows == 0
    assert AuditRecord.objects.count() == before and MonthSheet.objects.get().version == 1


def test_marks_that_nobody_knows_or_too_many_change_nothing(placed, officer):
    first, second = placed
    with pytest.raises(SheetRefused) as refused:
        edit_rows(
            HERE, MAY, [edit(first, "√？"), edit(second, "√" * 33)], officer=officer, version=0
        )  # fmt: skip
    problems = refused.value.problems
    assert "2 日填的是“？”" in problems[f"p{first.pk}"]
    assert "33 个符号" in problems[f"p{second.pk}"]
    assert not MonthSheet.objects.exists()


def test_marks_before_the_start_are_for_people_to_look_at(
    placed, make_person, make_post, make_placement, officer
):
    late = make_placement(make_person(), make_post(), date(2024, 5, 20))
    edit_rows(HERE, MAY, [edit(late, FULL)], officer=officer, version=0)
    assert AttendanceRow.objects.get().marks == FULL


def test_somebody_of_another_village_is_on_no_sheet_here(placed, officer):
    with pytest.raises(SheetRefused, match="已经不在这张表上"):
        edit_rows(HERE + 1, MAY, [edit(placed[0], FULL)], officer=officer, version=0)


def test_a_month_to_come_is_not_filled(placed, officer):
    with pytest.raises(SheetRefused, match="还没有到"):
        edit_rows(HERE, Month(2199, 1), [edit(placed[0], "√")], officer=officer, version=0)


@pytest.mark.clause("X12")
def test_the_second_of_two_editors_is_told_and_overwrites_nothing(placed, officer):
    first, second = placed
    edit_rows(HERE, MAY, [edit(first, FULL)], officer=officer, version=0)
    with pytest.raises(SheetChanged) as changed:
        edit_rows(HERE, MAY, [edit(first, ""), edit(second, FULL)], officer=officer, version=0)
    assert changed.value.keys == (f"p{first.pk}",)
    assert AttendanceRow.objects.get().marks == FULL


def test_a_file_that_came_in_meanwhile_is_seen_too(placed, officer, batch):
    first, second = placed
    edit_rows(HERE, MAY, [edit(first, FULL)], officer=officer, version=0)
    take_over([SheetRow(second.person_id, HERE, "保洁员", FULL, "", 5)], MAY, officer=officer, batch=batch)
    with pytest.raises(SheetChanged):
        edit_rows(HERE, MAY, [edit(second, "×" * 31)], officer=officer, version=2)
    assert edit_rows(HERE, MAY, [edit(second, "×" * 31, FULL)], officer=officer, version=2).rows == 1


@pytest.mark.clause("11.5")
def test_the_village_confirms_then_the_township_locks(placed, officer):
    first, second = placed
    with pytest.raises(SheetRefused, match="还没有考勤表"):
        confirm_sheet(HERE, MAY, officer=officer, version=0)
    edit_rows(HERE, MAY, [edit(first, FULL), edit(second, "×" * 31)], officer=officer, version=0)
    with pytest.raises(SheetRefused, match="村里还没有上报"):
        lock_sheet(HERE, MAY, officer=officer, version=1)
    sheet = confirm_sheet(HERE, MAY, officer=officer, version=1)
    assert sheet.village_confirmed_by == officer
    with pytest.raises(SheetRefused, match="已经上报"):
        edit_rows(HERE, MAY, [edit(first, "○", FULL)], officer=officer, version=2)
    with pytest.raises(SheetChanged):
        lock_sheet(HERE, MAY, officer=officer, version=1)
    edit_rows(HERE, MAY, [edit(first, "○" * 31, FULL)], officer=officer, version=2, above_village=True)
    assert lock_sheet(HERE, MAY, officer=officer, version=3).locked_at is not None
    assert marks_by_placement(COUNTY, MAY) == {first.pk: "○" * 31, second.pk: "×" * 31}
    for again in (
        lambda: edit_rows(
            HERE, MAY, [edit(first, FULL, "○" * 31)], officer=officer, version=4, above_village=True
        ),
        lambda: lock_sheet(HERE, MAY, officer=officer, version=4),
        lambda: send_back(HERE, MAY, reason="改", officer=officer, version=4),
    ):
        with pytest.raises(SheetRefused, match="已经锁定"):
            again()


def test_an_imported_row_finds_its_placement_when_its_sheet_is_locked_by_hand(placed, officer, batch):
    first, _ = placed
    take_over([SheetRow(first.person_id, HERE, "保洁员", FULL, "", 5)], MAY, officer=officer, batch=batch)
    people = sheet_people(HERE, MAY)
    assert len(people) == 2 and people[0].alias == f"p{first.pk}" and people[0].begins_on == date(2023, 1, 1)
    confirm_sheet(HERE, MAY, officer=officer, version=1)
    lock_sheet(HERE, MAY, officer=officer, version=2)
    assert marks_by_placement(COUNTY, MAY) == {first.pk: FULL}


def test_a_sheet_is_sent_back_with_a_reason(placed, officer):
    first, _ = placed
    edit_rows(HERE, MAY, [edit(first, FULL)], officer=officer, version=0)
    confirm_sheet(HERE, MAY, officer=officer, version=1)
    for reason, sentence in (("  ", "没有写退回的理由"), ("长" * 201, "最多 200 个")):
        with pytest.raises(SheetRefused, match=sentence):
            send_back(HERE, MAY, reason=reason, officer=officer, version=2)
    assert send_back(HERE, MAY, reason="5 日请核对", officer=officer, version=2).village_confirmed_at is None
    assert AuditRecord.objects.get(verb="attendance.send_back").detail["reason"] == "5 日请核对"
    with pytest.raises(SheetRefused, match="还没有上报"):
        send_back(HERE, MAY, reason="再退", officer=officer, version=3)


def test_an_empty_or_unreadable_sheet_is_not_confirmed(placed, officer, batch):
    MonthSheet.objects.create(village_code=HERE, month=MAY.first)
    with pytest.raises(SheetRefused, match="还没有一个符号"):
        confirm_sheet(HERE, MAY, officer=officer, version=1)
    take_over(
        [SheetRow(placed[0].person_id, HERE, "保洁员", "√？" + " " * 29, "", 5)],
        MAY,
        officer=officer,
        batch=batch,
    )
    with pytest.raises(SheetRefused, match="甲某的符号"):
        confirm_sheet(HERE, MAY, officer=officer, version=2)


@pytest.mark.clause("11.5")
def test_the_months_run_still_locks_what_nobody_confirmed(placed, officer):
    first, _ = placed
    edit_rows(HERE, MAY, [edit(first, FULL)], officer=officer, version=0)
    assert lock_month(COUNTY, MAY, [InPost(first.pk, first.person_id, HERE, "保洁员")], officer=officer) == 1
