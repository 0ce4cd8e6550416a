"""Files that officers attach: sealed, kept once under their SM3 digest, never under a name that somebody chose.

A sealed file is a mark and a row of pieces, each sealed by itself for its digest and its place (clause X4). Files that
were kept before this was so lie there as they came, and still open.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from gonggang.core.crypto import CannotDecrypt, sm3
from gonggang.core.errors import WorkFailed
from gonggang.exchange import uploads

_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_HEX: Final = frozenset("0123456789abcdef")
_DIGEST_LENGTH: Final = 64
# No kind of file that is taken as evidence begins so.
_MARK: Final = b"\x01GGA\x01"
_PIECE: Final = 1024 * 1024
_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file: its SM3 digest in hexadecimal, and its size in bytes."""

    digest: str
    size: int


def store(pieces: Iterable[bytes]) -> Stored:
    """Keep a file; the same content twice is one file. Callers have checked its name, size and type before.

    Raises WorkFailed when the home cannot be written to.
    """
    content = b"".join(pieces)
    digest = sm3(content).hex()
    place = _place(digest)
    try:
        place.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not _is_sealed(place):  # not there, or kept before files were sealed
            handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".unfinished-")
            with os.fdopen(handle, "wb") as stream:
                stream.write(_sealed(content, digest))
                stream.flush()
                os.fsync(stream.fileno())
            Path(unfinished).chmod(_PRIVATE_FILE)
            Path(unfinished).replace(place)
    except OSError as refused:
        raise WorkFailed(f"附件没有存上（{refused.strerror}）。请稍后再传，或请管理员查看磁盘。") from refused
    return Stored(digest, len(content))


def path_of(digest: str) -> Path | None:
    """Where a stored file lies, or None when there is none of that digest."""
    if len(digest) != _DIGEST_LENGTH or not set(digest) <= _HEX:
        return None
    place = _place(digest)
    return place if place.is_file() else None


def read(digest: str) -> bytes | None:
    """The content of a stored file; None when there is none of that digest, or it is not what its digest names."""
    place = path_of(digest)
    if place is None:
        return None
    stored = place.read_bytes()
    try:
        content = _opened(stored, digest) if stored.startswith(_MARK) else stored
    except CannotDecrypt:
        return None
    return content if sm3(content).hex() == digest else None


def is_whole(digest: str) -> bool:
    """Whether the stored file opens and still has the content that its digest names."""
    return read(digest) is not None


def _is_sealed(place: Path) -> bool:
    try:
        with place.open("rb") as stream:
            return stream.read(len(_MARK)) == _MARK
    except FileNotFoundError:
        return False


def _sealed(content: bytes, digest: str) -> bytes:
    parts = [_MARK]
    for number, start in enumerate(range(0, len(content), _PIECE)):
        piece = content[start : start + _PIECE].decode("latin-1")
        sealed = uploads.cipher().encrypt(piece, purpose=_purpose(digest, number))
        parts += [len(sealed).to_bytes(_LENGTH_BYTES, "big"), sealed]
    return b"".join(parts)


def _opened(stored: bytes, digest: str) -> bytes:
    """The content; raises CannotDecrypt. What was cut off is found by the digest of the whole."""
    parts, at, number = [], len(_MARK), 0
    while at < len(stored):
        begins = at + _LENGTH_BYTES
        at = begins + int.from_bytes(stored[at:begins], "big")
        piece = uploads.cipher().decrypt(stored[begins:at], purpose=_purpose(digest, number))
        parts.append(piece.encode("latin-1"))
        number += 1
    return b"".join(parts)


def _purpose(digest: str, number: int) -> str:
    # The digest and the place are part of the purpose: pieces cannot change places, nor files their names.
    return f"attachment:{digest}:{number}"


def _place(digest: str) -> Path:
    folder: Path = Path(settings.GONGGANG_HOME) / "attachments" / digest[:2]
    return folder / digest
