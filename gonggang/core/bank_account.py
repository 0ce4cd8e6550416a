"""Bank account numbers: tidied and checked by Luhn; a number that fails only warns, as old passbooks do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from gonggang.core.text import tidy_number, unreadable_number

AccountReason = Literal[
    "luhn",
    "bad_characters",
    "social_security_card_number",
    "missing_required",
    "masked",
    "scientific_notation",
]

_CARD_NUMBER: Final = re.compile(r"^[A-Z][0-9]{8}$")
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # twice the digit, its own digits added


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account number as read; only a number that cannot be read is `refused`."""

    verdict: Literal["ok", "warning", "refused"]
    number: str | None
    reason: AccountReason | None


def luhn_holds(digits: str) -> bool:
    """Whether a row of digits satisfies the Luhn rule; raises ValueError for anything but digits."""
    total = 0
    for position, character in enumerate(reversed(digits)):
        digit = int(character)
        total += _DOUBLED[digit] if position % 2 else digit
    return total % 10 == 0


def bank_account_luhn(text: str | None) -> BankAccount:
    """Reads an account number; a doubtful one is kept with a warning, its length is not checked (13.7)."""
    number = tidy_number(text)
    reason: AccountReason | None = unreadable_number(number)
    if reason is not None:
        return BankAccount("refused", None, reason)
    if _CARD_NUMBER.match(number):
        reason = "social_security_card_number"
    elif not (number.isascii() and number.isdigit()):
        reason = "bad_characters"
    elif not luhn_holds(number):
        reason = "luhn"
    return BankAccount("ok" if reason is None else "warning", number, reason)
