"""Choosing where one stands: one level of places at a time, or a search; a dialog, and a page without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.scope import Scope, chain_of, place_code, place_value, scope_of
from gonggang.desk.screens.shell import page
from gonggang.regions import queries as regions
from gonggang.regions.queries import PlaceFound
from gonggang.regions.rules import TOWNSHIP, enclosing, level_of

FOUND_MAX: Final = 30
TEXT_CHARACTERS_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place to stand on: `address` goes there, `inside` shows what lies below it, where anything does."""

    name: str
    code: str
    above: str
    address: str
    inside: str | None
    here: bool


@action("places.choose")
def places(request: HttpRequest) -> HttpResponse:
    """The places right below `at`, or those that `q` finds; the part alone where the dialog asks for it."""
    scope = scope_of(request)
    screen = _screen(request.GET.get("next", ""))
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:TEXT_CHARACTERS_MAX]
    at = _at(request, scope)
    if text:
        met = regions.named(text, viewer_of(request).territories("places.choose"), limit=FOUND_MAX + 1)
        chain: list[PlaceFound] = []
    else:
        met = regions.children(at.code) if at else scope.tops
        chain = chain_of(at.code if at else None, scope.tops)
    facts: dict[str, Any] = {
        "scope": scope,
        "next": screen,
        "q": text,
        "at": at,
        "here": [_shown(scope, screen, each, {}) for each in chain],
        "places": _all_shown(scope, screen, met[:FOUND_MAX] if text else met),
        "more": bool(text) and len(met) > FOUND_MAX,
        "several": len(scope.tops) > 1,
    }
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "desk/places/_places.html", {"icons": set(), "alone": True, **facts})
        answer.headers["Cache-Control"] = "no-store"
        return answer
    facts.pop("scope")
    return page(request, "places/places", scope, screen=screen, **facts)


def _screen(name: str) -> str:
    """The screen to which the chosen place leads; what is none is the first one."""
    try:
        reverse(f"desk:{name}")
    except NoReverseMatch:
        return "overview"
    return name


def _at(request: HttpRequest, scope: Scope) -> PlaceFound | None:
    """The place whose inside is shown: the one asked for, else the one where the officer stands."""
    text = request.GET.get("at", "").strip()
    if text == "0" and len(scope.tops) > 1:
        return None
    asked = place_code(text)
    if asked is not None and viewer_of(request).covers("places.choose", asked):
        met = regions.place(asked)
        if met is not None:
            return met
    if scope.place is None:
        return None
    # Below a village there is nothing: its township shows it among its neighbours.
    code = scope.place if level_of(scope.place) <= TOWNSHIP else enclosing(scope.place, TOWNSHIP)
    within = any(top.code == code or each.code == code for top in scope.tops for each in scope.chain)
    return regions.place(code if within else scope.place)


def _all_shown(scope: Scope, screen: str, met: list[PlaceFound]) -> list[PlaceShown]:
    above = {each.code: enclosing(each.code, each.level - 1) for each in met if each.level > 1}
    names = regions.names(set(above.values()))
    return [_shown(scope, screen, each, {each.code: names.get(above.get(each.code, 0), "")}) for each in met]


def _shown(scope: Scope, screen: str, place: PlaceFound, above: dict[int, str]) -> PlaceShown:
    value = place_value(place.code)
    return PlaceShown(
        name=place.name,
        code=value,
        above=above.get(place.code, ""),
        address=scope.address(screen, place=value),
        inside=scope.address("places", at=value, next=screen) if place.level <= TOWNSHIP else None,
        here=place.code == scope.place,
    )
