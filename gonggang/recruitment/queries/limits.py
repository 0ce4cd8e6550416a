"""The numbers of the procedure that hold in a county, and which of them are its own (clause 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gonggang.policy.parameters import parameters
from gonggang.recruitment.actions.limits import wider_value
from gonggang.recruitment.limits import own_limit
from gonggang.recruitment.models import CountyLimit
from gonggang.recruitment.rules.limits import LONGER, NAMES, tightest


@dataclass(frozen=True, slots=True)
class Held:
    """A number of the procedure: the wider one, the county's own, and the one that holds; `up`: tighter is more."""

    name: str
    label: str
    unit: str
    meaning: str
    wider: int | None
    own: int | None
    value: int | None
    up: bool
    lines: tuple[CountyLimit, ...]


def limits_of(county: int, on: date) -> list[Held]:
    """Every number that a county may tighten, with its dated lines, the newest first."""
    rows: dict[str, list[CountyLimit]] = {}
    for row in CountyLimit.objects.filter(region_code=county).order_by("-begins_on"):
        rows.setdefault(row.name, []).append(row)
    found = []
    for name in sorted(NAMES):
        declared = parameters().parameter(name)
        wider, own = wider_value(name, county, on), own_limit(name, region=county, on=on)
        found.append(
            Held(
                name, declared.label, declared.unit, declared.meaning, wider, own, tightest(name, wider, own),
                name in LONGER, tuple(rows.get(name, ())),
            )
        )  # fmt: skip
    return found
