"""Writes on month sheets: take over a sheet, match its rows to placements, lock it (clauses 11.2, 11.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.audit import actions as audit
from gonggang.core.month import Month
from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.regions.rules import territory

_CHUNK = 5000


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
    for row in rows:
        sheet = sheets[row.village_code]
        same = next((a for a in there[row.person_id] if _is_same(a, row)), None)
        if same is not None and same.marks == row.marks and same.note == row.note:
            continue
        if sheet.locked_at is not None:
            refused.append(row)
        elif same is not None:
            changed += change_row(batch, same, marks=row.marks, note=row.note)
        else:
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
    MonthSheet.objects.filter(pk__in=sheet_ids).update(locked_at=timezone.now(), locked_by=officer)
    audit.record(
        officer=officer,
        verb="attendance.lock",
        region=region,
        subject=f"attendance:{region}:{month}",
        detail={"sheets": len(sheet_ids), "matched": len(matched)},
    )
    return len(sheet_ids)


def _match(row: AttendanceRow, candidates: list[InPost]) -> InPost | None:
    """Whose row it is: the person's placement in that village and post, else in that village, else the only one."""
    here = [p for p in candidates if p.village_code == row.village_code]
    exact = [p for p in here if p.post_name == row.post_name]
    for choice in (exact, here):
        if choice:
            return choice[0]
    return candidates[0] if len(candidates) == 1 else None
