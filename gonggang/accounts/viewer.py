"""What one officer may see and do today: the actions, and for each the ranges of region codes within reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from gonggang.accounts.permissions import ACTIONS, Action
from gonggang.accounts.roles import EVERYONE, INSPECTORS, Role
from gonggang.regions.queries import counties
from gonggang.regions.rules import territory

Range = tuple[int, int]
EVERYWHERE: tuple[Range, ...] = ((0, 10**12),)
# The code of no place: what queries take when nothing is within reach. An empty selection means nobody.
NOWHERE = 1


class OutOfReach(Http404):
    """Raised for what an officer may not see; it answers exactly like something that does not exist."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a territory (12-digit code; 0 is the whole country)."""

    role: Role
    territory_code: int


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Half-open ranges in order, those that touch or overlap made one."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


@dataclass(frozen=True)
class Viewer:
    """An officer on a day, with the grants that are in force on it."""

    officer: Any
    grants: tuple[Grant, ...]
    on: date

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def may(self, action: str) -> bool:
        """Whether any role opens the action. Raises KeyError for an action that the table does not have.

        What is open to all roles and holds nobody's data (one's own account) is open without any role too.
        """
        rule = ACTIONS[action]
        if rule.scope == "none" and rule.roles == EVERYONE:
            return bool(self.officer and self.officer.pk and self.officer.is_active)
        return bool(rule.roles & self.roles)

    def require(self, action: str) -> None:
        """Raises OutOfReach if the action is not open."""
        if not self.may(action):
            raise OutOfReach

    def territory_codes(self, action: str) -> tuple[int, ...]:
        """The territories granted for the action, by code; those that lie inside another one are left out."""
        codes = {grant.territory_code for grant in self._opening(ACTIONS[action])}
        return tuple(sorted(c for c in codes if not any(c != o and _inside(c, territory(o)) for o in codes)))

    def territories(self, action: str) -> tuple[Range, ...]:
        """The half-open ranges of codes within reach for the action; none at all when it is not open."""
        rule = ACTIONS[action]
        if not self.may(action) or rule.scope == "none":
            return ()
        if rule.scope == "national":
            return EVERYWHERE
        return merged(territory(grant.territory_code) for grant in self._opening(rule))

    def covers(self, action: str, region_code: int | None) -> bool:
        """Whether a record of that region is within reach for the action.

        A record of no region may speak of any place: only who may see every county of the system sees it.
        """
        ranges = self.territories(action)
        if region_code is None:
            return bool(ranges) and all(self.covers(action, code) for code, _name in counties())
        low, high = territory(region_code)
        return any(begin <= low and high <= end for begin, end in ranges)

    def require_in(self, action: str, region_code: int | None) -> None:
        """Raises OutOfReach if a record of that region is not within reach for the action."""
        if not self.covers(action, region_code):
            raise OutOfReach

    def narrow(self, action: str, region: int) -> int:
        """The part of a region that is within reach: itself, the first granted place inside it, or nowhere."""
        if self.covers(action, region):
            return region
        inside = [c for c in self.territory_codes(action) if _inside(c, territory(region))]
        return inside[0] if inside and self.territories(action) else NOWHERE

    def unit_only(self, action: str, region_code: int) -> str | None:
        """The code of the employer to whose people alone the officer is limited in a region; None is no limit.

        Whoever keeps a village's or a county's affairs sees all of it; an employer's clerk sees those who work for
        that employer, and nobody ("") as long as its code is not known.
        """
        opening = self._opening(ACTIONS[action])
        there = {grant.role for grant in opening if _inside(region_code, territory(grant.territory_code))}
        if there - {Role.EMPLOYER_CLERK} or Role.EMPLOYER_CLERK not in {grant.role for grant in opening}:
            return None
        organisation = getattr(self.officer, "organisation", None)
        return organisation.uscc if organisation is not None else ""

    def only_as_inspector(self, action: str) -> bool:
        """Whether nothing but an inspector's role opens the action; then a purpose is asked and each look logged."""
        opening = {grant.role for grant in self._opening(ACTIONS[action])}
        return bool(opening) and opening <= INSPECTORS

    def _opening(self, rule: Action) -> list[Grant]:
        return [grant for grant in self.grants if grant.role in rule.roles]


def _inside(code: int, whole: Range) -> bool:
    low, high = territory(code)
    return whole[0] <= low and high <= whole[1]


def viewer_on(officer: Any, on: date) -> Viewer:
    """What an officer may do on a day; someone deactivated may do nothing."""
    from gonggang.accounts.queries import grants_in_force

    active = bool(officer and officer.pk and officer.is_active)
    return Viewer(officer, grants_in_force(officer.pk, on) if active else (), on)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request, looked up once."""
    found = getattr(request, "viewer", None)
    if found is None:
        found = viewer_on(getattr(request, "user", None), timezone.localdate())
        request.viewer = found
    return found
