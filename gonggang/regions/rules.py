"""Places by code and by name: codes as ranges (clause X2), and the village that a file means (clause X6). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gonggang.core.errors import UnusableInput
from gonggang.core.text import drop_invisible, half_width

PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE = 1, 2, 3, 4, 5
CODE_DIGITS = 12
# How many trailing digits belong to the levels below: province, city, county, township, village.
_SPANS = {1: 10**10, 2: 10**8, 3: 10**6, 4: 10**3, 5: 1}


class NoVillages(UnusableInput):
    """No table of regions is there yet, so that no row of any file has a place."""


def level_of(code: int) -> int:
    """The level of a 12-digit code, 1 province to 5 village, read from its trailing zeros."""
    for level, span in _SPANS.items():
        if code % span == 0:
            return level
    return 5


def territory(code: int) -> tuple[int, int]:
    """The half-open range of codes [low, high) that a place owns; 0 owns the whole country."""
    if code == 0:
        return 0, 10**12
    return code, code + _SPANS[level_of(code)]


def within(ranges: tuple[tuple[int, int], ...], span: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The parts of half-open ranges that lie in a span."""
    cut = ((max(low, span[0]), min(high, span[1])) for low, high in ranges)
    return tuple((low, high) for low, high in cut if low < high)


def territory_size(level: int) -> int:
    """How many codes a place of a level owns."""
    return _SPANS[level]


def enclosing(code: int, level: int) -> int:
    """The code of the place of that level in which a code lies."""
    span = _SPANS[level]
    return code // span * span


def holding_codes(code: int) -> list[int]:
    """The codes of the places that hold a place, the smallest first, the whole country (0) last."""
    found = [enclosing(code, level) for level in (VILLAGE, TOWNSHIP, COUNTY, CITY, PROVINCE)]
    return [each for each in dict.fromkeys(found) if each != code] + ([0] if code else [])


_COMMITTEES = (
    ("村民委员会", "村"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村委会", "村"),
    ("居民委员会", ""),
    ("居委会", ""),
)


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
    for suffix, kind in _COMMITTEES:
        bare = text.removesuffix(suffix)
        if bare and bare != text:
            # 周营村村民委员会 and 周营村民委员会 are both the committee of 周营村.
            return bare if not kind or bare.endswith(kind) else bare + kind
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
        name = drop_invisible(township).removesuffix("办事处") if township else None
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


def place_names(name: str) -> tuple[str, ...]:
    """The ways in which a text may write a place: whole, and without 村, 社区, 镇, 乡 or 街道 at the end."""
    bare = name
    for suffix in ("社区", "街道", "村", "镇", "乡"):
        if bare.endswith(suffix) and len(bare) - len(suffix) >= 2:
            bare = bare[: -len(suffix)]
            break
    return tuple(dict.fromkeys(n for n in (name, bare) if n))


def village_problem(
    index: VillageIndex, village: str, township: str | None = None, *, near: int | None = None
) -> str | None:
    """None where the words mean one village; else one Chinese sentence with cause and cure."""
    if index.find(village, township, near=near) is not None:
        return None
    if len(index.candidates(village, township)) > 1:
        return f"“{village}”在几个乡镇都有，分不清是哪一个。请写明乡镇。"
    if township and index.candidates(village):
        return f"{township}没有“{village}”。请核对乡镇和村名。"
    return f"区划表里没有“{village}”。请核对村名，或先在区划表补上。"
