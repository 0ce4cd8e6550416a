"""How far pay and hours of the same posts lie apart in one county (clause 2.5). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from statistics import median
from typing import Final, Literal

from gonggang.posts.rules.likeness import PostText

SpreadKind = Literal["subsidy", "required_days"]
_FIELDS: Final[tuple[tuple[SpreadKind, str], ...]] = (
    ("subsidy", "standard_fen"),
    ("required_days", "required_days"),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """One name and kind of post with its values: subsidy in fen a month or required days a month.

    `range_permille` is highest less lowest over the median, `variation_permille` the coefficient of variation, both
    rounded down to tenths of a percent. `wide` is whether either passes its limit; without any limit nothing is wide.
    """

    name: str
    urban_rural: str | None
    kind: SpreadKind
    posts: int
    lowest: int
    highest: int
    median: Fraction
    range_permille: int
    variation_permille: int
    wide: bool


def spreads(
    posts: Iterable[PostText], *, range_percent_max: int | None, variation_percent_max: int | None
) -> list[Spread]:
    """The spread of every name and kind of which there are two posts with a value at least, the widest first."""
    same: dict[tuple[str, str | None], list[PostText]] = defaultdict(list)
    for post in posts:
        same[(post.name, post.urban_rural)].append(post)
    found = []
    for (name, urban_rural), group in same.items():
        for kind, field in _FIELDS:
            values = [value for post in group if (value := getattr(post, field)) is not None]
            if len(values) >= 2 and min(values) > 0:
                found.append(
                    _spread(name, urban_rural, kind, values, range_percent_max, variation_percent_max)
                )
    return sorted(found, key=lambda s: (-s.range_permille, s.name, s.urban_rural or "", s.kind))


def _spread(
    name: str,
    urban_rural: str | None,
    kind: SpreadKind,
    values: Sequence[int],
    range_percent_max: int | None,
    variation_percent_max: int | None,
) -> Spread:
    lowest, highest, middle = min(values), max(values), Fraction(median([Fraction(v) for v in values]))
    total, count = sum(values), len(values)
    # The square of the coefficient of variation is (n * sum of squares - square of sum) / square of sum.
    squared = Fraction(count * sum(v * v for v in values) - total * total, total * total)
    within_range = range_percent_max is None or (highest - lowest) * 100 <= range_percent_max * middle
    within_variation = variation_percent_max is None or squared * 10_000 <= variation_percent_max**2
    return Spread(
        name=name,
        urban_rural=urban_rural,
        kind=kind,
        posts=count,
        lowest=lowest,
        highest=highest,
        median=middle,
        range_permille=int((highest - lowest) * 1000 / middle),
        variation_permille=isqrt(int(squared * 1_000_000)),
        wide=not (within_range and within_variation),
    )
