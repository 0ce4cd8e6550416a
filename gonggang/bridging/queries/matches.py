"""Openings for one who leaves, and those who leave for one opening: computed when asked, by the rule alone (4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gonggang.bridging.models import Opening, Referral
from gonggang.bridging.queries.facts import age_counting, leaver_facts, vacancy_of
from gonggang.bridging.queries.lists import leavers, openings, taking
from gonggang.bridging.rules import (
    BridgingCandidate,
    BridgingMatch,
    Leaver,
    bridging_candidate,
    ranked_leavers,
    ranked_vacancies,
)
from gonggang.regions.rules import CITY, COUNTY, enclosing

# More openings than this are not compared for one page; a city has hundreds.
COMPARED_MAX: Final = 2000


@dataclass(frozen=True, slots=True)
class OpeningMatched:
    """An opening for somebody; `declined` says that they, or the institution, have turned it down before."""

    opening: Opening
    match: BridgingMatch
    before: str


@dataclass(frozen=True, slots=True)
class LeaverMatched:
    """Somebody for an opening, with the warning annotated with what is to be done next."""

    warning: Any
    match: BridgingMatch
    before: str


def candidate_of(warning: Any, leaver: Leaver, willing: bool | None) -> BridgingCandidate:
    """Whether clause 4.4 speaks of this person."""
    return bridging_candidate(warning.ends_on, leaver.retires, willing)


def openings_for(warning: Any, on: date) -> list[OpeningMatched]:
    """The openings of the city that take people, the best for this person first."""
    leaver = leaver_facts([warning], on)[warning.pk]
    there = {
        opening.pk: opening
        for opening in openings(enclosing(warning.village_code, CITY)).filter(taking(on)).order_by("pk")[:COMPARED_MAX]
    }  # fmt: skip
    before = _before(Referral.objects.filter(warning__placement=warning.placement_id), "opening_id")
    counts = age_counting(warning.village_code, on)
    ranked = ranked_vacancies(leaver, (vacancy_of(each) for each in there.values()), *counts)
    return [
        OpeningMatched(there[vacancy.key], match, before.get(vacancy.key, "")) for vacancy, match in ranked
    ]


def leavers_for(opening: Opening, region: int, on: date) -> list[LeaverMatched]:
    """Those of a place who leave and want work, the best for this opening first; not who was never asked."""
    near = leavers(region, on).filter(step="waiting").select_related("person", "placement__post")
    there = {warning.pk: warning for warning in near[:COMPARED_MAX]}
    facts = leaver_facts(list(there.values()), on)
    before = _before(Referral.objects.filter(opening=opening), "warning_id")
    counts = age_counting(opening.village_code, on)
    ranked = ranked_leavers(vacancy_of(opening), facts.values(), *counts)
    return [LeaverMatched(there[leaver.key], match, before.get(leaver.key, "")) for leaver, match in ranked]


def county_of_opening(opening: Opening) -> int:
    """The county in which the place of work lies."""
    return enclosing(opening.village_code, COUNTY)


def _before(rows: Any, key: str) -> dict[int, str]:
    ended = rows.filter(state__in=["declined", "refused", "left"]).order_by("pk")
    return dict(ended.values_list(key, "state"))
