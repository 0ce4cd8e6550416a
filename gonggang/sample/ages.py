"""Ages and months for the truth of the samples, reckoned apart from the project's own rules.

The statutory age is that of the decision of 2024-09-13: men of 60 and women of 55 a month later for every
four months of birth, women of 50 for every two, up to 63, 58 and 55.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

from gonggang.core.month import Month

# First month of birth touched (years x 12 + month - 1), age in months, births to a step, most months later.
_TABLE: Final = {
    "男60": (1965 * 12, 720, 4, 36),
    "女55": (1970 * 12, 660, 4, 36),
    "女50": (1975 * 12, 600, 2, 60),
}


def retirement_month(birth: date, category: str) -> Month:
    """The statutory month of retirement of someone of one of the three categories; KeyError for another."""
    base, age, step, most = _TABLE[category]
    born = birth.year * 12 + birth.month - 1
    later = 0 if born < base else min(most, (born - base) // step + 1)
    year, month = divmod(born + age + later, 12)
    return Month(year, month + 1)


def birthday(birth: date, years: int) -> date:
    """The day on which an age is reached; of 29 February in a common year, the 28th."""
    return later_by_months(birth, years * 12)


def years_before(day: date, years: int) -> date:
    """The same day that many years before."""
    return later_by_months(day, -years * 12)


def later_by_months(day: date, months: int) -> date:
    """The day that many months later; where that month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day > 28:
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return date(year, month + 1, day.day)
