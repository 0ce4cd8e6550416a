"""Writes on one month sheet by hand: fill it, confirm it, send it back, lock it (clauses 11.2, 11.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.attendance.queries import SheetPerson, sheet_people
from gonggang.attendance.rules import plain_marks, typed_marks
from gonggang.audit import actions as audit
from gonggang.core.month import Month

REASON_MAX = 200


@dataclass(frozen=True, slots=True)
class RowEdit:
    """One person's month as typed. `key` is the one of `sheet_people`; `was` are the marks that the editor saw."""

    key: str
    marks: str
    was: str


class SheetRefused(Exception):
    """What was asked cannot be done; `problems` are sentences by the key of the row, "" for the whole sheet."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("".join(problems.values()))
        self.problems = problems


class SheetChanged(Exception):
    """Somebody else changed the sheet since the editor opened it; `keys` are the rows not as they were seen."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        super().__init__(_("这张表在您打开以后有人改过，您的改动还没有保存。请看过变化再保存。"))
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit came to: the sheet's new version and how many rows it changed."""

    version: int
    rows: int


@dataclass(slots=True)
class _Changes:
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    kept: list[AttendanceRow] = field(default_factory=list)
    new: list[AttendanceRow] = field(default_factory=list)


@transaction.atomic
def edit_rows(
    village_code: int,
    month: Month,
    rows: Sequence[RowEdit],
    *,
    officer: Any,
    version: int,
    above_village: bool = False,
    unit: str | None = None,
) -> Edited:
    """Store the marks of a village's month; `version` is the one that the editor saw, 0 where there was no sheet.

    An employer (`unit`, its unified social credit code) changes the rows of its own people. Marks before the start are
    stored: they are for somebody to look at, not for the machine to refuse. A sheet that the village has confirmed is
    changed only by those above the village. Raises SheetRefused, SheetChanged.
    """
    if month.first > timezone.localdate():
        raise SheetRefused({"": _("%(month)s 还没有到，不能填考勤。请核对月份。") % {"month": month}})
    sheet = _sheet(village_code, month)
    _refuse_locked(sheet)
    if sheet is not None and sheet.village_confirmed_at is not None and not above_village:
        raise SheetRefused({"": _("这张表村里已经上报，不能再改。要改请乡镇（街道）先退回。")})
    people = sheet_people(village_code, month, unit)
    by_key = {key: each for each in people for key in (each.alias, each.key) if key}
    if any(edit.key not in by_key for edit in rows):
        raise SheetRefused({"": _("页面上有人已经不在这张表上，没有保存。请重新打开这张表。")})
    _refuse_changed(sheet, month, rows, by_key, version)
    _refuse_unusable(month, rows, by_key)
    return _store(sheet, village_code, month, rows, by_key, officer)


def _sheet(village_code: int, month: Month) -> MonthSheet | None:
    """The sheet, held until the transaction ends."""
    found = MonthSheet.objects.select_for_update().filter(village_code=village_code, month=month.first)
    return found.first()


def _refuse_locked(sheet: MonthSheet | None) -> None:
    if sheet is not None and sheet.locked_at is not None:
        raise SheetRefused({"": _("这张表已经锁定，不能再改。锁定的表是计算补贴的依据。")})


def _refuse_changed(
    sheet: MonthSheet | None,
    month: Month,
    rows: Sequence[RowEdit],
    by_key: dict[str, SheetPerson],
    version: int,
) -> None:
    keys = [
        edit.key
        for edit in rows
        if plain_marks(month, by_key[edit.key].marks) != plain_marks(month, edit.was)
    ]
    if keys or version != (sheet.version if sheet is not None else 0):
        raise SheetChanged(keys)


def _refuse_unusable(month: Month, rows: Sequence[RowEdit], by_key: dict[str, SheetPerson]) -> None:
    problems = {}
    for edit in rows:
        typed = typed_marks(month, edit.marks)
        name = by_key[edit.key].name
        if typed.verdict == "more_marks_than_days":
            length = len(edit.marks.rstrip())
            problems[edit.key] = _(
                "%(name)s：填了 %(n)d 个符号，%(month)d 月只有 %(days)d 天。请删去多出的 %(more)d 个。"
            ) % {
                "name": name,
                "n": length,
                "month": month.month,
                "days": month.days,
                "more": length - month.days,
            }
        elif typed.verdict == "unknown_marks":
            day = typed.unknown_days[0]
            problems[edit.key] = _(
                "%(name)s：%(day)d 日填的是“%(sign)s”，不认得。请填 √ ○ △ × 休，或按 1 2 3 4 0。"
            ) % {"name": name, "day": day, "sign": typed.marks[day - 1]}
    if problems:
        raise SheetRefused(problems)


def _store(
    sheet: MonthSheet | None,
    village_code: int,
    month: Month,
    rows: Sequence[RowEdit],
    by_key: dict[str, SheetPerson],
    officer: Any,
) -> Edited:
    changes = _Changes()
    version = sheet.version + 1 if sheet is not None else 1
    for edit in rows:
        who = by_key[edit.key]
        marks, now = typed_marks(month, edit.marks).marks, plain_marks(month, who.marks)
        if marks == now:
            continue
        label = f"人员 {who.person_id}"
        changes.before[label], changes.after[label] = now.rstrip(), marks.rstrip()
        if who.row is not None:
            who.row.marks, who.row.version = marks, version
            changes.kept.append(who.row)
        else:
            changes.new.append(_new_row(who, village_code, month, marks, version))
    count = len(changes.kept) + len(changes.new)
    if count == 0:
        return Edited(sheet.version if sheet is not None else 0, 0)
    if sheet is None:
        sheet, made = MonthSheet.objects.get_or_create(village_code=village_code, month=month.first)
        if not made:
            raise SheetChanged
    for row in changes.new:
        row.sheet = sheet
    AttendanceRow.objects.bulk_create(changes.new)
    AttendanceRow.objects.bulk_update(changes.kept, ["marks", "version"])
    sheet.version, sheet.changed_at, sheet.changed_by = version, timezone.now(), officer
    sheet.save(update_fields=["version", "changed_at", "changed_by"])
    audit.record(
        officer=officer,
        verb="attendance.edit",
        region=village_code,
        subject=f"sheet:{sheet.pk}",
        detail={"month": str(month), "rows": count},
        before=changes.before,
        after=changes.after,
    )
    return Edited(version, count)


def _new_row(who: SheetPerson, village_code: int, month: Month, marks: str, version: int) -> AttendanceRow:
    elsewhere = AttendanceRow.objects.filter(person=who.person_id, month=month.first, contested=False)
    return AttendanceRow(
        person_id=who.person_id,
        placement_id=who.placement_id,
        month=month.first,
        village_code=village_code,
        post_name=who.post_name,
        marks=marks,
        contested=elsewhere.exists(),
        version=version,
    )


def _act(
    village_code: int, month: Month, version: int, officer: Any, verb: str, why_not: Callable[[MonthSheet], str | None],
    **values: Any,
) -> MonthSheet:  # fmt: skip
    """One step of a whole sheet that is there, not locked and as the officer saw it."""
    sheet = _sheet(village_code, month)
    if sheet is None:
        raise SheetRefused({"": _("这个月还没有考勤表。请先填表。")})
    _refuse_locked(sheet)
    if version != sheet.version:
        raise SheetChanged
    if problem := why_not(sheet):
        raise SheetRefused({"": problem})
    detail = values.pop("detail", {})
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.version += 1
    sheet.save(update_fields=[*values, "version"])
    audit.record(
        officer=officer,
        verb=verb,
        region=village_code,
        subject=f"sheet:{sheet.pk}",
        detail={"month": str(month), **detail},
    )
    return sheet


@transaction.atomic
def confirm_sheet(village_code: int, month: Month, *, officer: Any, version: int) -> MonthSheet:
    """The village says that the sheet is right; then only the township changes it.

    Raises SheetRefused, SheetChanged.
    """

    def why_not(sheet: MonthSheet) -> str | None:
        if sheet.village_confirmed_at is not None:
            return _("这张表已经上报过了，不用再报。")
        people = [each for each in sheet_people(village_code, month) if each.row is not None]
        if not any(each.marks.strip() for each in people):
            return _("表上还没有一个符号，不能上报。请先填表。")
        unclear = [each.name for each in people if typed_marks(month, each.marks).verdict != "ok"]
        if unclear:
            return _("%(names)s的符号有认不得的，不能上报。请先改正。") % {"names": _("、").join(unclear[:3])}
        return None

    return _act(
        village_code, month, version, officer, "attendance.confirm", why_not,
        village_confirmed_at=timezone.now(), village_confirmed_by=officer, sent_back_why="",
    )  # fmt: skip


@transaction.atomic
def send_back(village_code: int, month: Month, *, reason: str, officer: Any, version: int) -> MonthSheet:
    """The township gives a confirmed sheet back to the village, saying why. Raises SheetRefused, SheetChanged."""
    reason = reason.strip()
    if not reason:
        raise SheetRefused({"reason": _("没有写退回的理由。请写明哪里要改，村里会看到。")})
    if len(reason) > REASON_MAX:
        sentence = _("理由写了 %(n)d 个字，最多 %(most)d 个。请写短一些。")
        raise SheetRefused({"reason": sentence % {"n": len(reason), "most": REASON_MAX}})
    return _act(
        village_code, month, version, officer, "attendance.send_back",
        lambda sheet: None if sheet.village_confirmed_at else _("这张表村里还没有上报，不用退回。"),
        village_confirmed_at=None, village_confirmed_by=None, sent_back_why=reason, detail={"reason": reason},
    )  # fmt: skip


def locked_by_hand(village_code: int, month: Month, *, officer: Any, version: int) -> MonthSheet:
    """Check and mark a sheet as locked; the caller has matched its rows in the same transaction."""
    return _act(
        village_code, month, version, officer, "attendance.lock_sheet",
        lambda sheet: None if sheet.village_confirmed_at else _("村里还没有上报，不能锁定。请先核对上报。"),
        locked_at=timezone.now(), locked_by=officer,
    )  # fmt: skip


@transaction.atomic
def unlock_sheet(
    village_code: int, month: Month, *, reason: str, officer: Any, version: int, rests: Callable[[], bool]
) -> MonthSheet:
    """Open a locked sheet again, saying why; the mark stays on it. Raises SheetRefused, SheetChanged.

    `rests` says whether something has been computed from the sheet: then it stays as it is (clauses 11.5, 13.7).
    """
    reason = reason.strip()
    if not reason:
        raise SheetRefused(
            {"unlock_reason": _("没有写打开的理由。请写明为什么要改已锁定的表，表上会一直显示。")}
        )
    if len(reason) > REASON_MAX:
        sentence = _("理由写了 %(n)d 个字，最多 %(most)d 个。请写短一些。")
        raise SheetRefused({"unlock_reason": sentence % {"n": len(reason), "most": REASON_MAX}})
    sheet = _sheet(village_code, month)
    if sheet is None or sheet.locked_at is None:
        raise SheetRefused({"": _("这张表没有锁定，不用打开。")})
    if version != sheet.version:
        raise SheetChanged
    if rests():
        raise SheetRefused(
            {"": _("补贴已经按这张表算过，不能再打开。要更正的，在下个月补发或扣回，并写明原因。")}
        )
    before = {"locked_at": sheet.locked_at.isoformat(), "locked_by": str(sheet.locked_by or "")}
    sheet.locked_at, sheet.locked_by = None, None
    sheet.unlocked_at, sheet.unlocked_by, sheet.unlocked_why = timezone.now(), officer, reason
    sheet.version += 1
    sheet.save(
        update_fields=["locked_at", "locked_by", "unlocked_at", "unlocked_by", "unlocked_why", "version"]
    )
    audit.record(
        officer=officer,
        verb="attendance.unlock",
        region=village_code,
        subject=f"sheet:{sheet.pk}",
        detail={"month": str(month), "reason": reason},
        before=before,
        after={"locked_at": "", "locked_by": ""},
    )
    return sheet


__all__ = [
    "Edited",
    "RowEdit",
    "SheetChanged",
    "SheetRefused",
    "confirm_sheet",
    "edit_rows",
    "locked_by_hand",
    "send_back",
    "unlock_sheet",
]
