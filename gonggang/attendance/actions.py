"""Writes on month sheets: take over a sheet, match its rows to placements, lock it (clauses 11.2, 11.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gonggang.attendance.entry import (
    Edited,
    RowEdit,
    SheetChanged,
    SheetRefused,
    confirm_sheet,
    edit_rows,
    locked_by_hand,
    send_back,
    unlock_sheet,
)
from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.audit import actions as audit
from gonggang.core.month import Month
from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.placements.queries import in_post
from gonggang.regions.rules import COUNTY, enclosing, territory

_CHUNK = 5000

__all__ = [
    "Edited",
    "InPost",
    "RowEdit",
    "SheetChanged",
    "SheetRefused",
    "SheetRow",
    "confirm_sheet",
    "edit_rows",
    "lock_month",
    "lock_sheet",
    "send_back",
    "take_over",
    "unlock_sheet",
]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person's marks as written on a village's sheet."""

    person_id: int
    village_code: int
    post_name: str
    marks: str
    note: str
    source_row: int


def take_over(
    rows: Sequence[SheetRow], month: Month, *, officer: Any, batch: ImportBatch
) -> tuple[int, list[SheetRow]]:
    """Store the rows of month sheets; returns how many were added or changed, and the rows refused by a lock.

    A second row of a person in the month is kept as contested. A row of a locked sheet is refused unless it says
    what is there already.
    """
    villages = {row.village_code for row in rows}
    sheets = {
        s.village_code: s for s in MonthSheet.objects.filter(month=month.first, village_code__in=villages)
    }
    new_sheets = [
        MonthSheet(village_code=code, month=month.first, batch=batch)
        for code in sorted(villages - set(sheets))
    ]
    MonthSheet.objects.bulk_create(new_sheets)
    sheets.update((sheet.village_code, sheet) for sheet in new_sheets)
    there: dict[int, list[AttendanceRow]] = defaultdict(list)
    people = list({row.person_id for row in rows})
    for start in range(0, len(people), _CHUNK):
        found = AttendanceRow.objects.filter(month=month.first, person_id__in=people[start : start + _CHUNK])
        for attendance in found:
            there[attendance.person_id].append(attendance)
    changed, new, refused = 0, [], []
    touched: set[int] = set()
    for row in rows:
        sheet = sheets[row.village_code]
        same = next((a for a in there[row.person_id] if _is_same(a, row)), None)
        if same is not None and same.marks == row.marks and same.note == row.note:
            continue
        if sheet.locked_at is not None:
            refused.append(row)
        elif same is not None:
            changed += change_row(batch, same, marks=row.marks, note=row.note)
            touched.add(sheet.pk)
        else:
            touched.add(sheet.pk)
            attendance = AttendanceRow(
                sheet=sheet,
                person_id=row.person_id,
                month=month.first,
                village_code=row.village_code,
                post_name=row.post_name,
                marks=row.marks,
                note=row.note,
                contested=bool(there[row.person_id]),
                source_row=row.source_row,
                batch=batch,
            )
            there[row.person_id].append(attendance)
            new.append(attendance)
    AttendanceRow.objects.bulk_create(new, batch_size=_CHUNK)
    MonthSheet.objects.filter(pk__in=touched - {each.pk for each in new_sheets}).update(
        version=F("version") + 1, changed_at=timezone.now(), changed_by=officer
    )
    return changed + len(new) + len(new_sheets), refused


def _is_same(attendance: AttendanceRow, row: SheetRow) -> bool:
    return attendance.village_code == row.village_code and attendance.post_name == row.post_name


@dataclass(frozen=True, slots=True)
class InPost:
    """A placement as a sheet's rows are matched to it."""

    placement_id: int
    person_id: int
    village_code: int
    post_name: str


def lock_month(region: int, month: Month, placements: Iterable[InPost], *, officer: Any) -> int:
    """Match the rows of a territory's open sheets to placements and lock the sheets; returns how many were locked."""
    low, high = territory(region)
    open_sheets = MonthSheet.objects.select_for_update().filter(
        month=month.first, village_code__gte=low, village_code__lt=high, locked_at__isnull=True
    )
    sheet_ids = list(open_sheets.values_list("pk", flat=True))
    if not sheet_ids:
        return 0
    matched = _match_rows(sheet_ids, region, month, placements)
    MonthSheet.objects.filter(pk__in=sheet_ids).update(locked_at=timezone.now(), locked_by=officer)
    audit.record(
        officer=officer,
        verb="attendance.lock",
        region=region,
        subject=f"attendance:{region}:{month}",
        detail={"sheets": len(sheet_ids), "matched": matched},
    )
    return len(sheet_ids)


@transaction.atomic
def lock_sheet(village_code: int, month: Month, *, officer: Any, version: int) -> MonthSheet:
    """Match the rows of one confirmed sheet to placements and lock it. Raises SheetRefused, SheetChanged."""
    sheet = (
        MonthSheet.objects.select_for_update().filter(village_code=village_code, month=month.first).first()
    )
    if sheet is not None and sheet.locked_at is None:
        county = enclosing(village_code, COUNTY)
        persons = AttendanceRow.objects.filter(sheet=sheet).values("person_id")
        found = in_post(county, month).filter(person_id__in=persons).order_by("pk")
        columns = found.values_list("pk", "person_id", "village_code", "post__name")
        _match_rows([sheet.pk], county, month, [InPost(*each) for each in columns])
    return locked_by_hand(village_code, month, officer=officer, version=version)


def _match_rows(sheet_ids: list[int], region: int, month: Month, placements: Iterable[InPost]) -> int:
    """Give the rows of sheets the placements that they speak of; returns how many found theirs."""
    low, high = territory(region)
    of_person: dict[int, list[InPost]] = defaultdict(list)
    for placement in placements:
        of_person[placement.person_id].append(placement)
    taken = set(
        AttendanceRow.objects.filter(
            month=month.first, village_code__gte=low, village_code__lt=high, placement__isnull=False
        ).values_list("placement_id", flat=True)
    )
    matched = []
    rows = AttendanceRow.objects.filter(sheet_id__in=sheet_ids, placement__isnull=True).order_by("pk")
    for row in rows.iterator(chunk_size=_CHUNK):
        mine = _match(row, [p for p in of_person.get(row.person_id, ()) if p.placement_id not in taken])
        if mine is not None:
            taken.add(mine.placement_id)
            row.placement_id = mine.placement_id
            matched.append(row)
    AttendanceRow.objects.bulk_update(matched, ["placement_id"], batch_size=_CHUNK)
    return len(matched)


def _match(row: AttendanceRow, candidates: list[InPost]) -> InPost | None:
    """Whose row it is: the person's placement in that village and post, else in that village, else the only one."""
    here = [p for p in candidates if p.village_code == row.village_code]
    exact = [p for p in here if p.post_name == row.post_name]
    for choice in (exact, here):
        if choice:
            return choice[0]
    return candidates[0] if len(candidates) == 1 else None
