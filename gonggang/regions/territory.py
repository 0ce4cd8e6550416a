"""Codes as ranges: which codes lie in a place, and which places a code lies in. Pure."""

from __future__ import annotations

# How many trailing digits belong to the levels below: province, city, county, township, village.
_SPANS = {1: 10**10, 2: 10**8, 3: 10**6, 4: 10**3, 5: 1}


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


def enclosing(code: int, level: int) -> int:
    """The code of the place of that level in which a code lies."""
    span = _SPANS[level]
    return code // span * span
