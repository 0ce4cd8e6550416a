"""How month sheets get in: whose month a sheet is stands around the table, not in its rows (clause 11.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gonggang.attendance.actions import SheetRow, take_over
from gonggang.attendance.sheets import ATTENDANCE, place_of
from gonggang.core.errors import RowProblem, UnusableInput
from gonggang.core.month import Month
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.sandbox import Table
from gonggang.exchange.sheets import ParsedFile, ParsedRow, SheetContext
from gonggang.people import actions as people
from gonggang.placements.queries import people_in_post
from gonggang.regions.queries import village_index
from gonggang.regions.rules import village_problem


class _Sheets:
    """The month and village of each sheet of a file, read once a sheet."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._index = village_index(intake.region)
        self._months: dict[int, Month] = {}
        self._villages: dict[int, tuple[int | None, str | None]] = {}

    def month(self, context: SheetContext) -> Month:
        """The month; raises UnusableInput where the sheet names none, another than was asked for, or a future one."""
        if id(context) not in self._months:
            self._months[id(context)] = self._month(context)
        return self._months[id(context)]

    def _month(self, context: SheetContext) -> Month:
        name = self._intake.path.name
        where = f"“{name}”" + (f"工作表“{context.sheet}”" if context.sheet else "")
        place = place_of(context, name)
        if place.doubt:
            raise UnusableInput(f"{where}{place.doubt}")
        month = place.month or self._intake.month
        if month is None:
            raise UnusableInput(
                f"{where}看不出是哪个月的考勤：请在标题或文件名写明年月，或加 --month 2024-05。"
            )
        if self._intake.month is not None and month != self._intake.month:
            raise UnusableInput(
                f"{where}是 {month} 的考勤，不是 {self._intake.month} 的：请核对文件或 --month。"
            )
        if month.first > self._intake.today:
            raise UnusableInput(f"{where}是 {month} 的考勤，这个月还没有到：请核对年月。")
        return month

    def village(self, context: SheetContext) -> tuple[int | None, str | None]:
        """The code of the village and, where there is none, a sentence why."""
        if id(context) not in self._villages:
            place = place_of(context, self._intake.path.name)
            written = place.village_written or ""
            problem = village_problem(self._index, written, place.township)
            code = None if problem else self._index.find(written, place.township)
            self._villages[id(context)] = (code, problem)
        return self._villages[id(context)]


def _check(intake: Intake, tables: Sequence[Table]) -> Callable[[ParsedRow], RowProblem | None]:
    sheets = intake.memory["sheets"] = _Sheets(intake)

    def check(row: ParsedRow) -> RowProblem | None:
        month = sheets.month(row.context)
        _, problem = sheets.village(row.context)
        if problem:
            return row.problem("name", "unknown_region", f"这张表是哪个村的看不出来：{problem}")
        if len(row.values["marks"]) > month.days:
            return row.problem(
                "marks", "more_marks_than_days", f"{month} 只有 {month.days} 天，却填到了第 "
                f"{len(row.values['marks'])} 天。请核对月份和符号。",
            )  # fmt: skip
        return None

    return check


def _apply(parsed: ParsedFile, intake: Intake) -> Applied:
    sheets: _Sheets = intake.memory["sheets"]
    codes = [sheets.village(row.context)[0] or 0 for row in parsed.rows]
    who = {"officer": intake.officer, "batch": intake.batch}
    registered, changed = people.register_people(
        [people.entry_of(row, None, intake.today) for row in parsed.rows], **who
    )
    by_month: dict[Month, list[tuple[SheetRow, ParsedRow]]] = {}
    for row, code in zip(parsed.rows, codes, strict=True):
        month = sheets.month(row.context)
        entry = SheetRow(
            person_id=registered[row.values["id_number"]].person_id,
            village_code=code,
            post_name=row.values["post_name"] or "",
            marks=row.values["marks"].ljust(month.days),
            note=row.values["note"] or "",
            source_row=row.row,
        )
        by_month.setdefault(month, []).append((entry, row))
    applied = Applied(changed=changed)
    for month, pairs in by_month.items():
        there, refused = take_over([entry for entry, _ in pairs], month, **who)
        applied.changed += there
        locked = {id(entry) for entry in refused}
        applied.rejected += [
            row.problem(
                "marks", "sheet_locked", f"{month} 该村考勤已锁定，改动没有写入。请按规定解锁后再导入。"
            )
            for entry, row in pairs
            if id(entry) in locked
        ]
    applied.warnings = _doubts(parsed, {number: r.person_id for number, r in registered.items()})
    return applied


def _doubts(parsed: ParsedFile, persons: dict[str, int]) -> list[RowProblem]:
    known = people_in_post(persons.values())
    return [
        row.problem("id_number", "unknown_person", "花名册里没有此人，考勤已收下，但不会产生补贴。请核对。")
        for row in parsed.rows
        if persons[row.values["id_number"]] not in known
    ]


def _villages(rows: Sequence[ParsedRow], intake: Intake) -> list[tuple[int | None]]:
    sheets: _Sheets = intake.memory["sheets"]
    return [(sheets.village(row.context)[0],) for row in rows]


declare(
    Importer(
        kind="attendance",
        label="月考勤表",
        order=50,
        sheet=ATTENDANCE,
        apply=_apply,
        check=_check,
        villages=_villages,
    )
)
