"""Finding the heading of a sheet: below titles and subtitles, one or two rows, columns in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from gonggang.exchange.cells import is_blank
from gonggang.exchange.declaration import SERIAL_TITLES, Sheet, title_key, written_title
from gonggang.exchange.tables import Cell, Merge, Row, Table

_SEARCHED_ROWS: Final = 40
_DEPTH_MAX: Final = 2
_DAYS_MIN: Final = 28  # fewer day columns are not a month


@dataclass(slots=True)
class Heading:
    """Where the heading of a sheet stands in a table, and which column holds what (columns from 0)."""

    first: int  # index into table.rows
    depth: int
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    serials: set[int] = field(default_factory=set)
    extra: list[str] = field(default_factory=list)
    repeated: dict[str, str] = field(default_factory=dict)
    words: dict[int, set[Cell]] = field(default_factory=dict)  # every cell of the heading, by column

    @property
    def matched(self) -> int:
        """How many of the sheet's headings were found; the days of a month count as one."""
        return len(self.columns) + (len(self.days) >= _DAYS_MIN)

    def has(self, sheet: Sheet, fields: frozenset[str]) -> bool:
        """Whether all those fields have a column, the marks of a month included where the sheet has them."""
        return fields <= self.columns.keys() and (sheet.marks is None or len(self.days) >= _DAYS_MIN)


def find_heading(table: Table, sheet: Sheet) -> Heading | None:
    """The rows that read most like the sheet's heading, or None where no two columns are found."""
    best: Heading | None = None
    for first in range(min(len(table.rows), _SEARCHED_ROWS)):
        for depth in range(1, _DEPTH_MAX + 1):
            if first + depth > len(table.rows):
                continue
            found = _read_heading(table, sheet, first, depth)
            if found.matched >= 2 and (best is None or _reads_better(found, best)):
                best = found
    if best is not None:
        for row in table.rows[best.first : best.first + best.depth]:
            for column, cell in enumerate(row.cells):
                best.words.setdefault(column, set()).add(cell)
    return best


def _reads_better(found: Heading, best: Heading) -> bool:
    """More columns; of as many, the row alone, since the row above it that adds nothing is a title."""
    if found.matched != best.matched:
        return found.matched > best.matched
    return found.depth < best.depth and found.first + found.depth == best.first + best.depth


def _read_heading(table: Table, sheet: Sheet, first: int, depth: int) -> Heading:
    heading = Heading(first, depth)
    for column, candidates in _candidates(table, first, depth):
        written = candidates[-1]
        day = _day_number(table.rows[first + depth - 1].cell(column)) if sheet.marks else None
        if day is not None and day not in heading.days:
            heading.days[day] = column
            continue
        keys = [title_key(candidate) for candidate in candidates]
        found = next((sheet.by_title[key] for key in keys if key in sheet.by_title), None)
        if found is None:
            if not SERIAL_TITLES.isdisjoint(keys):
                heading.serials.add(column)
            else:
                heading.extra.append(written)
        elif found in heading.columns:
            heading.repeated[found] = written
            heading.extra.append(written)
        else:
            heading.columns[found] = column
            heading.titles[found] = written
    return heading


def _candidates(table: Table, first: int, depth: int) -> Iterator[tuple[int, list[str]]]:
    """For each column the words that may be its heading: both rows joined, then the lower filled one."""
    rows = table.rows[first : first + depth]
    covers = _covers(table, rows)
    above = ""
    for column in range(max(len(row.cells) for row in rows)):
        words = [written_title(row.cell(column)) for row in rows]
        if depth == 1:
            if words[0]:
                yield column, [words[0]]
            continue
        upper, lower = words
        spanning = covers.get(column)
        if upper:
            above = upper
        elif spanning is not None:
            above = written_title(rows[0].cell(spanning.first_column))
        elif not lower:
            above = ""
        if lower:
            yield column, [above + lower, lower] if above else [lower]
        elif upper:
            yield column, [upper]


def _covers(table: Table, rows: list[Row]) -> dict[int, Merge]:
    """Column to the merged range that covers it in the upper heading row."""
    number = rows[0].number
    covers: dict[int, Merge] = {}
    for merge in table.merges:
        if merge.first_row <= number <= merge.last_row:
            for column in range(merge.first_column, min(merge.last_column, 1000) + 1):
                covers[column] = merge
    return covers


def _day_number(cell: Cell) -> int | None:
    """1 to 31 for a heading cell that is a day of the month: 1, 1日, or a date that shows its day."""
    if isinstance(cell, date):
        return cell.day
    if is_blank(cell):
        return None
    words = written_title(cell).removesuffix("日").removesuffix("号")
    if words.isascii() and words.isdigit() and len(words) <= 2 and 1 <= int(words) <= 31:
        return int(words)
    return None


def is_heading_again(row: Row, heading: Heading) -> bool:
    """Whether a later row repeats a row of the heading, as printed pages do."""
    filled = same = 0
    for column, cell in enumerate(row.cells):
        if cell is not None:
            filled += 1
            same += cell in heading.words.get(column, ())
    return same >= 2 and same * 2 >= filled
