"""The file of errors: the rows that were refused, as they stood, each with its cause and cure in a last column."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter

from gonggang.exchange.cells import shown
from gonggang.exchange.declaration import Sheet
from gonggang.exchange.filling import fill_down
from gonggang.exchange.headings import Heading, find_heading
from gonggang.exchange.tables import Row, Table

REASON_TITLE: Final = "错误原因"
ROW_TITLE: Final = "原行号"
_WIDTH: Final = 16
_WIDTH_REASON: Final = 70
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def error_workbook(sheet: Sheet, tables: Sequence[Table], rejected: Sequence[Mapping[str, Any]]) -> bytes:
    """The refused rows of a file under their own heading, so that the mended file can be handed over again.

    `rejected` are the problems in the form of `FileReport.as_json`, with `table` as the place of the table.
    """
    by_table: dict[int, dict[int, Mapping[str, Any]]] = {}
    for problem in rejected:
        by_table.setdefault(problem.get("table", 0), {})[problem["row"]] = problem
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        formats = _Formats(book)
        for place, problems in sorted(by_table.items()):
            heading = find_heading(tables[place], sheet) if place < len(tables) else None
            if heading is not None:
                _sheet(book, formats, sheet, tables[place], heading, problems)
        if not book.worksheets():
            book.add_worksheet()
    return out.getvalue()


class _Formats:
    def __init__(self, book: Any) -> None:
        self.text = book.add_format({"num_format": "@"})
        self.head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#EBEFEC", "border": 1})
        self.bad = book.add_format({"num_format": "@", "bg_color": "#FBE9E7"})
        self.reason = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#AB2218"})


def _sheet(
    book: Any,
    formats: _Formats,
    sheet: Sheet,
    table: Table,
    heading: Heading,
    problems: Mapping[int, Mapping[str, Any]],
) -> None:
    page = book.add_worksheet((table.sheet or sheet.label)[:31])
    first = heading.first + heading.depth
    above, below = table.rows[:first], table.rows[first:]
    fill_down(below, table, heading, sheet)
    width = max((len(row.cells) for row in [*above, *below]), default=1)
    for number, row in enumerate(above):
        _write(page, number, row, formats.head if number >= heading.first else formats.text)
    if first:
        page.write_string(first - 1, width, REASON_TITLE, formats.head)
    line = first
    for row in below:
        problem = problems.get(row.number)
        if problem is None:
            continue
        bad = heading.columns.get(problem.get("field") or "")
        _write(page, line, row, formats.text, bad, formats.bad)
        page.write_string(line, width, str(problem["message"]), formats.reason)
        line += 1
    page.set_column(0, width - 1, _WIDTH)
    page.set_column(width, width, _WIDTH_REASON)
    page.freeze_panes(first, 0)


def _write(page: Any, line: int, row: Row, plain: Any, bad: int | None = None, marked: Any = None) -> None:
    for column, cell in enumerate(row.cells):
        if cell is not None or column == bad:
            page.write_string(line, column, shown(cell), marked if column == bad else plain)


def report_workbook(problems: Sequence[Mapping[str, Any]]) -> bytes:
    """Where nothing is left of the file itself: row by row where it was, which column, cause and cure."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        formats = _Formats(book)
        page = book.add_worksheet("退回的行")
        for place, (title, width) in enumerate(
            ((ROW_TITLE, 10), ("工作表", 18), ("列", 18), (REASON_TITLE, _WIDTH_REASON))
        ):
            page.write_string(0, place, title, formats.head)
            page.set_column(place, place, width)
        for line, problem in enumerate(problems, start=1):
            page.write_number(line, 0, problem["row"])
            page.write_string(line, 1, problem["sheet"] or "")
            page.write_string(line, 2, problem["column"] or "")
            page.write_string(line, 3, problem["message"], formats.reason)
        page.freeze_panes(1, 0)
    return out.getvalue()
