"""The SM3 digest (GB/T 32905) of a file, taken while it is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes

_BLOCK_BYTES = 1 << 20


class Digest(Protocol):
    """What both makers of SM3 have in common."""

    def update(self, data: bytes, /) -> None: ...


class Sm3:
    """A running SM3 digest: OpenSSL's through hashlib where it has one, else that of `cryptography`."""

    def __init__(self) -> None:
        self._maker: Digest
        try:
            self._maker = hashlib.new("sm3")
        except ValueError:
            self._maker = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        """Takes the next bytes in."""
        self._maker.update(data)

    def hexdigest(self) -> str:
        """64 hexadecimal characters; nothing can be added afterwards."""
        if isinstance(self._maker, hashes.Hash):
            return self._maker.finalize().hex()
        return str(self._maker.hexdigest())  # type: ignore[attr-defined]


def file_digest(path: Path) -> str:
    """The SM3 digest of a whole file as 64 hexadecimal characters."""
    digest = Sm3()
    with path.open("rb") as source:
        while block := source.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
