"""What reading a file gives: tables of plain cells with the row numbers that people see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Cell = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: visible row numbers (first line is 1) and columns from 0, both ends inside."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class Row:
    """One row that holds something; `number` is what a person sees in the spreadsheet or editor."""

    number: int
    cells: list[Cell]

    def cell(self, column: int) -> Cell:
        """The cell in that column (from 0), None where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(slots=True)
class Table:
    """One sheet of a workbook, or a whole CSV file (then `sheet` is None). Blank rows are left out.

    `serials_from_1904` tells that the workbook counts day numbers from 1904 instead of 1900.
    """

    sheet: str | None
    rows: list[Row]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    serials_from_1904: bool = False
