"""Tidying of what people type: full width, invisible characters, apostrophes, numbers that cannot be read."""

from __future__ import annotations

import re
from typing import Final, Literal

Unreadable = Literal["missing_required", "masked_id", "scientific_notation"]
UnreadableNumber = Literal["missing_required", "masked", "scientific_notation"]

APOSTROPHES: Final = "'\u2018\u2019"

# Full-width forms stand at a fixed distance from ASCII; the ideographic space has a place of its own.
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ZERO_WIDTH: Final = frozenset("\u00a0\u200b\u200c\u200d\u2060\ufeff")
_APOSTROPHE_SET: Final = frozenset(APOSTROPHES)
_SCIENTIFIC: Final = re.compile(r"^[0-9](\.[0-9]+)?E\+?[0-9]+$")


def half_width(text: str) -> str:
    """Full-width letters, digits and signs (U+FF01-U+FF5E) and the ideographic space as their ASCII forms."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing: white space, zero-width characters, variation selectors."""
    return (
        character.isspace()
        or character in _ZERO_WIDTH
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def drop_invisible(text: str) -> str:
    """The text without white space, zero-width characters and variation selectors."""
    if text.isalnum():  # nothing invisible is a letter or a digit
        return text
    return "".join(character for character in text if not is_invisible(character))


def invisible_to_spaces(text: str) -> str:
    """The text with one space in place of each invisible character, as the reading of dates wants it."""
    return "".join(" " if is_invisible(character) else character for character in text)


def tidy_number(text: str | None) -> str:
    """A written number as it is kept: half width, nothing invisible, no apostrophe, upper case.

    None is the empty text. Hyphens stay, since they may be part of the number.
    """
    if text is None:
        return ""
    if text.isascii() and text.isalnum():
        return text.upper()
    kept = [
        character
        for character in half_width(text)
        if not (character.isspace() or character in _ZERO_WIDTH or character in _APOSTROPHE_SET)
    ]
    return "".join(kept).upper()


def unreadable(tidied: str) -> Unreadable | None:
    """Why a tidied identity number cannot be read at all: the first reason that is true, or None."""
    if not tidied:
        return "missing_required"
    if "*" in tidied:
        return "masked_id"
    # A spreadsheet that showed a long number as 3.79E+17 has lost its last digits for good.
    if "E" in tidied and _SCIENTIFIC.match(tidied):
        return "scientific_notation"
    return None


def unreadable_number(tidied: str) -> UnreadableNumber | None:
    """As `unreadable`, for numbers that are not identity numbers, where a masked one is called `masked`."""
    reason = unreadable(tidied)
    return "masked" if reason == "masked_id" else reason
