"""A second, separate way to every amount: day by day and in fractions, from what is stored (clauses 13.2, 11.5).

Nothing here is shared with the rules of the computation, so that a fault in one of the two shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

_WORKED: Final = {"√", "✓", "✔"}
_KNOWN: Final = _WORKED | {"○", "△", "×", "休", "/", "／", " ", "\u3000", "-"}
_WAYS: Final = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN}
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """What one line rests on: the post's money and days, the placement, the marks, the death."""

    standard_fen: int | None
    required_days: int | None
    begins_on: date
    ends_on: date | None
    marks: str
    died_on: date | None


@dataclass(frozen=True, slots=True)
class Proven:
    """Days worked and fen as counted again; nought where the ground allows no amount."""

    actual_days: int
    amount_fen: int


def prove(ground: Ground, first: date, last: date, rounding: str, *, death_day_counts: bool) -> Proven:
    """Count the days of a month [first, last] one by one and take their part of the standard."""
    days_of_month = (last - first).days + 1
    if ground.standard_fen is None or ground.standard_fen < 0:
        return Proven(0, 0)
    if ground.required_days is None or ground.required_days <= 0:
        return Proven(0, 0)
    if len(ground.marks) > days_of_month or set(ground.marks) - _KNOWN:
        return Proven(0, 0)
    worked, on = 0, first
    for sign in ground.marks:
        in_post = ground.begins_on <= on and (ground.ends_on is None or on < ground.ends_on)
        alive = ground.died_on is None or on < ground.died_on or (death_day_counts and on == ground.died_on)
        if sign in _WORKED and in_post and alive:
            worked += 1
        on += _ONE_DAY
    part = min(Fraction(1), Fraction(worked, ground.required_days))
    exact = part * ground.standard_fen
    fen = Decimal(exact.numerator) / Decimal(exact.denominator)
    return Proven(worked, int(fen.quantize(Decimal(1), rounding=_WAYS[rounding])))
