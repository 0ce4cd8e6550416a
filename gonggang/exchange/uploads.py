"""Files that officers hand over at the desk: sealed at rest, never under their own names, opened only in memory.

A stored file is a row of pieces, each sealed by itself, under a random name in GONGGANG_HOME/uploads. To be read it is
unsealed into memory, and a link beside it leads there under the file's own name for as long as it is open.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from gonggang.core.crypto import Cipher, load_or_create_keys
from gonggang.core.errors import UnusableInput
from gonggang.exchange.refusal import sentence, shown_name

_PIECE: Final = 1024 * 1024
_LENGTH_BYTES: Final = 4
_PURPOSE: Final = "upload"
_TOKEN_BYTES: Final = 16
_NAME_BYTES_MAX: Final = 200
_TOKEN: Final = re.compile(r"^[0-9a-f]{32}$")
_FORBIDDEN: Final = re.compile(r"[/\\\x00-\x1f\x7f]")
MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file: its random name, its own name made safe, and how many bytes it has."""

    token: str
    name: str
    size: int


@cache
def _cipher(home: Path) -> Cipher:
    return load_or_create_keys(home / "keys")


def cipher() -> Cipher:
    """The cipher of this installation."""
    return _cipher(Path(settings.GONGGANG_HOME))


def folder() -> Path:
    """Where uploads lie, closed to every other account of the host."""
    place = Path(settings.GONGGANG_HOME) / "uploads"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def safe_name(name: str) -> str:
    """The file name without folders, control or direction-changing characters, short enough for a disk."""
    last = shown_name(_FORBIDDEN.sub("_", re.split(r"[/\\]", name)[-1])).strip().lstrip(".") or "文件"
    stem, dot, suffix = last.rpartition(".")
    tail = f".{suffix}" if dot and len(suffix) <= 8 else ""
    stem = stem if tail else last
    while len((stem + tail).encode("utf-8")) > _NAME_BYTES_MAX:
        stem = stem[:-1]
    return stem + tail


def keep(name: str, pieces: Iterable[bytes]) -> Kept:
    """Store a file. Raises UnusableInput when it is empty or larger than the setting allows."""
    token = secrets.token_hex(_TOKEN_BYTES)
    safe, size, place = safe_name(name), 0, _path(token)
    try:
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for number, piece in enumerate(_cut(pieces)):
                size += len(piece)
                if size > settings.UPLOAD_BYTES_MAX:
                    raise UnusableInput(too_large(safe))
                out.write(_sealed(piece, token, number))
        if size == 0:
            raise UnusableInput(sentence("empty", safe, {}))
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return Kept(token, safe, size)


def too_large(name: str) -> str:
    """The sentence for a file that is larger than an upload may be."""
    limit = settings.UPLOAD_BYTES_MAX // MEBIBYTE
    return f"“{shown_name(name)}”超过 {limit} MB，没有接收：请拆成几个文件，或请管理员在服务器上导入。"


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), _PIECE):
            yield piece[start : start + _PIECE]


def _sealed(piece: bytes, token: str, number: int) -> bytes:
    # The number and the name are part of the purpose: pieces cannot change places.
    sealed = cipher().encrypt(piece.decode("latin-1"), purpose=f"{_PURPOSE}:{token}:{number}")
    return len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed


def _path(token: str) -> Path:
    if not _TOKEN.match(token):
        raise UnusableInput("这份草稿的文件已经清理：请重新上传。")
    return folder() / token


@contextmanager
def opened(token: str, name: str) -> Iterator[Path]:
    """The file under its own name, in memory. Raises UnusableInput when it is not there any more."""
    memory = os.memfd_create("upload", os.MFD_CLOEXEC)
    try:
        _unseal(token, memory)
        with tempfile.TemporaryDirectory(prefix=".open-", dir=folder()) as place:
            link = Path(place) / safe_name(name)
            link.symlink_to(f"/proc/{os.getpid()}/fd/{memory}")
            yield link
    finally:
        os.close(memory)


def _unseal(token: str, memory: int) -> None:
    try:
        source = _path(token).open("rb")
    except FileNotFoundError:
        raise UnusableInput("这份草稿的文件已经清理：请重新上传。") from None
    with source, open(memory, "wb", closefd=False) as out:
        number = 0
        while head := source.read(_LENGTH_BYTES):
            sealed = source.read(int.from_bytes(head, "big"))
            out.write(cipher().decrypt(sealed, purpose=f"{_PURPOSE}:{token}:{number}").encode("latin-1"))
            number += 1


def remove(token: str) -> None:
    """Forget a stored file; one that is gone already is no error."""
    if _TOKEN.match(token):
        _path(token).unlink(missing_ok=True)


class SealingUploadHandler(FileUploadHandler):
    """Receives uploads into sealed files; what is too large is not kept, and the view is told.

    The only handler of the site: no uploaded byte is ever written to a disk in the clear.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._pieces: list[bytes] = []
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > settings.UPLOAD_BYTES_MAX:
            self._pieces.clear()
            if self.request is not None:
                self.request.upload_too_large = safe_name(self.file_name or "")
            raise SkipFile  # the other fields of the form are still read
        self._pieces.append(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        return _InMemory(self._pieces, self.file_name or "", file_size, self.content_type or "")

    def upload_interrupted(self) -> None:
        self._pieces = []


class _InMemory(UploadedFile):
    """An upload held in memory, piece by piece; it is sealed as soon as the view keeps it."""

    def __init__(self, pieces: list[bytes], name: str, size: int, content_type: str) -> None:
        import io

        super().__init__(io.BytesIO(b"".join(pieces)), name, content_type, size)


def forget_on_disk(tokens: Iterable[str]) -> None:
    """Remove several stored files; a file that cannot be removed now is removed another day."""
    for token in tokens:
        with suppress(OSError):
            remove(token)
