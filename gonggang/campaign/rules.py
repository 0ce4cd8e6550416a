"""Plans of a year: shares that must add up, and what stands in the way of using them (clauses 1.4, 1.5). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from gonggang.regions.rules import COUNTY, PROVINCE, TOWNSHIP, VILLAGE, enclosing, level_of

Kind = Literal["URBAN", "RURAL"]


@dataclass(frozen=True, slots=True)
class Share:
    """What a place gets, in places of posts; None where the plan has no such item there (not 0)."""

    urban: int | None
    rural: int | None

    @property
    def total(self) -> int:
        """Both together."""
        return (self.urban or 0) + (self.rural or 0)


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """A place whose quota is not what the places below it got together; differences are below minus above."""

    code: int
    above: Share
    below: Share


def parent_of(code: int) -> int | None:
    """The place from which a place gets its quota; None for a province. By the ranges of codes, not by a tree."""
    level = level_of(code)
    return None if level == PROVINCE else enclosing(code, level - 1)


def unbalanced(shares: Mapping[int, Share]) -> list[Unbalanced]:
    """The places whose quota differs from the sum of the places below, where anything was handed further down.

    A place below without any item counts as nothing; urban and rural must agree each for itself (clause 1.5).
    """
    urban: dict[int, int] = {}
    rural: dict[int, int] = {}
    for code, share in shares.items():
        parent = parent_of(code)
        if parent is not None and parent in shares:
            urban[parent] = urban.get(parent, 0) + (share.urban or 0)
            rural[parent] = rural.get(parent, 0) + (share.rural or 0)
    found = []
    for code in sorted(urban):
        above = shares[code]
        if (above.urban or 0, above.rural or 0) != (urban[code], rural[code]):
            found.append(Unbalanced(code, above, Share(urban[code], rural[code])))
    return found


def chain_of_quotas(village_code: int) -> tuple[int, ...]:
    """The places whose quota a post in a village uses up, the highest first."""
    return tuple(
        dict.fromkeys(enclosing(village_code, level) for level in (PROVINCE, 2, COUNTY, TOWNSHIP, VILLAGE))
    )


def without_a_plan(chain: Collection[int], there: Collection[int]) -> bool:
    """Whether nobody has given the county or anything below it a quota: then nothing may be developed (1.4)."""
    return not any(code in there for code in chain if level_of(code) >= COUNTY)


def rate(used: int, quota: int) -> int | None:
    """How much of a quota is used, in tenths of a percent, rounded down; None where there is no quota."""
    return None if quota == 0 else used * 1000 // quota
