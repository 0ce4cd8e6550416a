"""Finding the village that a file means: names with their suffix variants, townships, ambiguity. Pure (clause X6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gonggang.core.text import drop_invisible, half_width



@dataclass(frozen=True, slots=True)
class Place:
    """A region as the index needs it."""

    code: int
    name: str
    level: int
    parent_code: int | None


def village_key(name: str) -> str:
    """The comparable form of a village's name: no spaces, no committee suffix, 村 or 社区 kept."""
    text = drop_invisible(half_width(name))
    for suffix, bare in (
        ("村民委员会", "村"),
        ("社区居民委员会", "社区"),
        ("村委会", "村"),
        ("社区居委会", "社区"),
        ("居民委员会", ""),
        ("居委会", ""),
    ):
        if text.endswith(suffix) and len(text) > len(suffix):
            return text[: -len(suffix)] + bare
    return text


class VillageIndex:
    """Villages of a territory by name, with the township where a name is not enough."""

    def __init__(self, places: Iterable[Place]) -> None:
        places = list(places)
        self._townships = {p.code: p.name for p in places if p.level == 4}
        self._by_name: dict[str, list[Place]] = {}
        self._township_codes: dict[str, list[int]] = {}
        for place in places:
            if place.level == 5:
                self._by_name.setdefault(village_key(place.name), []).append(place)
            elif place.level == 4:
                self._township_codes.setdefault(drop_invisible(place.name), []).append(place.code)

    def __len__(self) -> int:
        return sum(len(found) for found in self._by_name.values())

    def candidates(self, village: str, township: str | None = None) -> list[Place]:
        """The villages that the words can mean; a township written before the village counts as the township."""
        key = village_key(village)
        name = drop_invisible(township) if township else None
        if key not in self._by_name:
            for known in self._township_codes:
                if key.startswith(known) and key[len(known) :] in self._by_name:
                    name, key = known, key[len(known) :]
                    break
        found = self._by_name.get(key, [])
        if name is None:
            return found
        codes = self._township_codes.get(name, [])
        return [place for place in found if place.parent_code in codes]

    def find(self, village: str, township: str | None = None, *, near: int | None = None) -> int | None:
        """The code of the one village meant, or None; `near` (a village code) settles a name of two townships."""
        found = self.candidates(village, township)
        if len(found) > 1 and near is not None:
            found = [place for place in found if place.parent_code == near // 1000 * 1000]
        return found[0].code if len(found) == 1 else None

    def township_name(self, village_code: int) -> str:
        """The name of the township in which a village lies, empty if unknown."""
        return self._townships.get(village_code // 1000 * 1000, "")
