"""Days as people write them, months added to a day, and the age on a day: one function each for all."""

from __future__ import annotations

import datetime
import re
from calendar import isleap, monthrange
from dataclasses import dataclass
from typing import Final, Literal

from gonggang.core.month import Month
from gonggang.core.text import APOSTROPHES, half_width, invisible_to_spaces

CountsFrom = Literal["birthday", "next_day"]
LeapBirthday = Literal["02-28", "03-01"]

_YEAR_MIN: Final = 1900
_YEAR_MAX: Final = 2100
_SERIAL_MIN: Final = 20000
_SERIAL_MAX: Final = 80000
_SERIAL_ORIGIN: Final = datetime.date(1899, 12, 30)  # spreadsheets count a 29 February 1900 that never was

_TIME: Final = r"(?:(?: +|T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_SERIAL: Final = re.compile(r"^([0-9]{5})(?:\.[0-9]+)?$")
_DAY_FORMS: Final = (
    re.compile(rf"^([0-9]{{4}}) *年 *([0-9]{{1,2}}) *月 *([0-9]{{1,2}}) *[日号]{_TIME}$"),
    re.compile(rf"^([0-9]{{4}})[.]([0-9]{{1,2}})[.]([0-9]{{1,2}}){_TIME}$"),
    re.compile(rf"^([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}}){_TIME}$"),
    re.compile(rf"^([0-9]{{4}})/([0-9]{{1,2}})/([0-9]{{1,2}}){_TIME}$"),
    re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$"),
)
_MONTH_FORMS: Final = (
    re.compile(r"^([0-9]{4}) *年 *([0-9]{1,2}) *月$"),
    re.compile(r"^([0-9]{4})[./-]([0-9]{1,2})$"),
    re.compile(r"^([0-9]{4})([0-9]{2})$"),
)
_ISO: Final = re.compile(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$")
_OPEN_WORDS: Final = frozenset({"至今", "长期"})


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """What a cell says about a day. `month` is given for `ok` and `month_only`, `date` for `ok` alone."""

    verdict: Literal["ok", "month_only", "open", "missing", "bad_date"]
    date: datetime.date | None
    month: Month | None


@dataclass(frozen=True, slots=True)
class AgeOn:
    """Whole years of age on a day, or `before_birth`."""

    verdict: Literal["ok", "before_birth"]
    age: int | None


_MISSING: Final = ParsedDate("missing", None, None)
_OPEN: Final = ParsedDate("open", None, None)
_BAD_DATE: Final = ParsedDate("bad_date", None, None)

CellDate = str | int | float | datetime.date | None


def parse_date(value: CellDate) -> ParsedDate:
    """Reads a day in any of the forms that sheets use; a day that does not exist is `bad_date`.

    Written years run from 1900 to 2100. A number is a spreadsheet serial or the digits of a day; a float with
    a fraction is read as a serial alone, because 2021.1 might be January or October.
    """
    if value is None:
        return _MISSING
    if isinstance(value, datetime.date):
        return _known(value.year, value.month, value.day)
    if isinstance(value, bool):
        return _BAD_DATE
    if isinstance(value, float):
        if not _SERIAL_MIN <= value < _SERIAL_MAX + 1 and not value.is_integer():
            return _BAD_DATE
        value = int(value)
    text = str(value)
    found = _ISO.match(text)
    if found:
        return _known(int(found[1]), int(found[2]), int(found[3]))
    return _parse_text(invisible_to_spaces(half_width(text)).strip().strip(APOSTROPHES).strip())


def _parse_text(text: str) -> ParsedDate:
    if not text:
        return _MISSING
    if text in _OPEN_WORDS:
        return _OPEN
    serial = _SERIAL.match(text)
    if serial:
        number = int(serial[1])
        if not _SERIAL_MIN <= number <= _SERIAL_MAX:
            return _BAD_DATE
        day = _SERIAL_ORIGIN + datetime.timedelta(days=number)
        return ParsedDate("ok", day, Month.of(day))
    for form in _DAY_FORMS:
        found = form.match(text)
        if found:
            return _known(int(found[1]), int(found[2]), int(found[3]))
    for form in _MONTH_FORMS:
        found = form.match(text)
        if found:
            year, month = int(found[1]), int(found[2])
            if _YEAR_MIN <= year <= _YEAR_MAX and 1 <= month <= 12:
                return ParsedDate("month_only", None, Month(year, month))
    return _BAD_DATE


def _known(year: int, month: int, day: int) -> ParsedDate:
    if not _YEAR_MIN <= year <= _YEAR_MAX:
        return _BAD_DATE
    try:
        return ParsedDate("ok", datetime.date(year, month, day), Month(year, month))
    except ValueError:
        return _BAD_DATE


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month that many months later, or the last day of that month where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, min(day.day, monthrange(year, month)[1]))


def counts_as_age_from(
    birth: datetime.date, years: int, counts_from: CountsFrom, leap_birthday: LeapBirthday
) -> datetime.date:
    """The first day on which someone counts as `years` old (clause 7.3).

    Somebody born on 29 February has a birthday in a common year on 28 February or 1 March, by
    `leap_birthday`; with `next_day` an age counts from the day after the birthday. Raises ValueError for
    another choice.
    """
    if leap_birthday not in ("02-28", "03-01") or counts_from not in ("birthday", "next_day"):
        raise ValueError(f"no such way of counting age: {counts_from}, {leap_birthday}")
    year = birth.year + years
    if birth.month == 2 and birth.day == 29 and not isleap(year):
        birthday = datetime.date(year, 2, 28) if leap_birthday == "02-28" else datetime.date(year, 3, 1)
    else:
        birthday = datetime.date(year, birth.month, birth.day)
    return birthday if counts_from == "birthday" else birthday + datetime.timedelta(days=1)


def age_on(
    birth: datetime.date, day: datetime.date, counts_from: CountsFrom, leap_birthday: LeapBirthday
) -> AgeOn:
    """The greatest age reached on a day, at least 0; `before_birth` when the day is earlier (clause 7.3)."""
    if day < birth:
        return AgeOn("before_birth", None)
    years = day.year - birth.year
    if years and day < counts_as_age_from(birth, years, counts_from, leap_birthday):
        years -= 1
    return AgeOn("ok", years)
