"""Masks for what is shown in public: names, identity numbers, phones, accounts, addresses (clause X4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gonggang.core.names import DOT
from gonggang.core.text import drop_invisible, half_width

STAR: Final = "*"
_NAME_DOTS: Final = str.maketrans("•・", DOT * 2)
_PHONE: Final = re.compile(r"^1[3-9][0-9]{9}$")
_VILLAGE: Final = re.compile(r"村|社区")
_TOWNSHIP: Final = re.compile(r"街道|镇|乡")
_ADDRESS_KEPT: Final = 6  # characters shown of an address that names neither village nor township
_ACCOUNT_MIN: Final = 8
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")
# Identity numbers (15 or 18), accounts (16 to 19) and mobile numbers, wherever no further digit stands beside them.
_NUMBERS: Final = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15,19}|1[3-9]\d{9})(?!\d)")
_PHONE_DIGITS: Final = 11


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as the public may see it."""

    masked: str


def _mask_name(text: str) -> str:
    if len(text) == 1:
        return STAR
    name = text.translate(_NAME_DOTS)
    last = len(name) - 1 if len(name) >= 3 else 0
    return "".join(
        character if position in (0, last) or character == DOT else STAR
        for position, character in enumerate(name)
    )


def _mask_id_number(text: str) -> str:
    if len(text) not in (15, 18):
        return STAR * len(text)
    return text[:6] + STAR * (len(text) - 10) + text[-4:]


def _mask_phone(text: str) -> str:
    return text[:3] + STAR * 4 + text[-4:] if _PHONE.match(text) else STAR * len(text)


def _mask_account(text: str) -> str:
    if len(text) < _ACCOUNT_MIN:
        return STAR * len(text)
    return STAR * (len(text) - 4) + text[-4:]


def _mask_address(text: str) -> str:
    found = _VILLAGE.search(text) or _TOWNSHIP.search(text)
    kept = text[: found.end() if found else _ADDRESS_KEPT]
    return kept + STAR * 3 if len(kept) < len(text) else kept


_MASKS: Final[dict[str, Callable[[str], str]]] = {
    "name": _mask_name,
    "id_number": _mask_id_number,
    "phone": _mask_phone,
    "account": _mask_account,
    "address": _mask_address,
}


def mask(kind: str | None, text: str | None) -> str:
    """A text as the public may see it: kinds `name`, `id_number`, `phone`, `account`, `address`.

    What does not have the form of its kind, and any other kind, becomes one star for each character.
    """
    clean = drop_invisible(half_width(text or ""))
    if not clean:
        return ""
    shape = _MASKS.get(kind or "")
    return shape(clean) if shape else STAR * len(clean)


def mask_numbers(text: str) -> str:
    """Running text in which every number that may belong to a person keeps its last four characters only.

    Covers 15 to 19 digits (identity numbers, accounts) and mobile numbers; digests of 64 characters are left alone.
    """
    if not _NUMBERS.search(text):
        return text
    pieces, begin = [], 0
    for digest in _DIGEST.finditer(text):
        pieces += [_NUMBERS.sub(_stars, text[begin : digest.start()]), digest.group()]
        begin = digest.end()
    return "".join([*pieces, _NUMBERS.sub(_stars, text[begin:])])


def _stars(found: re.Match[str]) -> str:
    number = found.group()
    head = number[:3] if len(number) == _PHONE_DIGITS else ""
    return head + STAR * (len(number) - len(head) - 4) + number[-4:]


def masking(kind: str | None, text: str | None) -> Masked:
    """`mask` in the form of a rule, for the rule book."""
    return Masked(mask(kind, text))
