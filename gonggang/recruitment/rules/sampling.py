"""A draw that anyone can repeat: whoever knows the seed and the pool comes to the same people (clause 6.4)."""

from __future__ import annotations

from collections.abc import Iterable

from gonggang.core.crypto import sm3


def drawn(seed: str, pool: Iterable[int], size: int) -> list[int]:
    """The first `size` of a pool in the order of SM3(seed:key); each subset of that size is as likely as another."""
    return sorted(set(pool), key=lambda key: (sm3(f"{seed}:{key}".encode()), key))[:size]
