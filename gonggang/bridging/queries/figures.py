"""Figures of bridging by place (4.2, 4.4, 4.5): each counts the rows of one list under one condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum

from gonggang.bridging.queries.lists import leavers, openings, referrals, taking

# List, then name and condition of each figure; the list of that name has the same condition as a filter.
REFERRAL_FIGURES: Final[Mapping[str, Q]] = {
    "matched": ~Q(state="withdrawn"),
    "agreed": Q(answer=True),
    "referred": Q(referred_on__isnull=False),
    "taken": Q(taken=True),
    "staying": Q(state="taken"),
    "refused": Q(taken=False),
}
INSURANCE_FIGURES: Final[Mapping[str, Q]] = {
    "flagged": Q(insurance__verdict="met"),
    "applied": Q(insurance__applied_on__isnull=False),
    "paid": Q(insurance__paid_on__isnull=False),
}


def referral_condition(name: str) -> Q:
    """The condition of a figure over referrals."""
    return {**REFERRAL_FIGURES, **INSURANCE_FIGURES}[name]


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """The figures of one place, by name; `places` and `places_taken` are sums over its openings that take people."""

    figures: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.figures.get(name, 0)


def figures_below(region: int, span: int, on: date) -> dict[int, PlaceFigures]:
    """The figures of the places below a place, by code; `span` is how many codes such a place owns."""
    found: dict[int, dict[str, int]] = {}
    _add(found, openings(region), span, {"openings": Q(closed_on__isnull=True), "open_now": taking(on)})
    places = (
        _by_place(openings(region).filter(closed_on__isnull=True), span)
        .annotate(n_places=Sum("places"), n_taken=Sum("places_taken"))
        .values_list("below", "n_places", "n_taken")
    )
    for code, number, taken in places:
        found.setdefault(code, {}).update(places=number, places_taken=taken)
    _add(found, referrals(region), span, {**REFERRAL_FIGURES, **INSURANCE_FIGURES})
    _add(
        found, leavers(region, on), span, {"leavers": Q(), "without": Q(has_job=False) & ~Q(step="unwilling")}
    )
    return {code: PlaceFigures(row) for code, row in found.items()}


def _by_place(rows: QuerySet[Any], span: int) -> QuerySet[Any]:
    below = F("village_code") / span * span
    return rows.order_by().annotate(below=below).values("below")


def _add(found: dict[int, dict[str, int]], rows: QuerySet[Any], span: int, wanted: Mapping[str, Q]) -> None:
    # A figure may be named as a column is.
    counts = {
        f"n_{name}": Count("pk", filter=condition) if condition else Count("pk")
        for name, condition in wanted.items()
    }
    for row in _by_place(rows, span).annotate(**counts):
        code = row["below"]
        found.setdefault(code, {}).update({name: row[f"n_{name}"] for name in wanted})
