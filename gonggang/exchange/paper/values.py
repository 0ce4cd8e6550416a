"""How a value is written on paper: dates, times, yes and no, amounts; and no character that only misleads."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

_DROPPED: Final = frozenset(
    {"Cc", "Cf"}
)  # control and format characters: nothing of them is seen, all can mislead
_VARIATIONS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_LONGEST_WORD: Final = 20  # characters without a place to break; identity numbers and accounts are shorter
_LONG_NAME: Final = 8  # such names have a dot, and may go on in the next line after it
_BREAK: Final = "\u200b"


def written(value: Any) -> str:
    """A value as an official document writes it; None is the empty text. Days are `2026年3月5日`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{written(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (list, tuple)):
        return "、".join(written(one) for one in value)
    return tidied(str(value))


def tidied(text: str) -> str:
    """The text without control, format and variation characters; line ends are kept as they are."""
    return "".join(
        character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character == "\n"
        or (
            unicodedata.category(character) not in _DROPPED
            and not any(ord(character) in r for r in _VARIATIONS)
        )
    )


def breakable(text: str) -> str:
    """The text with a place to break in words that are longer than any line; Chinese breaks everywhere anyway."""
    text = text.replace("·", f"·{_BREAK}") if len(text) > _LONG_NAME else text
    if len(text) <= _LONGEST_WORD:
        return text
    pieces, run = [], 0
    for character in text:
        run = run + 1 if "!" <= character <= "\u024f" else 0
        if run > _LONGEST_WORD:
            pieces.append(_BREAK)
            run = 1
        pieces.append(character)
    return "".join(pieces)
