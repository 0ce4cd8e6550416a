"""A rehearsal of an import: what would go in, what not and why, each cell as a page may show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from gonggang.core.errors import RowProblem
from gonggang.exchange.declaration import Sheet
from gonggang.exchange.masking import masked_cell, masked_text
from gonggang.exchange.overlay import headings
from gonggang.exchange.parsed import ParsedFile
from gonggang.exchange.parsers import labels_of, name
from gonggang.exchange.report import FileReport
from gonggang.exchange.tables import Table

LISTED_MAX: Final = 5_000
FIRST_ROWS: Final = 5
_COLUMNS_SHOWN: Final = 8
# What no other cell would mend.
_NOT_MENDED_HERE: Final = frozenset(
    {"duplicate_in_file", "outside_territory", "sheet_locked", "serial_taken", "more_marks_than_days"}
)


def preview_of(
    sheet: Sheet, tables: Sequence[Table], report: FileReport, parsed: ParsedFile
) -> dict[str, Any]:
    """What the page of a draft shows, as JSON; the first 5,000 refused rows are listed, all are counted."""
    placed = _Placed(sheet, tables)
    reasons = Counter(problem.reason for problem in report.rejected)
    columns = [c for c in sheet.columns if any(c.field in c2.titles for c2 in parsed.contexts)][
        :_COLUMNS_SHOWN
    ]
    return {
        "rows_total": report.rows_total,
        "rows_accepted": report.rows_accepted,
        "sheets": len(parsed.contexts),
        "reasons": dict(reasons.most_common()),
        "rejected": [placed.problem(problem) for problem in report.rejected[:LISTED_MAX]],
        "warnings": [problem.as_json() | {"message": masked_text(problem.message)}
                     for problem in report.warnings[:LISTED_MAX]],
        "warnings_count": len(report.warnings),
        "left_out": list(report.extra.get("ignored_columns", ())),
        "titles": [column.title for column in columns],
        "first_rows": [
            [row.row, *(masked_cell(column, row.raw.get(column.field)) for column in columns)]
            for row in parsed.rows[:FIRST_ROWS]
        ],
    }  # fmt: skip


class _Placed:
    """Finds the cell of a problem again, so that it can be shown and mended."""

    def __init__(self, sheet: Sheet, tables: Sequence[Table]) -> None:
        self._sheet = sheet
        self._headings = headings(sheet, tables)
        self._tables = {table.sheet: place for place, table in enumerate(tables)}
        self._rows = {(place, row.number): row for place, table in enumerate(tables) for row in table.rows}

    def problem(self, problem: RowProblem) -> dict[str, Any]:
        place = self._tables.get(problem.sheet, 0)
        heading = self._headings[place] if place < len(self._headings) else None
        row = self._rows.get((place, problem.row))
        said = problem.as_json() | {"table": place, "message": masked_text(_without_place(problem.message))}
        field = (
            next((f for f, title in heading.titles.items() if title == problem.column), None)
            if heading
            else None
        )
        if heading is None or row is None or field is None:
            return said | {"field": None, "written": "", "who": self._who(heading, row), "fixable": False}
        column = self._sheet.column(field)
        return said | {
            "field": field,
            "written": masked_cell(column, row.cell(heading.columns[field])),
            "who": self._who(heading, row),
            "fixable": problem.reason not in _NOT_MENDED_HERE,
            "labels": list(labels_of(column.parse)) if problem.reason == "unknown_code" else [],
        }

    def _who(self, heading: Any, row: Any) -> str:
        """Whose row it is: the first column that holds a person's name, else the first one that is filled."""
        if heading is None or row is None:
            return ""
        there = [column for column in self._sheet.columns if column.field in heading.columns]
        people = [column for column in there if column.parse is name]
        for column in (*people, *there):
            text = masked_cell(column, row.cell(heading.columns[column.field]))
            if text:
                return text[:20]
        return ""


def _without_place(message: str) -> str:
    """The cause and the cure without the place, which stands in columns of its own."""
    head, colon, rest = message.partition("：")
    return rest if colon and "第 " in head and " 行" in head else message
