"""How people and places are shown: names and numbers always masked, places as township and village (clause X4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gonggang.core.masks import mask
from gonggang.people.queries import open_id_number
from gonggang.placements.rules import term_end
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.regions import queries as regions

_TOWNSHIP = 10**3
TICKS = 12


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person as a page may show it; nothing else of a person reaches a template."""

    name: str
    id_number: str


def person_shown(person: Any) -> PersonShown:
    """The masked name and number of a stored person."""
    return PersonShown(mask("name", person.name), mask("id_number", open_id_number(person.id_sealed)))


def place_names(village_codes: Iterable[int | None]) -> dict[int | None, str]:
    """Township and village by the village's code, in one look-up."""
    wanted = {code for code in village_codes if code is not None}
    names = regions.names(wanted | {code // _TOWNSHIP * _TOWNSHIP for code in wanted})
    found: dict[int | None, str] = {None: _("未写明")}
    for code in wanted:
        township, village = names.get(code // _TOWNSHIP * _TOWNSHIP, ""), names.get(code, str(code))
        found[code] = village if code % _TOWNSHIP == 0 else f"{township} {village}".strip()
    return found


def urban_rural_words(code: str | None) -> str:
    """Whether a post is rural or urban; unknown is a dash."""
    return {"RURAL": _("乡村"), "URBAN": _("城镇")}.get(code or "", "—")


@dataclass(frozen=True, slots=True)
class Term:
    """How much of the subsidy term has passed: `ticks` are the classes of the ruler, twelve of them."""

    ends_on: date
    days_left: int
    ticks: tuple[str, ...]


def term_shown(begins_on: date, village_code: int, on: date) -> Term | None:
    """The term of a placement as seen on a day; None where no term is in force (clause 12.2)."""
    county = village_code // 10**6 * 10**6
    try:
        end = term_end(
            begins_on,
            parameters().get("subsidy_term_months", region=county, on=on),
            [],
            parameters().get("term_transfer_resets", region=county, on=on),
        ).ends
    except OutsideForce:
        return None
    if end is None:
        return None
    whole, passed = (end - begins_on).days, (on - begins_on).days
    return Term(end, (end - on).days, ruler(passed, whole, TICKS))


def ruler(passed: int, whole: int, ticks: int) -> tuple[str, ...]:
    """The ticks of a ruler: passed ones, the present one, and those to come; past the end the last one is late."""
    if passed > whole:
        return ("on",) * (ticks - 1) + ("late now",)
    now = min(ticks - 1, max(0, passed) * ticks // max(1, whole))
    return ("on",) * now + ("now",) + ("",) * (ticks - now - 1)
