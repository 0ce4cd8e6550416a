"""To whom a case may be given: officers who may work on cases of that place, and who sit where the giver may give.

Upward a case goes to an organisation, by passing it on, never to a person there (clause 15.5).
"""

from __future__ import annotations

from typing import Any

from gonggang.accounts.permissions import ACTIONS
from gonggang.accounts.queries import holders_of_any, officer_with
from gonggang.accounts.viewer import viewer_on
from gonggang.desk.screens.cases.shown import Reach


def officers_for(region: int, reach: Reach, action: str = "cases.assign") -> list[Any]:
    """The active officers who may work on all cases of a place and sit within reach of the action, by name."""
    there = holders_of_any(ACTIONS["cases.work"].roles, region, reach.today)
    return sorted((each for each in there if _sits_within(each, reach, action)), key=str)


def officer_who_may(officer_id: int, village_code: int, reach: Reach) -> Any | None:
    """The officer of that key, if they may be given a case of that village; else None."""
    officer = officer_with(officer_id)
    if officer is None or not _sits_within(officer, reach, "cases.assign"):
        return None
    return officer if viewer_on(officer, reach.today).covers("cases.work", village_code) else None


def _sits_within(officer: Any, reach: Reach, action: str) -> bool:
    place = officer.territory_code
    return place is not None and any(low <= place < high for low, high in reach.viewer.territories(action))
