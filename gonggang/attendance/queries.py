"""Reads of month sheets for other rooms: marks by placement, and what cannot be right (clauses 11.5, 11.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, Func, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Length, Replace, Reverse, StrIndex

from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.attendance.rules import SIGNS
from gonggang.core.month import Month
from gonggang.placements.queries import in_post, of_unit
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import territory

PRESENT = SIGNS["present"]


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


def sheet_rows(region: int, month: Month, unit: str | None = None) -> QuerySet[MonthSheet]:
    """The sheets of a territory's month, by village; to be paged.

    With a `unit`, an employer's unified social credit code: the sheets of villages where its people are.
    """
    low, high = territory(region)
    sheets = MonthSheet.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    if unit is not None:
        own = of_unit(in_post(region, month), unit)
        sheets = sheets.filter(village_code__in=own.values("village_code"))
    return sheets.order_by("village_code")


def people_on(
    sheets: Iterable[MonthSheet], region: int, month: Month, unit: str | None = None
) -> dict[int, int]:
    """How many people stand on each of some sheets, by the sheet's key; of an employer (`unit`) its own alone."""
    rows = AttendanceRow.objects.filter(sheet__in=list(sheets))
    if unit is not None:
        rows = rows.filter(person_id__in=of_unit(in_post(region, month), unit).values("person_id"))
    return dict(rows.order_by("sheet").values_list("sheet").annotate(Count("person", distinct=True)))


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


def rows_of_person(person_id: int, ranges: tuple[tuple[int, int], ...]) -> list[AttendanceRow]:
    """A person's rows on sheets inside the ranges with the sheets, the newest month first."""
    rows = AttendanceRow.objects.filter(in_ranges("village_code", ranges), person=person_id)
    return list(rows.select_related("sheet").order_by("-month", "pk"))


def marks_by_placement(region: int, month: Month) -> dict[int, str]:
    """The day codes of each placement that has a row on a sheet of the month."""
    low, high = territory(region)
    rows = AttendanceRow.objects.filter(
        month=month.first, village_code__gte=low, village_code__lt=high, placement__isnull=False
    )
    return dict(rows.values_list("placement_id", "marks").iterator(chunk_size=10000))


def marks_of(placement_ids: Iterable[int], month: Month) -> dict[int, str]:
    """The day codes of some placements in a month; one that has no row on a sheet is left out."""
    rows = AttendanceRow.objects.filter(month=month.first, placement_id__in=list(placement_ids))
    return dict(rows.values_list("placement_id", "marks"))


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something on a sheet that cannot be right: of a person, or of a whole village."""

    reason: str
    village_code: int
    person_id: int | None


class _Translate(Func):
    """Each sign of the second text replaced by that at its place in the third."""

    function = "translate"


# Present is written in several ways; for looking into marks they are made one.
_AS_PRESENT = _Translate("marks", Value(PRESENT), Value(PRESENT[0] * len(PRESENT)))
_FIRST_PRESENT = StrIndex(_AS_PRESENT, Value(PRESENT[0]))
_LAST_PRESENT = Length("marks") + 1 - StrIndex(Reverse(_AS_PRESENT), Value(PRESENT[0]))
_PRESENT_DAYS = Length("marks") - Length(Replace(_AS_PRESENT, Value(PRESENT[0]), Value("")))


def anomalies(region: int, month: Month, *, deaths: QuerySet[Any], unit: str | None = None) -> list[Anomaly]:
    """Marks before the start or after the death of the person, and villages where everyone was there every day.

    `deaths` are rows with a person and the day of death (`fact_on`); a mark on the day itself is not an anomaly. An
    employer (`unit`) is told of its own people, not of whole villages.
    """
    low, high = territory(region)
    rows = AttendanceRow.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    if unit is not None:
        rows = rows.filter(placement__in=of_unit(in_post(region, month), unit))
    full = rows.order_by("village_code").values("village_code").annotate(least=Min(_PRESENT_DAYS))
    found = [
        Anomaly("all_31_days", village, None)
        for village in full.filter(least=month.days).values_list("village_code", flat=True)
        if unit is None
    ]
    placed = rows.filter(placement__isnull=False).annotate(first=_FIRST_PRESENT, last=_LAST_PRESENT)
    placed = placed.filter(first__gt=0).order_by("pk")
    begun = placed.filter(
        placement__during__startswith__gt=month.first, placement__during__startswith__lt=month.next().first
    )
    seen: set[tuple[str, int]] = set()

    def add(reason: str, village: int, person: int) -> None:
        if (reason, person) not in seen:
            seen.add((reason, person))
            found.append(Anomaly(reason, village, person))

    for village, person, during, first in begun.values_list(
        "village_code", "person_id", "placement__during", "first"
    ):
        if month.day(first) < during.lower:
            add("attendance_before_start", village, person)
    dead = placed.filter(person__in=deaths.values("person"))
    died = Subquery(
        deaths.filter(person=OuterRef("person")).order_by("fact_on").values("fact_on")[:1],
        output_field=DateField(),
    )
    for village, person, last, on in dead.annotate(died=died).values_list(
        "village_code", "person_id", "last", "died"
    ):
        if on is not None and month.day(last) > on:
            add("attendance_after_death", village, person)
    return found


def missing_villages(region: int, month: Month, unit: str | None = None) -> dict[int, int]:
    """The villages of a territory with people in post and no sheet of the month, and how many people each has."""
    there = MonthSheet.objects.filter(month=month.first, village_code=OuterRef("village_code"))
    rows = of_unit(in_post(region, month), unit).filter(~Exists(there)).order_by("village_code")
    return dict(rows.values_list("village_code").annotate(Count("person", distinct=True)))


def missing_count(region: int, month: Month) -> int:
    """How many villages with people in post have no sheet of the month."""
    there = MonthSheet.objects.filter(month=month.first, village_code=OuterRef("village_code"))
    rows = in_post(region, month).filter(~Exists(there)).order_by()
    return rows.values("village_code").distinct().count()


def sheet_of(village_code: int, month: Month) -> MonthSheet | None:
    """A village's sheet of a month with who did what on it, if there is one."""
    rows = MonthSheet.objects.select_related("changed_by", "village_confirmed_by", "locked_by", "unlocked_by")
    return rows.filter(village_code=village_code, month=month.first).first()


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """Somebody who stands on a sheet or belongs on it: in post in the village on some day of the month.

    `key` names the row on a page and stays the same while it is edited; `alias` is another name by which it may have
    been known before a file brought it. Begin and end are None where nobody is known to be in that post.
    """

    key: str
    alias: str | None
    person_id: int
    name: str
    post_name: str
    placement_id: int | None
    begins_on: date | None
    ends_on: date | None
    row: AttendanceRow | None

    @property
    def marks(self) -> str:
        return self.row.marks if self.row is not None else ""

    @property
    def note(self) -> str:
        return self.row.note if self.row is not None else ""


def sheet_people(village_code: int, month: Month, unit: str | None = None) -> list[SheetPerson]:
    """Everyone of a village's sheet: its rows in their order, then those in post who have no row yet.

    With a `unit`, an employer's unified social credit code, those who are in post with it, and nobody else.
    """
    placed = list(in_post(village_code, month).select_related("person", "post").order_by("post_id", "pk"))
    rows = AttendanceRow.objects.filter(month=month.first, village_code=village_code).select_related("person")
    by_key = {each.pk: each for each in placed}
    found: list[SheetPerson] = []
    for row in rows.order_by("source_row", "pk"):
        mine = by_key.pop(row.placement_id, None) if row.placement_id is not None else None
        if mine is None and row.placement_id is None:
            free = [each for each in by_key.values() if each.person_id == row.person_id]
            free.sort(key=lambda each: each.post.name != row.post_name)
            mine = by_key.pop(free[0].pk) if free else None
        during = mine.during if mine is not None else None
        found.append(
            SheetPerson(
                key=f"p{row.placement_id}" if row.placement_id else f"r{row.pk}",
                alias=f"p{mine.pk}" if mine is not None else None,
                person_id=row.person_id,
                name=row.person.name,
                post_name=row.post_name or (mine.post.name if mine is not None else ""),
                placement_id=mine.pk if mine is not None else None,
                begins_on=during.lower if during is not None else None,
                ends_on=during.upper if during is not None else None,
                row=row,
            )
        )
    found += [
        SheetPerson(
            f"p{each.pk}", None, each.person_id, each.person.name, each.post.name, each.pk, each.during.lower,
            each.during.upper, None,
        )
        for each in by_key.values()
    ]  # fmt: skip
    if unit is None:
        return found
    own = set(of_unit(in_post(village_code, month), unit).values_list("pk", flat=True))
    return [each for each in found if each.placement_id in own]


def present_days_of(person_ids: Iterable[int], month: Month) -> dict[tuple[int, str], int]:
    """How many days people were marked present in a month, by person and the name of the post."""
    rows = AttendanceRow.objects.filter(month=month.first, person_id__in=list(person_ids))
    found: dict[tuple[int, str], int] = defaultdict(int)
    for person, post, marks in rows.values_list("person_id", "post_name", "marks"):
        found[person, post] += sum(mark in PRESENT for mark in marks)
    return dict(found)
