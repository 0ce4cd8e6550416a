"""The numbers of recruitment's documents, from the series of their place and year."""

from __future__ import annotations

from datetime import date
from typing import Final

from gonggang.regions.actions import next_serial

# What kinds of document there are, by the letters that stand in front of their numbers.
OPINION: Final = "FS"
NOTIFICATION: Final = "GZ"
NOTICE: Final = "GS"
OBJECTION: Final = "YY"
FILING: Final = "BA"


def next_number(kind: str, region_code: int, on: date) -> str:
    """The next number of a kind in a place and year, such as FS-379901-2024-0001; the caller's transaction holds it.

    `region_code` has 12 digits and ends with the zeros of its level.
    """
    serial = next_serial(kind, region_code, on.year)
    return f"{kind}-{short_code(region_code)}-{on.year}-{serial:04d}"


def short_code(region_code: int) -> int:
    """A 12-digit code without the zeros of its level: 6 digits for a county, 9 for a township, 12 for a village."""
    for unit in (10**6, 10**3):
        if region_code % unit == 0:
            return region_code // unit
    return region_code
