"""Identity numbers, bank accounts and phones that belong to nobody, and never twice to two invented people.

All ID numbers begin with 3799, an area that was never assigned. So that counties written apart never share a
number, the last three digits before the check character are dealt out: areas 379901-379939 are counties' own
(four counties to an area, each with a quarter of the numbers), 379940-379949 hold people who moved in from
elsewhere, 379950-379999 people who are in a register only.
"""

from __future__ import annotations

from datetime import date, timedelta
from operator import mul
from random import Random
from typing import Final

COUNTIES_MAX: Final = 156

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_BYTES_OFFSET: Final = 48 * sum(_WEIGHTS)
_OWN_AREA_FIRST: Final = 379901
_OWN_AREAS: Final = 39
_MOVED_AREA_FIRST: Final = 379940
_MOVED_AREAS: Final = 10
OUTSIDE_AREA_FIRST: Final = 379950
OUTSIDE_AREAS: Final = 50
_PAIRS: Final = 500  # the three-digit order number is twice a pair, plus one for a man
_QUARTERS: Final = 4
_MOVED_STEP: Final = 160
_ACCOUNT_PREFIX: Final = "621999"


def with_check_character(first17: str) -> str:
    """The 18 characters of which these are the first 17 (GB 11643)."""
    return first17 + _CHECK[(sum(map(mul, first17.encode("ascii"), _WEIGHTS)) - _BYTES_OFFSET) % 11]


def spoilt_check(id_number: str, chance: Random) -> str:
    """The number with another, wrong check digit."""
    return id_number[:17] + chance.choice([digit for digit in "0123456789" if digit != id_number[17]])


def any_birth(chance: Random, earliest: date, latest: date) -> date:
    """A day between two days, never 29 February, whose birthdays are a question of their own."""
    day = earliest + timedelta(days=int(chance.random() * ((latest - earliest).days + 1)))
    if day.month == 2 and day.day == 29:
        return day - timedelta(days=1) if day > earliest else day + timedelta(days=1)
    return day


class IdentityMint:
    """Gives out ID numbers, accounts and phones for one county; `index` 0-155 keeps counties apart."""

    def __init__(self, chance: Random, index: int) -> None:
        if not 0 <= index < COUNTIES_MAX:
            raise ValueError(f"a county's index is 0-{COUNTIES_MAX - 1}, not {index}")
        self._chance = chance
        self._index = index
        self._area = _OWN_AREA_FIRST + index % _OWN_AREAS
        self._quarter = index // _OWN_AREAS
        self._given: set[str] = set()
        self._accounts = 0
        self._phones = 0

    def number(self, birth: date, male: bool, moved: bool = False) -> str:
        """A new ID number of the county's own area, or of another for someone who moved in."""
        chance = self._chance
        while True:
            if moved:
                area = _MOVED_AREA_FIRST + int(chance.random() * _MOVED_AREAS)
                pair = self._index + _MOVED_STEP * int(chance.random() * (_PAIRS // _MOVED_STEP))
            else:
                area = self._area
                pair = self._quarter + _QUARTERS * int(chance.random() * (_PAIRS // _QUARTERS))
            found = self._made(area, birth, pair, male)
            if found is not None:
                return found

    def outside_number(self, birth: date, male: bool) -> str:
        """A new ID number of someone who is in no roster."""
        chance = self._chance
        while True:
            area = OUTSIDE_AREA_FIRST + int(chance.random() * OUTSIDE_AREAS)
            found = self._made(area, birth, int(chance.random() * _PAIRS), male)
            if found is not None:
                return found

    def account(self) -> str:
        """A new account number of 19 digits that satisfies the Luhn rule."""
        self._accounts += 1 + int(self._chance.random() * 9)
        body = f"{_ACCOUNT_PREFIX}{self._index:03d}{self._accounts:09d}"
        total = 0
        for place, character in enumerate(reversed(body)):
            digit = int(character) * (2 if place % 2 == 0 else 1)
            total += digit - 9 if digit > 9 else digit
        return body + str(-total % 10)

    def phone(self) -> str:
        """A phone number beginning 1990000; past ten thousand they repeat."""
        self._phones += 1
        return f"1990000{self._phones % 10000:04d}"

    def _made(self, area: int, birth: date, pair: int, male: bool) -> str | None:
        first17 = f"{area}{birth.year:04d}{birth.month:02d}{birth.day:02d}{pair * 2 + male:03d}"
        if first17 in self._given:
            return None
        self._given.add(first17)
        return with_check_character(first17)
