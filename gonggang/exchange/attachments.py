"""Files that officers attach: kept once under their SM3 digest in the home, never under a name that somebody chose."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from gonggang.core.crypto import sm3
from gonggang.core.errors import WorkFailed

_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_HEX: Final = frozenset("0123456789abcdef")
_DIGEST_LENGTH: Final = 64


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
        if not place.exists():
            handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".unfinished-")
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
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


def is_whole(digest: str) -> bool:
    """Whether the stored file still has the content that its digest names."""
    place = path_of(digest)
    return place is not None and sm3(place.read_bytes()).hex() == digest


def _place(digest: str) -> Path:
    folder: Path = Path(settings.GONGGANG_HOME) / "attachments" / digest[:2]
    return folder / digest
