"""Marks of an attendance sheet to days: what counts, what lies outside, what nobody can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from gonggang.core.month import Month

MarkKind = Literal["present", "personal_leave", "sick_leave", "absent", "rest", "unmarked"]

KINDS: Final[tuple[MarkKind, ...]] = (
    "present",
    "personal_leave",
    "sick_leave",
    "absent",
    "rest",
    "unmarked",
)
# The signs that paper sheets and the people who type them use; one character is one day.
SIGNS: Final[Mapping[MarkKind, str]] = {
    "present": "√✓✔",
    "personal_leave": "○",
    "sick_leave": "△",
    "absent": "×",
    "rest": "休/／",
    "unmarked": " \u3000-",
}
KIND_OF_SIGN: Final[Mapping[str, MarkKind]] = {sign: kind for kind in KINDS for sign in SIGNS[kind]}
PRESENT: Final[tuple[MarkKind, ...]] = ("present",)
# Signs that are almost the only ones on a sheet; where they cover it, the others need not be looked for.
_USUAL: Final = "√休 "
_RARE_SIGNS: Final = tuple((sign, kind) for sign, kind in KIND_OF_SIGN.items() if sign not in _USUAL)
_RARE: Final = "".join(sign for sign, _ in _RARE_SIGNS)


@dataclass(frozen=True, slots=True)
class AttendanceDays:
    """A month of one person. `actual_days` are the counted days inside the placement and before a death.

    `counts` are the days of the month by kind, inside or not; `outside_days` and `unknown_days` are numbers
    of days. `to_verify` means that some signs could not be read.
    """

    verdict: Literal["ok", "to_verify", "more_marks_than_days"]
    actual_days: int | None
    counts: Mapping[MarkKind, int] | None
    outside_days: Sequence[int] | None
    unknown_days: Sequence[int] | None


_TOO_MANY: Final = AttendanceDays("more_marks_than_days", None, None, None, None)


@lru_cache(maxsize=2400)
def _month_bounds(year: int, month: int) -> tuple[int, int]:
    """The ordinal of the first day of a month, and how many days it has."""
    whole = Month(year, month)
    return whole.first.toordinal(), whole.days


def alive_range(
    month: Month, begins: date, ends: date | None, died_on: date | None, death_day_counts: bool
) -> tuple[int, int]:
    """The days of a month inside the placement and before a death, as positions [start, stop) from 0."""
    first, days = _month_bounds(month.year, month.month)
    start = begins.toordinal() - first
    stop = days
    if ends is not None:
        stop = min(stop, ends.toordinal() - first)
    if died_on is not None:
        stop = min(stop, died_on.toordinal() - first + (1 if death_day_counts else 0))
    start = max(start, 0)
    return start, max(stop, start)


def count_days(marks: str, signs: str, start: int, stop: int) -> int:
    """How many of the marks at positions [start, stop) are one of the signs."""
    total = 0
    for sign in signs:
        total += marks.count(sign, start, stop)
    return total


def all_readable(marks: str) -> bool:
    """Whether every mark is a known sign."""
    known = marks.count("√") + marks.count("休") + marks.count(" ")
    return known == len(marks) or known + count_days(marks, _RARE, 0, len(marks)) == len(marks)


def attendance_days(
    month: Month,
    marks: str,
    begins: date,
    ends: date | None,
    died_on: date | None,
    death_day_counts: bool,
    counted_kinds: Sequence[MarkKind],
) -> AttendanceDays:
    """The attendance of one person in a month (clauses 11.2, 11.5 and 11.7).

    The first mark is the first day; days without a mark are unmarked. A day is inside if begins <= day < ends
    (None is open) and before the death, or on its day with `death_day_counts`.
    """
    days = _month_bounds(month.year, month.month)[1]
    if len(marks) > days:
        return _TOO_MANY
    padded = marks.ljust(days)
    counts = _count_kinds(padded)
    start, stop = alive_range(month, begins, ends, died_on, death_day_counts)
    kinds = counted_kinds if len(counted_kinds) == 1 else tuple(dict.fromkeys(counted_kinds))
    counted = sum([counts[kind] for kind in kinds])
    actual = counted
    outside: Sequence[int] = ()
    if start > 0 or stop < days:
        signs = "".join([SIGNS[kind] for kind in kinds])
        actual = count_days(padded, signs, start, stop)
        if actual < counted:
            outside = [
                position + 1
                for position, sign in enumerate(padded)
                if sign in signs and not start <= position < stop
            ]
    if sum(counts.values()) == days:
        return AttendanceDays("ok", actual, counts, outside, ())
    unknown = [position + 1 for position, sign in enumerate(padded) if sign not in KIND_OF_SIGN]
    return AttendanceDays("to_verify", actual, counts, outside, unknown)


def _count_kinds(padded: str) -> dict[MarkKind, int]:
    """The days of a month by kind; signs that are no sign at all are in no kind."""
    present, rest, unmarked = padded.count("√"), padded.count("休"), padded.count(" ")
    counts: dict[MarkKind, int] = {
        "present": present,
        "personal_leave": 0,
        "sick_leave": 0,
        "absent": 0,
        "rest": rest,
        "unmarked": unmarked,
    }
    if present + rest + unmarked < len(padded):
        for sign, kind in _RARE_SIGNS:
            counts[kind] += padded.count(sign)
    return counts
