"""Month sheets: kept once, matched to placements, locked; and what on them cannot be right."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gonggang.attendance.actions import InPost, SheetRow, lock_month, take_over
from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.attendance.queries import anomalies, marks_by_placement, sheet_counts
from gonggang.core.month import Month

MAY = Month(2024, 5)
COUNTY = 379901000000
HERE, THERE = 379901100200, 379901100201
FULL = "√" * 31


def row(person, marks=FULL, village=HERE, post="保洁员"):
    return SheetRow(person, village, post, marks, "", 5)


@pytest.mark.clause("11.2", "X12")
def test_same_sheet_twice_changes_nothing_and_a_correction_does(make_person, officer, batch):
    person = make_person()
    assert take_over([row(person)], MAY, officer=officer, batch=batch) == (2, [])
    assert take_over([row(person)], MAY, officer=officer, batch=batch) == (0, [])
    assert take_over([row(person, "√" * 30 + "×")], MAY, officer=officer, batch=batch) == (1, [])
    assert AttendanceRow.objects.get().marks == "√" * 30 + "×"


def test_a_second_row_of_a_person_is_contested_and_the_table_refuses_it_otherwise(
    make_person, officer, batch
):
    person = make_person()
    take_over([row(person), row(person, village=THERE)], MAY, officer=officer, batch=batch)
    assert [a.contested for a in AttendanceRow.objects.order_by("pk")] == [False, True]
    with pytest.raises(IntegrityError, match="one_attendance_row"), transaction.atomic():
        AttendanceRow.objects.update(contested=False)


@pytest.mark.clause("11.5")
def test_a_locked_sheet_refuses_other_marks_and_takes_no_new_row(
    make_person, make_post, make_placement, officer, batch
):
    person = make_person()
    placement = make_placement(person, make_post())
    take_over([row(person)], MAY, officer=officer, batch=batch)
    in_post = [InPost(placement.pk, person, HERE, "保洁员")]
    assert lock_month(COUNTY, MAY, in_post, officer=officer) == 1
    assert lock_month(COUNTY, MAY, in_post, officer=officer) == 0
    assert sheet_counts(COUNTY, MAY) == (1, 1)
    assert marks_by_placement(COUNTY, MAY) == {placement.pk: FULL}
    other = row(person, "×" * 31)
    assert take_over([other], MAY, officer=officer, batch=batch) == (0, [other])
    assert take_over([row(person)], MAY, officer=officer, batch=batch) == (0, [])


def test_rows_of_someone_in_two_posts_go_each_to_the_post_of_its_village(make_person, make_post, make_placement,
                                                                       officer, batch):  # fmt: skip
    person = make_person()
    first = make_placement(person, make_post(), date(2022, 1, 1))
    second = make_placement(person, make_post(village_code=THERE), date(2023, 1, 1), village_code=THERE)
    take_over([row(person, "×" * 31, THERE), row(person)], MAY, officer=officer, batch=batch)
    in_post = [InPost(first.pk, person, HERE, "保洁员"), InPost(second.pk, person, THERE, "保洁员")]
    lock_month(COUNTY, MAY, in_post, officer=officer)
    assert marks_by_placement(COUNTY, MAY) == {first.pk: FULL, second.pk: "×" * 31}


def deaths_of(died_on):
    """The hits of a comparison that found these persons dead."""
    from gonggang.screening.models import Hit, ScreeningRun
    from gonggang.screening.queries import death_rows

    run = ScreeningRun.objects.create(
        month=MAY.first, region_code=COUNTY, people=2, registers=[], coverage=[]
    )
    for person, on in died_on.items():
        Hit.objects.create(
            person_id=person, village_code=HERE, check_name="death", fact_on=on, detail="", first_run=run,
            last_run=run,
        )  # fmt: skip
    return death_rows(COUNTY, MAY.last)


@pytest.mark.clause("11.7")
def test_anomalies(make_person, make_post, make_placement, officer, batch):
    late, dead = make_person(), make_person()
    post = make_post()
    starts = make_placement(late, post, date(2024, 5, 10))
    died = make_placement(dead, post, date(2023, 1, 1))
    take_over([row(late, "休" * 8 + "√" * 23), row(dead, "√" * 31, THERE)], MAY, officer=officer, batch=batch)
    lock_month(
        COUNTY, MAY, [InPost(starts.pk, late, HERE, "保洁员"), InPost(died.pk, dead, THERE, "保洁员")],
        officer=officer,
    )  # fmt: skip
    found = anomalies(COUNTY, MAY, deaths=deaths_of({dead: date(2024, 5, 30)}))
    assert {(a.reason, a.person_id, a.village_code) for a in found} == {
        ("all_31_days", None, THERE),
        ("attendance_before_start", late, HERE),
        ("attendance_after_death", dead, THERE),
    }


def test_the_day_of_death_itself_and_the_first_day_are_no_anomalies(
    make_person, make_post, make_placement, officer, batch
):
    person = make_person()
    placement = make_placement(person, make_post(), date(2024, 5, 9))
    take_over([row(person, " " * 8 + "√√" + "休" * 21)], MAY, officer=officer, batch=batch)
    lock_month(COUNTY, MAY, [InPost(placement.pk, person, HERE, "保洁员")], officer=officer)
    assert anomalies(COUNTY, MAY, deaths=deaths_of({person: date(2024, 5, 10)})) == []


def test_one_sheet_a_village_a_month(officer):
    MonthSheet.objects.create(village_code=HERE, month=MAY.first)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthSheet.objects.create(village_code=HERE, month=MAY.first)


@pytest.mark.clause("11.5")
def test_the_table_refuses_any_change_of_a_locked_sheet(
    make_person, make_post, make_placement, officer, batch
):
    person = make_person()
    placement = make_placement(person, make_post())
    take_over([row(person)], MAY, officer=officer, batch=batch)
    lock_month(COUNTY, MAY, [InPost(placement.pk, person, HERE, "保洁员")], officer=officer)
    sheet = MonthSheet.objects.get()
    added = AttendanceRow(
        sheet=sheet, person_id=make_person(), month=MAY.first, village_code=HERE, marks=FULL, batch=batch
    )
    for change in (
        lambda: AttendanceRow.objects.update(marks="×" * 31),
        lambda: AttendanceRow.objects.all()._raw_delete("default"),
        added.save,
        lambda: MonthSheet.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="已锁定"), transaction.atomic():
            change()
