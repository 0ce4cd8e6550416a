"""Small register files written as other departments write them; nobody in them exists (area 3799)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gonggang.core.national_id import check_character
from gonggang.registers.intake import IntakeResult, take_in

AS_OF = date(2024, 6, 1)

INSURANCE = "身份证号,姓名,单位名称,统一社会信用代码,险种,费款所属期,缴费状态"


def id_of(number: int, birth: str = "19700101") -> str:
    """The ID of nobody: unassigned area 3799, a valid check character."""
    first17 = f"379901{birth}{number:03d}"
    return first17 + check_character(first17)


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with the given rows on each sheet, from the first row on."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(row, column, cell)
    return path


@pytest.fixture
def make_id() -> Callable[..., str]:
    return id_of


@pytest.fixture
def taken(tmp_path: Path) -> Callable[..., IntakeResult]:
    """Takes a file in, given as its name and content (text in `encoding`, or bytes)."""

    def take(name: str, content: str | bytes, encoding: str = "gb18030", **options: Any) -> IntakeResult:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return take_in(path, out_dir=tmp_path / "taken", as_of=AS_OF, **options)

    return take
