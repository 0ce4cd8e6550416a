"""The numbers of a county's proposals, posts and assessments, from the series of the county and year."""

from __future__ import annotations

from typing import Final

from gonggang.regions.actions import next_serial
from gonggang.regions.rules import COUNTY, enclosing

PROPOSAL: Final = "申"
POST: Final = "岗"
ASSESSMENT: Final = "评"


def next_number(kind: str, village_code: int, year: int) -> str:
    """The next number of a kind in the county of a village, such as 379901-2024-申0001."""
    county = enclosing(village_code, COUNTY)
    return f"{county // 10**6}-{year}-{kind}{next_serial(kind, county, year):04d}"
