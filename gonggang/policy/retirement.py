"""The statutory month of retirement with its gradual delay, and the upper age of a post: two tests apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from gonggang.core.dates import CountsFrom, LeapBirthday, counts_as_age_from
from gonggang.core.month import Month
from gonggang.policy.parameters import parameters

RetirementCategory = Literal["male60", "female55", "female50"]

_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class StatutoryRetirement:
    """The month of retirement and the age in it; all None with `to_verify`, which is never grounds to act."""

    verdict: Literal["ok", "to_verify"]
    month: Month | None
    delay_months: int | None
    age_years: int | None
    age_months: int | None


@dataclass(frozen=True, slots=True)
class UpperAgeReached:
    """Whether the upper age of a post is reached, and the first day out of post."""

    verdict: Literal["yes", "no", "to_verify"]
    exit_on: date | None


_UNKNOWN: Final = StatutoryRetirement("to_verify", None, None, None, None)
_AGE_UNKNOWN: Final = UpperAgeReached("to_verify", None)


def statutory_retirement(birth: date | None, category: str | None) -> StatutoryRetirement:
    """The statutory month of retirement of someone born on a day (clauses 7.3, 12.2 and 20.4).

    The table of base years, ages, steps and caps is the parameter `statutory_retirement`; of the birth only
    the month matters. A woman whose category is not known goes to a person.
    """
    if birth is None or category is None:
        return _UNKNOWN
    return _retirement(birth.year, birth.month, category)


@lru_cache(maxsize=8192)
def _retirement(year: int, month: int, category: str) -> StatutoryRetirement:
    table = parameters().latest("statutory_retirement")
    if category not in table:
        return _UNKNOWN
    row = table[category]
    months_after_base = (year - row["base_year"]) * _MONTHS + month - 1
    delay = 0
    if months_after_base >= 0:
        delay = min(row["delay_months_max"], months_after_base // row["step_months"] + 1)
    age_in_months = row["age_years"] * _MONTHS + delay
    return StatutoryRetirement(
        "ok",
        Month(year, month).plus(age_in_months),
        delay,
        age_in_months // _MONTHS,
        age_in_months % _MONTHS,
    )


def original_month(birth: date | None, category: str | None) -> Month | None:
    """The month of retirement as it was before the delay, or None where the category is not known (12.2)."""
    retirement = statutory_retirement(birth, category)
    if retirement.month is None or retirement.delay_months is None:
        return None
    return retirement.month.plus(-retirement.delay_months)


def upper_age_reached(
    birth: date | None,
    day: date,
    limit_years: int | None,
    upper_age_rule: str | None,
    counts_from: CountsFrom,
    leap_birthday: LeapBirthday,
) -> UpperAgeReached:
    """Whether the administrative upper age of a post is reached on a day (clauses 7.3 and 12.2).

    `exit_on_reaching`: out on the day of reaching the limit; `inclusive_year`: out on reaching one year more.
    Without a birth date, a limit or a known rule a person must decide.
    """
    if birth is None or limit_years is None:
        return _AGE_UNKNOWN
    if upper_age_rule == "exit_on_reaching":
        exit_years = limit_years
    elif upper_age_rule == "inclusive_year":
        exit_years = limit_years + 1
    else:
        return _AGE_UNKNOWN
    exit_on = counts_as_age_from(birth, exit_years, counts_from, leap_birthday)
    return UpperAgeReached("yes" if day >= exit_on else "no", exit_on)
