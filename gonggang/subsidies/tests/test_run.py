"""The month's computation: only from locked sheets, once, held lines kept, lines never changed."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from gonggang.attendance.actions import InPost, SheetRow, lock_month, take_over
from gonggang.core.month import Month
from gonggang.subsidies.actions import compute_month
from gonggang.subsidies.models import SubsidyLine, SubsidyRun
from gonggang.subsidies.queries import totals

MAY = Month(2024, 5)
COUNTY = 379901000000
HERE = 379901100200


@pytest.fixture
def worked(make_person, make_post, make_placement, officer, batch):
    """Someone in post with marks on a locked sheet; returns a maker."""

    def make(marks="√" * 20 + "休" * 11, **post):
        person = make_person()
        placement = make_placement(person, make_post(**post))
        if marks is not None:
            take_over([SheetRow(person, HERE, "保洁员", marks, "", 5)], MAY, officer=officer, batch=batch)
        return placement

    return make


def lock(officer, *placements):
    lock_month(COUNTY, MAY, [InPost(p.pk, p.person_id, HERE, "保洁员") for p in placements], officer=officer)


def compute(officer, held=None, died_on=None):
    return compute_month(COUNTY, MAY, officer=officer, held=held or {}, died_on=died_on or {})


@pytest.mark.clause("11.5")
def test_nothing_is_computed_from_a_sheet_that_is_not_locked(worked, officer):
    placement = worked()
    assert compute(officer) == 0
    lock(officer, placement)
    assert compute(officer) == 1


@pytest.mark.clause("13.2", "13.7")
def test_amount_is_rounded_half_up_to_the_fen_and_a_second_run_changes_nothing(worked, officer):
    lock(officer, worked())
    compute(officer)
    line = SubsidyLine.objects.get()
    assert (line.actual_days, line.required_days, line.standard_fen, line.amount_fen) == (
        20,
        22,
        80000,
        72727,
    )
    assert compute(officer) == 0
    assert totals(COUNTY, MAY).total_fen == 72727


@pytest.mark.clause("7.7")
def test_a_held_line_is_computed_and_kept_with_its_reason(worked, officer):
    placement = worked()
    lock(officer, placement)
    compute(officer, held={placement.person_id: "death"}, died_on={placement.person_id: date(2024, 5, 11)})
    line = SubsidyLine.objects.get()
    assert (line.held, line.reason, line.actual_days, line.amount_fen) == (True, "death", 10, 36364)
    assert totals(COUNTY, MAY).payable_fen == 0


def test_someone_without_a_row_on_the_villages_sheet_has_no_days(worked, officer):
    present, absent = worked(), worked(marks=None)
    lock(officer, present, absent)
    compute(officer)
    assert SubsidyLine.objects.get(placement=absent).amount_fen == 0


def test_a_post_without_a_standard_is_held_not_guessed(worked, officer):
    lock(officer, worked(standard_fen=None))
    compute(officer)
    line = SubsidyLine.objects.get()
    assert (line.held, line.reason, line.amount_fen) == (True, "standard_missing", 0)


@pytest.mark.clause("X11")
def test_lines_are_never_changed_or_removed(worked, officer):
    lock(officer, worked())
    compute(officer)
    for change in (
        lambda: SubsidyLine.objects.update(amount_fen=1),
        lambda: SubsidyLine.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="只增不改"), transaction.atomic():
            change()


def test_one_line_a_placement_a_month_and_never_above_the_standard(worked, officer):
    placement = worked()
    run = SubsidyRun.objects.create(region_code=COUNTY, month=MAY.first, officer=officer)
    line = {
        "run": run,
        "placement": placement,
        "person_id": placement.person_id,
        "month": MAY.first,
        "village_code": HERE,
        "post_number": "X",
        "standard_fen": 80000,
        "required_days": 22,
        "actual_days": 22,
    }
    with pytest.raises(IntegrityError, match="never_above"), transaction.atomic():
        SubsidyLine.objects.create(**line, amount_fen=80001)
    SubsidyLine.objects.create(**line, amount_fen=80000)
    with pytest.raises(IntegrityError, match="one_subsidy_line"), transaction.atomic():
        SubsidyLine.objects.create(**line, amount_fen=80000)
