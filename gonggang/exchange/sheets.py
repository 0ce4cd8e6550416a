"""Reading a declared sheet: which kind a file is, its rows parsed, every refused row with its one reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

from gonggang.core.errors import RowProblem, UnusableInput
from gonggang.exchange.cells import CellContext, CellProblem, is_blank, shown
from gonggang.exchange.declaration import Column, Sheet
from gonggang.exchange.filling import fill_down
from gonggang.exchange.headings import Heading, find_heading, is_heading_again
from gonggang.exchange.marks import marks_of
from gonggang.exchange.parsed import ParsedFile, ParsedRow, SheetContext, problem_at
from gonggang.exchange.refusal import shown_name
from gonggang.exchange.rows import is_data, widths_of_merges
from gonggang.exchange.tables import Cell, Row, Table

__all__ = [
    "Column",
    "ParsedFile",
    "ParsedRow",
    "RowCheck",
    "Sheet",
    "SheetContext",
    "parse_sheet",
    "recognise",
]

RowCheck = Callable[[ParsedRow], RowProblem | None]

ID_REASONS: Final = frozenset(
    {"masked_id", "scientific_notation", "bad_length", "bad_characters", "bad_birth_date", "bad_check_digit"}
)
NOTES_SHEET: Final = "填写说明"  # the second sheet of our own templates: not a word about it
_LIKELY: Final = 0.6  # share of a sheet's headings by which a file with a missing column is still known
_WHOLE_COUNTS: Final = 3  # columns that the complete set of distinctive ones is worth
_AROUND_MAX: Final = 60
_REMEMBERED_MAX: Final = 4_000


def recognise(tables: Sequence[Table], sheets: Iterable[Sheet]) -> Sheet | None:
    """The kind of sheet whose heading a file has: most columns in common, distinctive ones above all.

    None where nothing comes near. An incomplete one is given so that `parse_sheet` can name what is missing.
    """
    best: Sheet | None = None
    best_rank = 0.0
    for sheet in sheets:
        for table in tables:
            heading = find_heading(table, sheet)
            if heading is None:
                continue
            whole = heading.has(sheet, sheet.distinctive)
            share = heading.matched / len(sheet.columns)
            if not whole and share < _LIKELY:
                continue
            rank = heading.matched + share + (_WHOLE_COUNTS if whole else 0)
            if rank > best_rank:
                best, best_rank = sheet, rank
    return best


def parse_sheet(
    sheet: Sheet, tables: Sequence[Table], as_of: date, *, file: str = "", check: RowCheck | None = None
) -> ParsedFile:
    """All rows of a file under one declaration, from every table that has its heading.

    A refused row has one reason, the first of: a required cell that is blank (in the declaration's order);
    an identity number; another cell that cannot be read (in that order); what `check` says of the row;
    `duplicate_in_file`, when a row accepted before has the same key. `as_of` bounds birth dates.
    Raises UnusableInput when no table has the heading, or one lacks a required column or has it twice.
    """
    parsed = ParsedFile(sheet.kind)
    headed: list[tuple[Table, Heading]] = []
    for table in tables:
        heading = find_heading(table, sheet)
        if heading is not None and _is_this_sheet(heading, sheet):
            _refuse_incomplete(heading, sheet, table, file)
            headed.append((table, heading))
        elif table.rows and table.sheet is not None and table.sheet != NOTES_SHEET:
            parsed.skipped.append(table.sheet)
            parsed.warnings.append(_skipped(table, sheet))
    if not headed:
        raise UnusableInput(_no_heading(sheet, file))
    seen: set[tuple[Any, ...]] = set()
    for table, heading in headed:
        _SheetReading(sheet, table, heading, as_of, several=len(headed) > 1).read(parsed, seen, check)
    return parsed


def _is_this_sheet(heading: Heading, sheet: Sheet) -> bool:
    if not heading.has(sheet, frozenset()):
        return False  # without the days of the month it is a summary, not an attendance sheet
    required = frozenset(column.field for column in sheet.required if column.field != sheet.marks)
    return heading.has(sheet, required) or heading.matched >= _LIKELY * len(sheet.columns)


def _refuse_incomplete(heading: Heading, sheet: Sheet, table: Table, file: str) -> None:
    where = f"“{shown_name(file)}”" + (f"的工作表“{table.sheet}”" if table.sheet else "")
    missing = [
        f"“{column.title}”"
        for column in sheet.required
        if column.field not in heading.columns and column.field != sheet.marks
    ]
    if missing:
        raise UnusableInput(
            f"{where}的表头缺少{'、'.join(missing)}列，不能按“{sheet.label}”导入：请补上该列，或改用标准列名。"
        )
    for column in sheet.required:
        if column.field in heading.repeated:
            raise UnusableInput(
                f"{where}的表头有两列都是“{column.title}”，分不清用哪一列：请删去或改名其中一列。"
            )


def _no_heading(sheet: Sheet, file: str) -> str:
    titles = [column.title for column in sheet.required if column.field != sheet.marks][:6]
    if sheet.marks is not None:
        titles.append(sheet.column(sheet.marks).title)
    return (
        f"“{shown_name(file)}”里没有“{sheet.label}”的表头（应有{'、'.join(titles)}等列）："
        "请核对是否拿错文件，或文字编码是否正确。"
    )


def _skipped(table: Table, sheet: Sheet) -> RowProblem:
    message = f"工作表“{table.sheet}”没有“{sheet.label}”的表头，未导入。其中若有数据，请补上表头后重新导入。"
    return RowProblem(table.sheet, table.rows[0].number, None, "sheet_skipped", message)


def _hidden(context: SheetContext) -> RowProblem:
    message = f"工作表“{context.sheet}”是隐藏的，也已导入。若不该导入，请删去该表后重新导入。"
    return RowProblem(context.sheet, context.heading_row, None, "hidden_sheet", message)


class _SheetReading:
    """One table under one heading."""

    def __init__(self, sheet: Sheet, table: Table, heading: Heading, as_of: date, *, several: bool) -> None:
        self._sheet = sheet
        self._table = table
        self._heading = heading
        self._warnings: list[tuple[str, str, str]] = []
        self._known: dict[str, dict[str, Any]] = {}
        titles = dict(heading.titles)
        if sheet.marks is not None:
            titles[sheet.marks] = sheet.column(sheet.marks).title
        self._context = SheetContext(
            sheet=table.sheet,
            above=tuple(
                text
                for row in table.rows[: heading.first]
                for text in (shown(cell).strip() for cell in row.cells)
                if text
            )[:_AROUND_MAX],
            below=(),
            titles=titles,
            heading_row=table.rows[heading.first + heading.depth - 1].number,
            hidden=table.hidden,
            in_message=f"工作表“{table.sheet}”" if several and table.sheet else "",
        )
        self._readers = [
            (
                column,
                heading.columns.get(column.field),
                CellContext(
                    as_of=as_of,
                    title=titles.get(column.field, column.title),
                    required=column.required,
                    serials_from_1904=table.serials_from_1904,
                    warnings=self._warnings,
                ),
            )
            for column in sheet.columns
        ]

    def read(self, parsed: ParsedFile, seen: set[tuple[Any, ...]], check: RowCheck | None) -> None:
        """Add this table's rows and problems to the file's; `seen` holds the keys accepted so far."""
        rows = self._data_rows()
        fill_down(rows, self._table, self._heading, self._sheet)
        parsed.contexts.append(self._context)
        if self._context.hidden:
            parsed.warnings.append(_hidden(self._context))
        parsed.extra += [title for title in self._heading.extra if title not in parsed.extra]
        for row in rows:
            parsed.rows_total += 1
            self._warnings.clear()
            read, problem = self._read_row(row)
            if problem is None:
                problem = (check(read) if check else None) or self._duplicate(read, seen)
            if problem is not None:
                parsed.rejected.append(problem)
                continue
            parsed.rows.append(read)
            parsed.warnings += [
                problem_at(self._context, row.number, title, reason, message)
                for title, reason, message in self._warnings
            ]

    def _data_rows(self) -> list[Row]:
        wide = widths_of_merges(self._table)
        rows: list[Row] = []
        below: list[str] = []
        for row in self._table.rows[self._heading.first + self._heading.depth :]:
            if is_data(row, self._heading, self._table, wide):
                if not is_heading_again(row, self._heading):
                    rows.append(row)
            elif len(below) < _AROUND_MAX:
                below += [shown(cell).strip() for cell in row.cells if not is_blank(cell)]
        self._context.below = tuple(below[:_AROUND_MAX])
        return rows

    def _read_row(self, row: Row) -> tuple[ParsedRow, RowProblem | None]:
        read = ParsedRow(self._table.sheet, row.number, {}, {}, self._context)
        worst: tuple[int, int] | None = None
        reason = message = title = ""
        for order, (column, position, context) in enumerate(self._readers):
            try:
                read.values[column.field] = self._read_cell(row, column, position, context, read)
            except CellProblem as problem:
                read.values[column.field] = None
                rank = (_rank(problem.reason), order)
                if worst is None or rank < worst:
                    worst, reason, message, title = rank, problem.reason, problem.message, context.title
        if worst is None:
            return read, None
        return read, problem_at(self._context, row.number, title, reason, message)

    def _read_cell(
        self, row: Row, column: Column, position: int | None, context: CellContext, read: ParsedRow
    ) -> Any:
        if column.field == self._sheet.marks:
            marks = marks_of(row, self._heading.days, context)
            read.raw[column.field] = marks
            return marks
        cell = None if position is None else row.cell(position)
        if is_blank(cell):
            if column.required:
                raise CellProblem("missing_required", "没有填写。请补填后重新导入。")
            return [] if column.several else None
        read.raw[column.field] = shown(cell)
        value = self._parse(cell, column, context)
        if value is None and column.required:
            raise CellProblem("missing_required", "没有可用的内容。请补填后重新导入。")
        if isinstance(value, str) and len(value) > column.longest:
            raise CellProblem("too_long", f"有 {len(value)} 字，最多 {column.longest} 字。请缩短后重新导入。")
        return value

    def _parse(self, cell: Cell, column: Column, context: CellContext) -> Any:
        """The parsed cell; what raised no question is remembered, for days and labels recur in thousands."""
        if not isinstance(cell, str) or column.several:
            return column.parse(cell, context)
        known = self._known.setdefault(column.field, {})
        if cell in known:
            return known[cell]
        asked = len(self._warnings)
        value = column.parse(cell, context)
        if len(self._warnings) == asked and len(known) < _REMEMBERED_MAX:
            known[cell] = value
        return value

    def _duplicate(self, read: ParsedRow, seen: set[tuple[Any, ...]]) -> RowProblem | None:
        key = tuple(read.values[field] for field in self._sheet.key)
        if not key or key[0] is None:
            return None
        if key not in seen:
            seen.add(key)
            return None
        titles = "与".join(f"“{self._sheet.column(field).title}”" for field in self._sheet.key)
        return read.problem(
            self._sheet.key[0],
            "duplicate_in_file",
            f"与前面一行的{titles}相同，是重复行。已用前一行；若两行都要，请改正后重新导入。",
        )


def _rank(reason: str) -> int:
    if reason == "missing_required":
        return 0
    return 1 if reason in ID_REASONS else 2
