"""Values that stand for several rows: vertically merged cells, and blanks where nothing is merged."""

from __future__ import annotations

from itertools import pairwise

from gonggang.core.text import drop_invisible
from gonggang.exchange.cells import is_blank, shown
from gonggang.exchange.declaration import Sheet
from gonggang.exchange.headings import Heading
from gonggang.exchange.tables import Cell, Row, Table


def fill_down(rows: list[Row], table: Table, heading: Heading, sheet: Sheet) -> None:
    """Fill the declared columns of the data rows in place.

    Where the file merges cells downwards, only the merged ranges fill: a blank outside them is one that
    somebody forgot. Where it merges none and writes a value once for several rows, blanks take the value
    above while the row is of the same place.
    """
    columns = {field: heading.columns[field] for field in sheet.fill_down if field in heading.columns}
    first_data_row = rows[0].number if rows else 0
    merged = {
        field: [anchor for anchor in _anchors(table, column) if anchor[1] >= first_data_row]
        for field, column in columns.items()
    }
    for field, column in columns.items():
        if any(merged.values()):
            _fill_merged(rows, table, column, merged[field])
        elif field in sheet.fill_blank and _is_written_once(rows, column):
            within = heading.columns.get(sheet.fill_within or "")
            _fill_blank(rows, column, within if within != column else None)


def _anchors(table: Table, column: int) -> list[tuple[int, int]]:
    """First and last row of every vertically merged range that holds this column, in order."""
    return sorted(
        (merge.first_row, merge.last_row)
        for merge in table.merges
        if merge.first_column <= column <= merge.last_column and merge.last_row > merge.first_row
    )


def _is_written_once(rows: list[Row], column: int) -> bool:
    """Whether no row repeats the value above it: a column that does is meant to be filled in every row."""
    words = [drop_invisible(shown(row.cell(column))) for row in rows]
    return not any(word and word == above for above, word in pairwise(words))


def _fill_merged(rows: list[Row], table: Table, column: int, anchors: list[tuple[int, int]]) -> None:
    values = {row.number: row.cell(column) for row in table.rows}
    at = 0
    for row in rows:
        while at < len(anchors) and anchors[at][1] < row.number:
            at += 1
        if at < len(anchors) and anchors[at][0] < row.number and is_blank(row.cell(column)):
            _put(row, column, values.get(anchors[at][0]))


def _fill_blank(rows: list[Row], column: int, within: int | None) -> None:
    value: Cell = None
    place = ""
    for row in rows:
        here = drop_invisible(shown(row.cell(within))) if within is not None else ""
        if not is_blank(row.cell(column)):
            value, place = row.cell(column), here
        elif here == place:
            _put(row, column, value)


def _put(row: Row, column: int, value: Cell) -> None:
    row.cells.extend([None] * (column + 1 - len(row.cells)))
    row.cells[column] = value
