"""Makers for tests of bridging: warnings, institutions, openings and wishes of nobody (area 3799)."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from gonggang.bridging import actions
from gonggang.bridging.actions import InstitutionEntry, OpeningEntry, WishEntry
from gonggang.core.uscc import uscc_check_character
from gonggang.testing import VILLAGE

TODAY = date(2024, 6, 1)
ENDS = date(2024, 8, 1)
_SERIALS = itertools.count(1)


def code(serial: int, registrar: str = "52") -> str:
    """A valid code of an institution in the area that belongs to no place; 52 is private and non-profit."""
    first = f"{registrar}379901MJD{serial:06d}"
    return first + uscc_check_character(first)


def institution(officer: Any, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "uscc": code(next(_SERIALS) + 500), "name": "柳河镇敬老院", "kind": "elderly_care", "village_code": VILLAGE,
        "contact": "王院长", "phone": "19900000001",
    }  # fmt: skip
    return actions.register_institution(InstitutionEntry(**(values | changes)), officer=officer)


def opening_entry(**changes: Any) -> OpeningEntry:
    values: dict[str, Any] = {
        "title": "陪护员", "work": "attendant", "employment": "full_time", "places": 1, "wage_from_fen": 210_000,
        "offered_from": date(2024, 5, 1), "offered_until": date(2027, 12, 31), "village_code": VILLAGE,
        "pays_insurance": True, "age_max": 55,
    }  # fmt: skip
    return OpeningEntry(**(values | changes))


def opening(officer: Any, at: Any = None, **changes: Any) -> Any:
    there = at or institution(officer)
    return actions.offer(there.pk, opening_entry(**changes), officer=officer)


def warning(placement: Any, *, ends_on: date = ENDS, seen_on: date = TODAY) -> Any:
    from gonggang.exits.models import ExpiryWarning

    return ExpiryWarning.objects.create(
        placement=placement, person_id=placement.person_id, village_code=placement.village_code, ends_on=ends_on,
        cause="term", threshold_days=90, first_seen_on=seen_on, last_seen_on=seen_on,
    )  # fmt: skip


def wish(of: Any, officer: Any, *, on: date = TODAY, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "willing": True, "way": "home_visit", "schooling": "none", "read_out": True, "reach": "township",
        "experience": {"cleaning": 24}, "skills": ("cooking",),
    }  # fmt: skip
    return actions.record_wish(of, WishEntry(**(values | changes)), on=on, today=on, officer=officer)
