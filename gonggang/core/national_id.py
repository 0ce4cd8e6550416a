"""The citizen identity number (GB 11643): tidied, checked, its birth date and sex read, its 17-digit key."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from operator import mul
from typing import Final, Literal

from gonggang.core.text import Unreadable, tidy_number, unreadable

IdVerdict = Literal[
    "ok",
    "missing_required",
    "masked_id",
    "scientific_notation",
    "bad_length",
    "bad_characters",
    "bad_birth_date",
    "bad_check_digit",
]
Sex = Literal["male", "female"]

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"
# The bytes of digits stand 48 above their value; the remainder is taken off once instead of seventeen times.
_BYTES_OFFSET: Final = 48 * sum(_WEIGHTS)
_FORM_15: Final = re.compile(r"^[0-9]{15}$")
_FORM_18: Final = re.compile(r"^[0-9]{17}[0-9X]$")
_BIRTH_MIN: Final = datetime.date(1800, 1, 1)
_KEY_LIMIT: Final = 10**17


@dataclass(frozen=True, slots=True)
class NationalId:
    """An identity number as read: only `ok` carries a number of 18 characters, a birth date and a sex."""

    verdict: IdVerdict
    number: str | None
    birth: datetime.date | None
    sex: Sex | None
    warnings: tuple[str, ...]


_REFUSED: Final[dict[str, NationalId]] = {
    verdict: NationalId(verdict, None, None, None, ())
    for verdict in (
        "missing_required",
        "masked_id",
        "scientific_notation",
        "bad_length",
        "bad_characters",
        "bad_birth_date",
        "bad_check_digit",
    )
}
_FIFTEEN_DIGITS: Final = ("fifteen_digit_id",)


def check_character(first17: str) -> str:
    """The check character of GB 11643 for 17 digits; raises ValueError for anything else."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("a check character is computed from 17 digits")
    return _check_character(first17)


def _check_character(first17: str) -> str:
    return _CHECK_CHARACTERS[(sum(map(mul, first17.encode("ascii"), _WEIGHTS)) - _BYTES_OFFSET) % 11]


def parse_national_id(text: str | None, as_of: datetime.date) -> NationalId:
    """Reads an identity number; the first thing that is wrong with it is the verdict (clauses 5.6 and 7.6).

    A number of 15 digits is brought to 18 with the warning `fifteen_digit_id`. Area codes are not checked,
    since abolished districts live on in them. `as_of` is the latest day of birth that is believed.
    """
    if text is not None and len(text) == 18 and _FORM_18.match(text):
        return _read_18(text, as_of, ())
    tidied = tidy_number(text)
    reason: Unreadable | None = unreadable(tidied)
    if reason is not None:
        return _REFUSED[reason]
    if len(tidied) == 18:
        return _read_18(tidied, as_of, ()) if _FORM_18.match(tidied) else _REFUSED["bad_characters"]
    if len(tidied) != 15:
        return _REFUSED["bad_length"]
    if not _FORM_15.match(tidied):
        return _REFUSED["bad_characters"]
    first17 = f"{tidied[:6]}19{tidied[6:]}"
    return _read_18(first17 + _check_character(first17), as_of, _FIFTEEN_DIGITS)


def _read_18(number: str, as_of: datetime.date, warnings: tuple[str, ...]) -> NationalId:
    try:
        birth = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return _REFUSED["bad_birth_date"]
    if not _BIRTH_MIN <= birth <= as_of:
        return _REFUSED["bad_birth_date"]
    if _check_character(number[:17]) != number[17]:
        return _REFUSED["bad_check_digit"]
    return NationalId("ok", number, birth, "male" if number[16] in "13579" else "female", warnings)


def id_key(number18: str) -> int:
    """The first 17 digits as an integer, by which registers are compared; the 18th follows from them.

    Raises ValueError for anything but 17 digits and a check character.
    """
    if not _FORM_18.fullmatch(number18):
        raise ValueError("a key is made of an identity number of 18 characters")
    return int(number18[:17])


def id_from_key(key: int) -> str:
    """The identity number of 18 characters that a key stands for; raises ValueError outside 17 digits."""
    if not 0 <= key < _KEY_LIMIT:
        raise ValueError("a key has at most 17 digits")
    first17 = f"{key:017d}"
    return first17 + _check_character(first17)
