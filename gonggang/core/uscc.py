"""The unified social credit code (GB 32100): tidied and checked; a wrong check character only warns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from gonggang.core.text import tidy_number, unreadable_number

Registrar = Literal["staffing", "civil_affairs", "market_regulation", "to_verify"]
UsccReason = Literal[
    "letter_not_used",
    "bad_check_character",
    "missing_required",
    "masked",
    "scientific_notation",
    "bad_length",
    "bad_characters",
]

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS: Final = tuple(pow(3, position, 31) for position in range(17))
_FORM: Final = re.compile(r"^[0-9A-Z]{18}$")
_REGISTRARS: Final[dict[str, Registrar]] = {
    "1": "staffing",
    "5": "civil_affairs",
    "9": "market_regulation",
}
_PRIVATE_NON_ENTERPRISE: Final = "52"


@dataclass(frozen=True, slots=True)
class Uscc:
    """A code as read; `warning` still carries the number, `refused` carries nothing but the reason."""

    verdict: Literal["ok", "warning", "refused"]
    number: str | None
    reason: UsccReason | None
    registrar: Registrar | None
    private_non_enterprise: bool | None


def uscc_check_character(first17: str) -> str:
    """The check character of GB 32100; raises KeyError for a character outside the standard's 31."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def parse_uscc(text: str | None) -> Uscc:
    """Reads a code; only what cannot be one is refused, since some early codes break the check rule (4.2)."""
    number = tidy_number(text)
    reason: UsccReason | None = unreadable_number(number)
    if reason is None and len(number) != 18:
        reason = "bad_length"
    if reason is None and not _FORM.match(number):
        reason = "bad_characters"
    if reason is not None:
        return Uscc("refused", None, reason, None, None)
    if any(character not in _VALUES for character in number):
        reason = "letter_not_used"
    elif uscc_check_character(number[:17]) != number[17]:
        reason = "bad_check_character"
    return Uscc(
        "ok" if reason is None else "warning",
        number,
        reason,
        _REGISTRARS.get(number[0], "to_verify"),
        number.startswith(_PRIVATE_NON_ENTERPRISE),
    )
