"""Writers of small files with the quirks of real ones, and valid identity numbers of nobody."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt

from gonggang.core.national_id import check_character

AS_OF = date(2024, 6, 1)


def id_of(number: int, birth: str = "19700101") -> str:
    """The identity number of nobody: unassigned area 3799, the given birth date, a valid check character."""
    first17 = f"379901{birth}{number:03d}"
    return first17 + check_character(first17)


@pytest.fixture
def make_id() -> Callable[..., str]:
    return id_of


@pytest.fixture
def as_of() -> date:
    return AS_OF


def write_xlsx(
    path: Path,
    sheets: dict[str, Sequence[Sequence[Any]]],
    *,
    merges: dict[str, Iterable[str]] | None = None,
    finish: Callable[[Any, dict[str, Any]], None] | None = None,
) -> Path:
    """A workbook of plain cells; dates get a date format; `merges` are A1 ranges, valued by `rows`."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    written = {}
    for name, rows in sheets.items():
        sheet = written[name] = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
        for where in (merges or {}).get(name, ()):
            top, left, bottom, right = _corners(where)
            value = rows[top][left] if left < len(rows[top]) else ""
            sheet.merge_range(top, left, bottom, right, value)
    if finish:
        finish(book, written)
    book.close()
    return path


def _corners(where: str) -> tuple[int, int, int, int]:
    from xlsxwriter.utility import xl_cell_to_rowcol

    first, last = where.split(":")
    return (*xl_cell_to_rowcol(first), *xl_cell_to_rowcol(last))


def write_xls(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A real BIFF workbook."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write(at, column, value, day)
                elif value is not None:
                    sheet.write(at, column, value)
    book.save(str(path))
    return path


def write_csv(
    path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """A CSV as a county's system writes it: lines end with CR LF."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


class Writers:
    """The writers above, for tests to call."""

    xlsx = staticmethod(write_xlsx)
    xls = staticmethod(write_xls)
    csv = staticmethod(write_csv)


@pytest.fixture
def write() -> type[Writers]:
    return Writers


@pytest.fixture(scope="session")
def on_linux() -> bool:
    return sys.platform.startswith("linux")
