"""One cell: whether it is blank, how it shows, what can be wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from gonggang.core.text import drop_invisible
from gonggang.exchange.tables import Cell

_LONG_NUMBER: Final = re.compile(r"\d{7,}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_QUOTED_MAX: Final = 24


class CellProblem(Exception):
    """A cell that refuses its row; the message is cause and cure in Chinese, without the place."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(slots=True)
class CellContext:
    """What a parser may know besides the cell: the day of reading, the column, and where to put warnings."""

    as_of: date
    title: str = ""
    required: bool = False
    serials_from_1904: bool = False
    warnings: list[tuple[str, str, str]] = field(default_factory=list)

    def warn(self, reason: str, message: str) -> None:
        """Note something doubtful that does not refuse the row: cause and cure in Chinese."""
        self.warnings.append((self.title, reason, message))


def is_blank(value: Cell) -> bool:
    """Whether a cell shows nothing."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value or (not value[0].isalnum() and not drop_invisible(value))
    return False


def shown(value: Cell) -> str:
    """The cell as a spreadsheet shows it: 15 significant digits, whole numbers without a point, ISO days."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g").upper()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def quoted(value: Cell) -> str:
    """The cell for a message: short, and without a long number, which might be somebody's."""
    text = _CONTROL.sub("", shown(value)).strip()
    text = _LONG_NUMBER.sub(lambda found: found[0] if len(found[0]) < 9 else f"{found[0][:3]}…", text)
    return text if len(text) <= _QUOTED_MAX else f"{text[:_QUOTED_MAX]}…"


def without_control(text: str) -> str:
    """The text without control, zero-width and direction-changing characters, and trimmed."""
    if text.isalnum():
        return text
    return _CONTROL.sub(" ", text).strip() if _CONTROL.search(text) else text.strip()
