"""A register in a workbook as blocks of columns; only the limited child ever parses the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from gonggang.core.errors import UnusableInput
from gonggang.exchange.sandbox import read_tables
from gonggang.exchange.tables import Cell, Row, Table
from gonggang.registers.blocks import Block
from gonggang.registers.catalogue import Holds, Register, recognise

_HEADING_ROWS_MAX: Final = 20
_ROWS_A_BLOCK: Final = 50_000
_DAYS_TO_1904: Final = 1_462  # between the two days from which spreadsheets count
_SERIALS: Final = range(20_000, 80_001)  # the serial numbers that core.dates reads as days
_EXACT_NUMBER_MAX: Final = 10**15
_FILLED_DOWN: Final = (Holds.TEXT, Holds.CODE, Holds.NUMBER)


def open_workbook(
    path: Path, kind: str | None = None, tables: Sequence[Table] | None = None
) -> tuple[Register, list[tuple[str | None, Iterator[Block]]]] | None:
    """The register of a workbook and the blocks of each sheet that holds it; None when no sheet does.

    `tables` are those of the file where it has been read already. Raises UnusableInput for a workbook that
    cannot be read, one whose sheets are different registers, and a register without a column that it needs.
    """
    sheets: list[tuple[Table, Register, dict[str, int], int]] = []
    for table in read_tables(path) if tables is None else tables:
        found = _find_heading(table, kind)
        if found:
            sheets.append((table, *found))
    if not sheets:
        return None
    register = sheets[0][1]
    others = sorted({other.label for _, other, _, _ in sheets if other is not register})
    if others:
        raise UnusableInput(
            f"{path.name} 里既有{register.label}又有{'、'.join(others)}：请一种数据存一个文件后再导入。"
        )
    return register, [
        (table.sheet, _blocks(table, register, positions, start)) for table, _, positions, start in sheets
    ]


def _find_heading(table: Table, kind: str | None) -> tuple[Register, dict[str, int], int] | None:
    """The register of a sheet, its positions, and where in `table.rows` the data begin."""
    for place, row in enumerate(table.rows[:_HEADING_ROWS_MAX]):
        titles = [_text(cell) for cell in row.cells]
        found = recognise(titles, kind)
        if found:
            return (*found, place + 1)
        if place + 1 < len(table.rows):  # a heading of two rows: what the lower one leaves blank stands above
            lower = table.rows[place + 1]
            width = max(len(row.cells), len(lower.cells))
            both = [_text(lower.cell(column)) or _text(row.cell(column)) for column in range(width)]
            found = recognise(both, kind)
            if found and not recognise([_text(cell) for cell in lower.cells], kind):
                return (*found, place + 2)
    return None


def _blocks(table: Table, register: Register, positions: dict[str, int], start: int) -> Iterator[Block]:
    _fill_down(table, register, positions)
    rows = table.rows[start:]
    for begin in range(0, len(rows), _ROWS_A_BLOCK):
        some = rows[begin : begin + _ROWS_A_BLOCK]
        cells = {
            field: pa.array(
                [_cell_text(row, position, register, field, table.serials_from_1904) for row in some],
                pa.string(),
            )
            for field, position in positions.items()
        }
        first = None
        if 0 not in positions.values():
            first = pa.array([_text(row.cell(0)) for row in some], pa.string())
        numbers = np.array([row.number for row in some], dtype=np.int64)
        yield Block(numbers, cells, first_cells=first)


def _fill_down(table: Table, register: Register, positions: dict[str, int]) -> None:
    """Gives every row of a cell that was merged downwards the value that only the first row holds."""
    fields = {position: field for field, position in positions.items()}
    by_number = {row.number: row for row in table.rows} if table.merges else {}
    for merge in table.merges:
        field = fields.get(merge.first_column)
        if field is None or register.column(field).holds not in _FILLED_DOWN:
            continue
        first = by_number.get(merge.first_row)
        value = first.cell(merge.first_column) if first else None
        for number in range(merge.first_row + 1, merge.last_row + 1):
            row = by_number.get(number)
            if row is not None and merge.first_column < len(row.cells) and not row.cells[merge.first_column]:
                row.cells[merge.first_column] = value


def _cell_text(row: Row, position: int, register: Register, field: str, from_1904: bool) -> str:
    value = row.cell(position)
    if isinstance(value, int | float) and not isinstance(value, bool) and register.column(field).is_date:
        return _number_as_date(value, register.column(field).holds, from_1904)
    return _text(value)


def _number_as_date(value: int | float, holds: Holds, from_1904: bool) -> str:
    """A number in a column of days or months as `core.dates` reads it."""
    if int(value) in _SERIALS:
        return str(int(value) + (_DAYS_TO_1904 if from_1904 else 0))
    written = format(value, ".15g")
    # 2012.1 may be January, or October whose zero the spreadsheet dropped: no month for anyone to rely on.
    clear = holds is Holds.MONTH and not written.endswith(".1")
    return written if clear or value == int(value) else f"{written}（数值）"


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) >= _EXACT_NUMBER_MAX:
            return f"{value:.5E}"  # a workbook keeps 15 digits of a number: the rest of an ID is lost
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)
