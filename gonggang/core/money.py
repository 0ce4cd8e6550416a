"""Money as integer fen: the one rounding, the one way of writing it, the one way of reading it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from gonggang.core.text import APOSTROPHES, drop_invisible, half_width

Rounding = Literal["half_up", "down"]

_AMOUNT: Final = re.compile(
    r"^[¥￥]?(?P<sign>-?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?(?P<unit>万元|万|元)?$"
)
_LENGTH_MAX: Final = 64  # longer than any sum of money; keeps a hostile cell from costing time
_FEN_DIGITS: Final = {
    "万元": 6,
    "万": 6,
    "元": 2,
    None: 2,
}  # decimal places between the written unit and one fen


@dataclass(frozen=True, slots=True)
class ParsedAmount:
    """What a cell says in money: `ok` with integer fen, or why there is no amount."""

    verdict: Literal["ok", "missing", "bad_number"]
    fen: int | None


_MISSING: Final = ParsedAmount("missing", None)
_BAD_NUMBER: Final = ParsedAmount("bad_number", None)


def divide_half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest whole number, halves away from zero.

    Raises ZeroDivisionError for a denominator of zero and ValueError for a negative one.
    """
    if denominator < 0:
        raise ValueError("the denominator must be positive")
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """The quotient rounded once to a whole fen: `half_up` or `down` (toward zero)."""
    if rounding == "half_up":
        return divide_half_up(numerator, denominator)
    if rounding != "down":
        raise ValueError(f"no such rounding: {rounding}")
    magnitude = abs(numerator) // denominator
    return magnitude if numerator >= 0 else -magnitude


def yuan(fen: int) -> Decimal:
    """Fen as exact yuan with two decimals, for files whose cells are numbers."""
    return Decimal(fen).scaleb(-2)


def format_yuan(fen: int) -> str:
    """Fen as yuan with two decimals and thousands separators, without a unit: 201000 is `2,010.00`."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def parse_amount(value: str | int | float | None, allow_negative: bool = False) -> ParsedAmount:
    """Reads yuan (the default unit), 元, 万 or 万元, with thousands separators, exactly; never guesses.

    Anything finer than a fen, words for numbers, and a negative amount where none is allowed is `bad_number`.
    A float is read as the digits that it shows, because some sheet formats know no other number.
    """
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        return _BAD_NUMBER
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        if value < 0 and not allow_negative:
            return _BAD_NUMBER
        return ParsedAmount("ok", value * 100)
    text = drop_invisible(half_width(str(value))).strip(APOSTROPHES)
    if not text:
        return _MISSING
    found = _AMOUNT.match(text) if len(text) <= _LENGTH_MAX else None
    if found is None or (found["sign"] and not allow_negative):
        return _BAD_NUMBER
    places = _FEN_DIGITS[found["unit"]]
    part = (found["part"] or "").rstrip("0")
    if len(part) > places:
        return _BAD_NUMBER
    fen = int(found["whole"].replace(",", "") + part.ljust(places, "0"))
    return ParsedAmount("ok", -fen if found["sign"] else fen)
