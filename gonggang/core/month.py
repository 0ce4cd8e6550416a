"""A calendar month as a value: the unit in which attendance is kept and subsidy is paid."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from gonggang.core.errors import UnusableInput

_IN_TEXT = re.compile(r"(?<!\d)(\d{4})(?:年|[-._])?(\d{1,2})(?!\d)月?")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """Year 1800-2200 and month 1-12; ordered, immutable, half-open as days [first, next().first)."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1800 <= self.year <= 2200 and 1 <= self.month <= 12):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """`YYYY-MM` to a Month; raises UnusableInput with a Chinese sentence for anything else."""
        found = _MONTH.match(text.strip())
        if not found or not (1900 <= int(found[1]) <= 2100 and 1 <= int(found[2]) <= 12):
            raise UnusableInput(f"没有“{text}”这个月份：请写成四位年、两位月，例如 2024-05。")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def in_text(cls, text: str) -> Month | None:
        """The first year and month (1990-2100) that a text such as a file name or title holds, else None."""
        for found in _IN_TEXT.finditer(text):
            year, month = int(found[1]), int(found[2])
            if 1990 <= year <= 2100 and 1 <= month <= 12:
                return cls(year, month)
        return None

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """How many days the month has, 28-31."""
        return monthrange(self.year, self.month)[1]

    @property
    def number(self) -> int:
        """The month as YYYYMM, the form in which registers write it."""
        return self.year * 100 + self.month

    def plus(self, months: int) -> Month:
        """The month that many months later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def next(self) -> Month:
        """The following month."""
        return self.plus(1)

    def minus(self, other: Month) -> int:
        """How many months this one lies after `other` (negative when before)."""
        return (self.year - other.year) * 12 + self.month - other.month

    def contains(self, day: date) -> bool:
        """Whether a day lies in this month."""
        return day.year == self.year and day.month == self.month

    def day(self, number: int) -> date:
        """The day with that number, 1 to `days`."""
        return self.first + timedelta(days=number - 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
