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


# What people type for a day instead of the sign: the keys of the grid, and letters that look alike.
_TYPED: Final[Mapping[str, str]] = {
    "1": "√", "2": "○", "3": "△", "4": "×", "0": "休",
    "v": "√", "V": "√", "o": "○", "O": "○", "〇": "○", "◯": "○", "▲": "△", "∆": "△",
    "x": "×", "X": "×", "✕": "×", "✗": "×", "✘": "×", "*": "×", "_": " ", ".": " ", "·": " ", "－": " ",
}  # fmt: skip
_PLAIN: Final[Mapping[MarkKind, str]] = {kind: SIGNS[kind][0] for kind in KINDS}
LONG_ABSENCE: Final = 3


@dataclass(frozen=True, slots=True)
class TypedMarks:
    """A month as somebody typed it: `marks` as long as the month in one sign a kind, or what cannot be used.

    `unknown_days` are the days whose sign nobody knows; `marks` keeps it where it stood.
    """

    verdict: Literal["ok", "more_marks_than_days", "unknown_marks"]
    marks: str
    unknown_days: Sequence[int]


def plain_marks(month: Month, marks: str) -> str:
    """Marks with one sign for each kind, as long as the month; a sign that nobody knows stays as it is."""
    found = [_TYPED.get(sign, sign) for sign in marks]
    plain = [_PLAIN[KIND_OF_SIGN[sign]] if sign in KIND_OF_SIGN else sign for sign in found]
    return "".join(plain).ljust(_month_bounds(month.year, month.month)[1])


def typed_marks(month: Month, text: str) -> TypedMarks:
    """What was typed for a person's month (clause 11.2): signs, the keys 0-4, or letters that look alike.

    Signs are counted from the first day; blanks after the last one need not be typed.
    """
    marks = plain_marks(month, text.rstrip())
    if len(marks) > _month_bounds(month.year, month.month)[1]:
        return TypedMarks("more_marks_than_days", marks, ())
    unknown = [day for day, sign in enumerate(marks, start=1) if sign not in KIND_OF_SIGN]
    return TypedMarks("unknown_marks" if unknown else "ok", marks, unknown)


@dataclass(frozen=True, slots=True)
class RowFindings:
    """What somebody should look at in a person's month; day numbers, or numbers of days."""

    before_start: Sequence[int]
    after_end: Sequence[int]
    after_death: Sequence[int]
    unknown_days: Sequence[int]
    every_day: bool
    unmarked: int
    longest_absence: int


def row_findings(
    month: Month, marks: str, begins: date | None, ends: date | None, died_on: date | None
) -> RowFindings:
    """Days worked outside the placement or after the death, days not marked, a month without rest (clause 11.7).

    The placement is [begins, ends); unknown ends are open. The day of death itself is never found.
    """
    plain = plain_marks(month, marks)[: month.days]
    first = month.first.toordinal() - 1
    start = 1 if begins is None else max(1, begins.toordinal() - first)
    stop = month.days + 1 if ends is None else min(month.days + 1, ends.toordinal() - first)
    dead = month.days if died_on is None else died_on.toordinal() - first
    worked = [day for day, sign in enumerate(plain, start=1) if sign == "√"]
    after_death = [day for day in worked if day > dead]
    return RowFindings(
        before_start=[day for day in worked if day < start],
        after_end=[day for day in worked if day >= stop and day not in after_death],
        after_death=after_death,
        unknown_days=[day for day, sign in enumerate(plain, start=1) if sign not in KIND_OF_SIGN],
        every_day=len(worked) == month.days,
        unmarked=plain.count(" ", max(0, start - 1), max(0, min(stop - 1, dead))),
        longest_absence=_longest_run(plain, "×"),
    )


def _longest_run(marks: str, sign: str) -> int:
    longest = run = 0
    for each in marks:
        run = run + 1 if each == sign else 0
        longest = max(longest, run)
    return longest


def planned(
    month: Month,
    marks: str,
    working: Sequence[bool],
    begins: date | None,
    ends: date | None,
    died_on: date | None,
) -> str:
    """Marks with the unmarked days filled by plan: worked on working days, rest on the others.

    `working` is by day of the month. Days outside the placement [begins, ends) or after the death stay unmarked.
    """
    plain = plain_marks(month, marks)
    filled = []
    for position, sign in enumerate(plain):
        day = month.day(min(position + 1, month.days))
        inside = (begins is None or begins <= day) and (ends is None or day < ends)
        alive = died_on is None or day <= died_on
        plan = "√" if position < len(working) and working[position] else "休"
        filled.append(plan if sign == " " and inside and alive else sign)
    return "".join(filled)
