"""The public notice: the first day on which it may end."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

EndOnRestDay = Literal["keep", "next_workday"]

_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class NoticePeriodEnd:
    """`ends_on` is the earliest last day of the notice, itself inside."""

    verdict: Literal["ok", "to_verify", "refused"]
    ends_on: date | None


_TO_VERIFY: Final = NoticePeriodEnd("to_verify", None)


def notice_period_end(
    notice_begins: date | None,
    notice_min_days: int | None,
    notice_day_kind: str | None,
    first_day_counts: bool,
    end_on_rest_day: EndOnRestDay,
    holidays: Collection[date],
    makeup_workdays: Collection[date],
) -> NoticePeriodEnd:
    """The earliest end of a notice with the rest days given as lists (clauses 6.8 and X8).

    A working day is a make-up workday, or Monday to Friday and not a holiday.
    """
    off, on = frozenset(holidays), frozenset(makeup_workdays)

    def is_working_day(day: date) -> bool:
        return day in on or (day.weekday() < _SATURDAY and day not in off)

    return earliest_notice_end(
        notice_begins, notice_min_days, notice_day_kind, first_day_counts, end_on_rest_day, is_working_day
    )


def earliest_notice_end(
    notice_begins: date | None,
    notice_min_days: int | None,
    notice_day_kind: str | None,
    first_day_counts: bool,
    end_on_rest_day: EndOnRestDay,
    is_working_day: Callable[[date], bool],
) -> NoticePeriodEnd:
    """The earliest end of a notice, with the calendar as a question about one day.

    `notice_min_days` days of the kind (`working` or `calendar`) are counted after the first day, which counts
    too with `first_day_counts`. A kind or number that nobody has entered goes to a person; a negative number
    is refused. Whatever the calendar raises for a year that it does not know is passed on.
    """
    if notice_begins is None or notice_min_days is None or notice_day_kind not in ("working", "calendar"):
        return _TO_VERIFY
    if notice_min_days < 0:
        return NoticePeriodEnd("refused", None)
    working = notice_day_kind == "working"
    ends_on = notice_begins
    left = notice_min_days
    if left and first_day_counts and (not working or is_working_day(ends_on)):
        left -= 1
    while left:
        ends_on += _ONE_DAY
        if not working or is_working_day(ends_on):
            left -= 1
    if end_on_rest_day == "next_workday":
        while not is_working_day(ends_on):
            ends_on += _ONE_DAY
    return NoticePeriodEnd("ok", ends_on)
