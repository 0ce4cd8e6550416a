"""What the sorting-out of a county's posts finds: lacking descriptions, like posts, posts out of line (2.1 to 2.6).

Everything is worked out from the posts as they are; nothing of it is stored, so that what was mended is gone at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.posts import queries as posts
from gonggang.posts.rules import (
    Defect,
    Described,
    Outlier,
    PostText,
    SharedWork,
    Spread,
    like_groups,
    outliers,
    quality_defects,
    shared_work,
    spreads,
)
from gonggang.regions import queries as regions
from gonggang.regions.rules import COUNTY, enclosing, place_names

_TOWNSHIP: Final = 10**3
# What was worked out of the very same texts is not worked out again: some counties, some lookers.
_KEPT: Final = 16


@dataclass(frozen=True)
class CountyPosts:
    """The posts in use of a county, their texts for the comparison, and the pairs that stay apart."""

    rows: tuple[Any, ...]
    texts: tuple[PostText, ...]
    apart: frozenset[tuple[str, str]]

    def text(self, number: str) -> PostText | None:
        """The text of a post by its number."""
        return next((each for each in self.texts if each.number == number), None)


def county_posts(place: int) -> CountyPosts:
    """The posts of the county of a place."""
    county = enclosing(place, COUNTY)
    rows = posts.descriptions(county)
    villages = {row.village_code for row in rows}
    names = regions.names(villages | {code // _TOWNSHIP * _TOWNSHIP for code in villages})
    cut = {
        code: tuple(
            name
            for each in (code, code // _TOWNSHIP * _TOWNSHIP)
            for name in place_names(names.get(each, ""))
        )
        for code in villages
    }
    texts = tuple(
        PostText(
            row.number,
            row.village_code // _TOWNSHIP * _TOWNSHIP,
            row.name,
            row.urban_rural,
            row.duties,
            cut[row.village_code],
            row.standard_fen,
            row.required_days,
        )
        for row in rows
    )
    return CountyPosts(tuple(rows), texts, frozenset(posts.kept_apart(county)))


def groups_of(there: CountyPosts, county: int, on: date) -> list[list[str]]:
    """The groups of like posts that nobody has decided yet, by number (clause 2.3)."""
    least = Fraction(parameters().get("post_likeness_min_percent", region=county, on=on), 100)
    return [list(group) for group in _groups(there.texts, least, there.apart)]


@lru_cache(_KEPT)
def _groups(
    texts: tuple[PostText, ...], least: Fraction, apart: frozenset[tuple[str, str]]
) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in like_groups(texts, likeness_min=least, apart=apart))


def outliers_of(there: CountyPosts, county: int, on: date) -> list[Outlier]:
    """The posts that lie out of line with their like (clause 2.5)."""
    look_up = parameters().get
    return outliers(
        there.texts,
        spread_percent=look_up("outlier_spread_percent", region=county, on=on),
        group_min=look_up("outlier_group_min", region=county, on=on),
    )


def spreads_of(there: CountyPosts, county: int, on: date) -> list[Spread]:
    """The spread of pay and hours of every name of a post in the county, the widest first (clause 2.5)."""
    return spreads(
        there.texts,
        range_percent_max=limit("spread_range_percent_max", county, on),
        variation_percent_max=limit("spread_variation_percent_max", county, on),
    )


def defects_of(there: CountyPosts, county: int, on: date) -> list[Defect]:
    """What the descriptions lack (clauses 2.2, 2.6). Where nobody set how long duties must be, none is too short."""
    described = tuple(
        Described(
            row.number, row.name, row.duties, row.work_requirements, row.hours_system, row.required_days,
            row.standard_fen,
        )
        for row in there.rows
    )  # fmt: skip
    return list(_defects(described, limit("duties_characters_min", county, on) or 0))


@lru_cache(_KEPT)
def _defects(described: tuple[Described, ...], characters_min: int) -> tuple[Defect, ...]:
    return tuple(quality_defects(described, duties_characters_min=characters_min))


def limit(name: str, region: int, on: date) -> int | None:
    """A limit of the policy, None where nobody has set one."""
    try:
        found: int = parameters().get(name, region=region, on=on)
    except OutsideForce:
        return None
    return found


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two posts of a group and why they are alike."""

    left: str
    right: str
    why: SharedWork


def why_alike(group: Sequence[str], text: Callable[[str], PostText | None]) -> list[Likeness]:
    """Why the posts of a group are together: each with the one before it to which it is nearest."""
    texts = [found for number in group if (found := text(number)) is not None]
    told = []
    for i, right in enumerate(texts[1:], 1):
        seen = [Likeness(left.number, right.number, shared_work(left, right)) for left in texts[:i]]
        told.append(max(seen, key=lambda each: each.why.percent))
    return told
