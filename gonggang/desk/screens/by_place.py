"""What only a county can work out, seen from above it: the places below, each leading to its own page."""

from __future__ import annotations

from dataclasses import dataclass

from gonggang.desk.scope import Scope, place_value
from gonggang.reporting import rollup


@dataclass(frozen=True, slots=True)
class PlaceBelow:
    """A place with the address of its page; `words` is a figure of it, where one is kept."""

    name: str
    address: str
    words: str | None


def places_below(scope: Scope, screen: str, *, figure: str = "", **query: object) -> list[PlaceBelow]:
    """The places right below, with a kept figure where one is named and known."""
    parts: dict[int, rollup.Figures] = {}
    if figure:
        _whole, parts = rollup.figures_of(scope.region, scope.month, [each.code for each in scope.below])
    found = []
    for each in scope.below:
        part = parts.get(each.code)
        known = part is not None and part.known
        words = f"{part.sums.get(figure, 0):,}" if part is not None and known else None
        found.append(
            PlaceBelow(each.name, scope.address(screen, place=place_value(each.code), **query), words)
        )
    return found
