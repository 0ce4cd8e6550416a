"""Names of people: the spelling by which two are compared, and whether they are the same."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from gonggang.core.text import drop_invisible

DOT: Final = "·"
# Scribes and fonts write the dot inside a name in many ways.
_DOTS: Final = str.maketrans(dict.fromkeys("·•・‧∙⋅●.．", DOT))
_REPLACEMENTS: Final = frozenset("?*□■〓\ufffd")


@dataclass(frozen=True, slots=True)
class NameEqual:
    """`yes`, `no`, or `to_verify` where a character is unclear or a name is missing."""

    verdict: Literal["yes", "no", "to_verify"]


_YES: Final = NameEqual("yes")
_NO: Final = NameEqual("no")
_TO_VERIFY: Final = NameEqual("to_verify")


def name_key(name: str | None) -> str:
    """The comparable spelling of a name: nothing invisible, NFKC, case-folded, one kind of dot.

    Two keys that are equal and `is_clear` are the same name; traditional and simplified forms stay different.
    """
    if name is None:
        return ""
    return unicodedata.normalize("NFKC", drop_invisible(name)).casefold().translate(_DOTS)


def _is_private(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def is_clear(key: str) -> bool:
    """Whether no character of a comparable spelling is private-use or stands for one that was lost."""
    return not any(character in _REPLACEMENTS or _is_private(character) for character in key)


def name_equal(left: str | None, right: str | None) -> NameEqual:
    """Whether two spellings are one name (clauses 7.6 and 7.7).

    Unclear characters never make a name different, and make it equal only where both sides hold the same
    private-use character; then a person must look.
    """
    left_key, right_key = name_key(left), name_key(right)
    if not left_key or not right_key:
        return _TO_VERIFY
    if len(left_key) != len(right_key):
        return _NO
    unclear = False
    for one, other in zip(left_key, right_key, strict=True):
        if one == other and one not in _REPLACEMENTS:
            continue
        if is_clear(one) and is_clear(other):
            return _NO
        unclear = True
    return _TO_VERIFY if unclear else _YES
