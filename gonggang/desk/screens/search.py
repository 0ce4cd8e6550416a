"""One box for people, places and cases, inside the officer's territory; suggestions as one types, or a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import Viewer, viewer_of
from gonggang.casework import queries as casework
from gonggang.desk.scope import Scope, place_value, scope_of
from gonggang.desk.screens.cases.shown import cases_shown
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import PersonShown, person_shown, place_names
from gonggang.people import queries as people
from gonggang.regions import queries as regions
from gonggang.regions.rules import enclosing

PEOPLE_MAX: Final = 20
PLACES_MAX: Final = 10
SUGGESTED_MAX: Final = 8
TEXT_CHARACTERS_MAX: Final = 40
# A whole number of a person must not stand in an address, so it is not searched for either.
_WHOLE_NUMBER: Final = re.compile(r"\d{11,}")
_CASE: Final = re.compile(r"(?:AJ)?0*(\d{1,12})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found: where it leads, what it is called, and what tells it from others."""

    address: str
    name: str
    beside: str


@dataclass
class Results:
    """What was found, by kind; `more` says that there are more people than are shown."""

    people: list[Found] = field(default_factory=list)
    places: list[Found] = field(default_factory=list)
    cases: list[Found] = field(default_factory=list)
    more: bool = False

    @property
    def total(self) -> int:
        return len(self.people) + len(self.places) + len(self.cases)


@with_scripts
@action("search.use")
def search(request: HttpRequest) -> HttpResponse:
    """The results for `q`; the part alone where the box asks for suggestions."""
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:TEXT_CHARACTERS_MAX]
    if _WHOLE_NUMBER.search(text):
        return HttpResponseRedirect(f"{reverse('desk:search')}?whole=1")
    scope = scope_of(request)
    is_part = request.headers.get("HX-Request") == "true"
    limit = SUGGESTED_MAX if is_part else PEOPLE_MAX
    results = results_of(scope, viewer_of(request), text, limit) if text else Results()
    facts = {"q": text, "results": results, "whole": request.GET.get("whole") == "1"}
    if is_part:
        response = render(request, "desk/search/_results.html", {"scope": scope, "icons": set(), **facts})
        response.headers["Cache-Control"] = "no-store"
        return response
    return page(request, "search/search", scope, screen="people", **facts)


def results_of(scope: Scope, viewer: Viewer, text: str, limit: int) -> Results:
    """Everything inside the officer's reach that may be meant."""
    found = Results()
    ranges = viewer.territories("search.use")
    if viewer.may("people.view"):
        met = people.search(text, viewer.territories("people.view"), limit=limit + 1)
        found.more, met = len(met) > limit, met[:limit]
        places = place_names(person.village_code for person in met)
        found.people = [_person(scope, each, person_shown(each), places) for each in met]
    if viewer.may("people.list"):
        found.places = _places(scope, text, ranges)
    case = _CASE.fullmatch(text)
    if case and viewer.may("cases.view"):
        one = casework.case_of(int(case[1]), viewer.territories("cases.view"))
        if one is not None:
            [shown] = cases_shown([one], viewer.on)
            found.cases = [
                Found(scope.address("case", one.pk), f"{shown.number} {shown.topic}", shown.status_word)
            ]
    return found


def _person(scope: Scope, person: Any, shown: PersonShown, places: Any) -> Found:
    beside = f"{shown.id_number}　{places[person.village_code]}"
    return Found(scope.address("person", person.pk), shown.name, beside)


def _places(scope: Scope, text: str, ranges: Any) -> list[Found]:
    """Places by name, sound or code, with the place above them; each leads to its people."""
    met = regions.named(text, ranges, limit=PLACES_MAX)
    above = regions.names({enclosing(each.code, each.level - 1) for each in met if each.level > 1})
    return [
        Found(
            scope.address("people", place=place_value(each.code)),
            each.name,
            above.get(enclosing(each.code, each.level - 1), "") if each.level > 1 else "",
        )
        for each in met
    ]
