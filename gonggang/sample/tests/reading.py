"""Reads samples back without the project's own readers, so that tests see what stands in the files."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Every sheet's rows, the first at index 0, with empty text for empty cells."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def csv_rows(path: Path, encoding: str) -> list[dict[str, str]]:
    """The rows of a CSV file by its headings."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def valid_id(number: str) -> bool:
    """Whether 18 characters satisfy GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return len(number) == 18 and "10X98765432"[total % 11] == number[17]


def tidy(text: Any) -> str:
    """An ID as its 18 characters, if they can be read out of the cell."""
    plain = str(text).translate({0xFF10 + digit: 48 + digit for digit in range(10)}).replace("Ｘ", "X")
    for gap in ("'", " ", "\u00a0", "\u200b"):
        plain = plain.replace(gap, "")
    plain = plain.upper()
    if len(plain) == 15 and plain.isdigit():
        plain = plain[:6] + "19" + plain[6:]
        total = sum(int(digit) * weight for digit, weight in zip(plain, WEIGHTS, strict=True))
        plain += "10X98765432"[total % 11]
    return plain
