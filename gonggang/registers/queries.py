"""Reads of registers for other rooms: which batches are in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gonggang.regions.rules import holding_codes, territory
from gonggang.registers.models import RegisterBatch


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """A register file in use: what it is, of which day, how many rows, and where its normalised rows lie."""

    kind: str
    file_name: str
    path: str
    digest: str
    as_of: date
    rows_total: int
    rows_accepted: int


def facts(region: int = 0) -> list[RegisterFacts]:
    """Every register file in use that speaks of a territory, by kind: its own, and those of larger places or of all."""
    low, high = territory(region)
    there = Q(region_code__isnull=True) | Q(region_code__in=holding_codes(region))
    there |= Q(region_code__gte=low, region_code__lt=high)
    rows = RegisterBatch.objects.filter(there, in_use=True).order_by("kind", "pk")
    return [
        RegisterFacts(*row)
        for row in rows.values_list(
            "kind", "file_name", "path", "digest", "as_of", "rows_total", "rows_accepted"
        )
    ]


def paths(region: int) -> dict[str, list[str]]:
    """The normalised files of each kind of register that there is for a place.

    A register of another county alone says nothing of this one: whoever is not in it is not clean, but was not
    compared (clause 7.1). Where this place has one of its own, the others' are looked into as well, for a person
    in post here may own a firm there.
    """
    own = {fact.kind for fact in facts(region)}
    found: dict[str, list[str]] = {}
    for fact in facts():
        if fact.kind in own:
            found.setdefault(fact.kind, []).append(fact.path)
    return found
