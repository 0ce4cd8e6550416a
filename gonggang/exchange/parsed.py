"""What reading a declared sheet gives: accepted and refused rows, warnings, what stood around the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gonggang.core.errors import RowProblem


@dataclass(slots=True)
class SheetContext:
    """What stands around the data of one sheet, for rooms that read places and months from titles.

    `above` are the texts above the heading in reading order, `below` those of legend and signature rows.
    `titles` maps fields to the headings as written; `heading_row` is the visible number of its last row.
    """

    sheet: str | None
    above: tuple[str, ...]
    below: tuple[str, ...]
    titles: dict[str, str]
    heading_row: int
    hidden: bool
    in_message: str = ""


@dataclass(slots=True)
class ParsedRow:
    """One row with its parsed values and the text that was written, both by field; absent values are None."""

    sheet: str | None
    row: int
    values: dict[str, Any]
    raw: dict[str, str]
    context: SheetContext

    def problem(self, field: str, reason: str, message: str) -> RowProblem:
        """A problem of this row in that field's column; the message is cause and cure without the place."""
        return problem_at(self.context, self.row, self.context.titles.get(field), reason, message)


@dataclass(slots=True)
class ParsedFile:
    """A parsed file. `rows_total` counts data rows, accepted or refused.

    `extra` names columns that were ignored, `skipped` sheets without this heading; `contexts` has one entry
    for every sheet that was read.
    """

    kind: str
    rows: list[ParsedRow] = field(default_factory=list)
    rejected: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    rows_total: int = 0
    contexts: list[SheetContext] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def problem_at(context: SheetContext, row: int, title: str | None, reason: str, message: str) -> RowProblem:
    """A problem with its place: 第 17 行「身份证号」：…, after the sheet's name where there are several."""
    place = f"{context.in_message}第 {row} 行" + (f"「{title}」" if title else "")
    return RowProblem(context.sheet, row, title, reason, f"{place}：{message}")
