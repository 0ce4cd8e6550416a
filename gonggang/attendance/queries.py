"""Reads of month sheets for other rooms: marks by placement, and what cannot be right (clauses 11.5, 11.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.core.month import Month
from gonggang.regions.rules import territory

PRESENT = "√✓✔"


def sheet_counts(region: int, month: Month) -> tuple[int, int]:
    """How many sheets of a territory's month there are, and how many of them are locked."""
    low, high = territory(region)
    sheets = MonthSheet.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    return sheets.count(), sheets.filter(locked_at__isnull=False).count()


def locked_villages(region: int, month: Month) -> set[int]:
    """The villages of a territory whose sheet of the month is locked."""
    low, high = territory(region)
    sheets = MonthSheet.objects.filter(
        month=month.first, village_code__gte=low, village_code__lt=high, locked_at__isnull=False
    )
    return set(sheets.values_list("village_code", flat=True))


def sheet_rows(region: int, month: Month) -> QuerySet[MonthSheet]:
    """The sheets of a territory's month, each with how many `people` stand on it; to be paged."""
    low, high = territory(region)
    sheets = MonthSheet.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    return sheets.annotate(people=Count("rows__person", distinct=True)).order_by("village_code")


def villages_with_sheet(region: int, month: Month) -> set[int]:
    """The villages of a territory that have handed in a sheet of the month, locked or not."""
    low, high = territory(region)
    sheets = MonthSheet.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    return set(sheets.values_list("village_code", flat=True))


def months(region: int) -> list[Month]:
    """The months of which a territory has sheets, the newest first."""
    low, high = territory(region)
    sheets = MonthSheet.objects.filter(village_code__gte=low, village_code__lt=high)
    return [Month.of(day) for day in sheets.values_list("month", flat=True).distinct().order_by("-month")]


def marks_by_placement(region: int, month: Month) -> dict[int, str]:
    """The day codes of each placement that has a row on a sheet of the month."""
    low, high = territory(region)
    rows = AttendanceRow.objects.filter(
        month=month.first, village_code__gte=low, village_code__lt=high, placement__isnull=False
    )
    return dict(rows.values_list("placement_id", "marks").iterator(chunk_size=10000))


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something on a sheet that cannot be right: of a person, or of a whole village."""

    reason: str
    village_code: int
    person_id: int | None


def anomalies(
    region: int, month: Month, *, begins_on: Mapping[int, date], died_on: Mapping[int, date]
) -> list[Anomaly]:
    """Marks before the start or after the death of the person, and villages where everyone was there every day.

    `begins_on` is by placement, `died_on` by person; a mark on the day of death is not an anomaly.
    """
    low, high = territory(region)
    rows = AttendanceRow.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    found: dict[tuple[str, int], Anomaly] = {}
    full: dict[int, bool] = defaultdict(lambda: True)
    columns = rows.order_by("pk").values_list("village_code", "person_id", "placement_id", "marks")
    for village, person, placement, marks in columns.iterator(chunk_size=10000):
        present = [day for day, mark in enumerate(marks, start=1) if mark in PRESENT]
        full[village] = full[village] and len(present) == month.days
        if placement is None or not present:
            continue
        begins, died = begins_on.get(placement), died_on.get(person)
        if begins is not None and month.day(present[0]) < begins:
            found.setdefault(("before", person), Anomaly("attendance_before_start", village, person))
        if died is not None and month.day(present[-1]) > died:
            found.setdefault(("after", person), Anomaly("attendance_after_death", village, person))
    villages = [Anomaly("all_31_days", village, None) for village, every in full.items() if every]
    return [*villages, *found.values()]
