"""Working days: public holidays and make-up workdays by year; a year without data is an error."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

# One line a day that is not what its weekday says: `rest` off, `work` made up. Published each autumn by the
# State Council for the year to come; a new year is added here and needs nothing else.
_TABLE: Final = Path(__file__).with_name("calendar.csv")
_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5

DayKind = Literal["rest", "work"]


class CalendarUnknown(LookupError):
    """No holidays are recorded for a year; the message is one Chinese sentence."""

    def __init__(self, year: int) -> None:
        super().__init__(f"工作日历中没有 {year} 年的放假与调休安排，请管理员先录入国务院办公厅公布的安排。")
        self.year = year


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar of working days; `kinds` names the days that are not what their weekday says."""

    kinds: dict[date, DayKind]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked: made up, or Monday to Friday and not a holiday (clause X8).

        Raises CalendarUnknown for a year without data.
        """
        if day.year not in self.years:
            raise CalendarUnknown(day.year)
        kind = self.kinds.get(day)
        return day.weekday() < _SATURDAY if kind is None else kind == "work"

    def after(self, day: date, working_days: int) -> date:
        """The day on which that many working days after a day are full; raises as `is_working_day` does."""
        while working_days > 0:
            day += _ONE_DAY
            if self.is_working_day(day):
                working_days -= 1
        return day

    def between(self, kind: DayKind, first: date, last: date) -> list[date]:
        """The listed days of one kind from `first` to `last`, both inside, ascending."""
        return [day for day in self.kinds if first <= day <= last and self.kinds[day] == kind]


def read_calendar(lines: Iterable[str]) -> WorkingDays:
    """A calendar from CSV lines `day,kind,occasion`; raises ValueError for a line that is not one."""
    kinds: dict[date, DayKind] = {}
    for row in csv.DictReader(lines):
        kind = row["kind"]
        if kind == "rest":
            kinds[date.fromisoformat(row["day"])] = "rest"
        elif kind == "work":
            kinds[date.fromisoformat(row["day"])] = "work"
        else:
            raise ValueError(f"no such kind of day: {kind}")
    return WorkingDays(dict(sorted(kinds.items())), frozenset(day.year for day in kinds))


@cache
def working_days() -> WorkingDays:
    """The project's own calendar, read once."""
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        return read_calendar(lines)


@lru_cache(maxsize=4096)
def rest_and_work_days(begins: date, days: int) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The holidays and make-up workdays that counting `days` working days from a day can meet.

    For rules that take them as lists. The span reaches one working day further, so that an end may roll on.
    Raises CalendarUnknown if it reaches into a year without data.
    """
    calendar = working_days()
    calendar.is_working_day(begins)
    last = calendar.after(begins, max(days, 0) + 1)
    return tuple(calendar.between("rest", begins, last)), tuple(calendar.between("work", begins, last))
