"""To whom a case may be given: officers who may work on cases of that place."""

from __future__ import annotations

from datetime import date
from typing import Any

from gonggang.accounts.queries import holders
from gonggang.accounts.queries import officer_with as officer_with_key
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import viewer_on


def officers_for(region: int, on: date) -> list[Any]:
    """The active officers who may work on cases in a place and are granted all of it, by name."""
    from gonggang.accounts.permissions import ACTIONS

    found: dict[int, Any] = {}
    for role in ACTIONS["cases.work"].roles:
        for officer in holders(Role(role), region, on):
            found[officer.pk] = officer
    return sorted(found.values(), key=str)


def officer_who_may(officer_id: int, village_code: int, on: date) -> Any | None:
    """The officer of that key, if they may work on a case of that village; else None."""
    officer = officer_with_key(officer_id)
    if officer is None or not viewer_on(officer, on).covers("cases.work", village_code):
        return None
    return officer
