"""The draw among applicants who tie: an order that anyone can work out again from the published seed (clause 8.3).

Each application's number is written behind the seed with a colon between, the SHA-256 of that text is taken, and the
numbers are put in the order of their digests. No program of ours is needed for it: `sha256sum` gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import sha256
from typing import Final

_SEED: Final = re.compile(r"[0-9a-f]{64}")


def lot(seed: str, number: str) -> str:
    """The lot of one application: 64 hexadecimal characters. The least lot comes first."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def drawn_order(seed: str, numbers: Collection[str]) -> list[str]:
    """The numbers in the order of their lots. Raises ValueError for a seed of another form or a number named twice."""
    if not _SEED.fullmatch(seed):
        raise ValueError("a seed has 64 hexadecimal characters")
    if len(set(numbers)) != len(numbers):
        raise ValueError("everybody has one lot")
    return sorted(numbers, key=lambda number: (lot(seed, number), number))


def seed_from(chain_head: bytes, randomness: bytes) -> str:
    """The seed from the head of an audit chain and randomness of our own: neither alone decides it."""
    return sha256(chain_head + randomness).hexdigest()
