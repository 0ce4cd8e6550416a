"""Sealing of personal data: SM4-GCM at rest, an HMAC-SM3 blind index for look-up, behind a port (X4)."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher as _BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes

from gonggang.core.errors import UnusableInput

_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_BYTES: Final = 16
_INDEX_KEY_BYTES: Final = 32
_KEYS_BYTES: Final = _KEY_BYTES + _INDEX_KEY_BYTES
_HEAD_BYTES: Final = len(_VERSION) + _NONCE_BYTES
_OVERHEAD_BYTES: Final = _HEAD_BYTES + _TAG_BYTES
_CHUNK_BYTES: Final = 1 << 20


class CannotDecrypt(Exception):
    """A sealed value that does not open: another key, another purpose, or altered bytes."""


class Cipher(Protocol):
    """The port through which rooms seal personal data; a certified module can stand behind it.

    `purpose` says what a value is (`id_number`, `account`, `phone`) and is bound into it: a value sealed for
    one purpose opens for no other, and has another blind index.
    """

    def encrypt(self, plain: str, *, purpose: str) -> bytes:
        """The sealed value; the same text is sealed differently each time."""
        ...

    def decrypt(self, blob: bytes, *, purpose: str) -> str:
        """The text again; raises CannotDecrypt."""
        ...

    def blind_index(self, plain: str, *, purpose: str) -> bytes:
        """32 bytes that are the same for the same text and tell nothing of it without the key."""
        ...


class Sm4Cipher:
    """SM4-GCM with a random nonce for each value, and HMAC-SM3 (GB/T 32907, GB/T 32905).

    A sealed value is one byte of version, 12 of nonce, the ciphertext and 16 of tag.
    """

    __slots__ = ("_algorithm", "_index_key")

    def __init__(self, key_enc: bytes, key_index: bytes) -> None:
        if len(key_enc) != _KEY_BYTES or len(key_index) != _INDEX_KEY_BYTES:
            raise ValueError(f"keys have {_KEY_BYTES} and {_INDEX_KEY_BYTES} bytes")
        self._algorithm = algorithms.SM4(key_enc)
        self._index_key = key_index

    def encrypt(self, plain: str, *, purpose: str) -> bytes:
        """The sealed value of a text for a purpose."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealing = _BlockCipher(self._algorithm, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(_VERSION + purpose.encode("utf-8"))
        ciphertext = sealing.update(plain.encode("utf-8")) + sealing.finalize()
        return _VERSION + nonce + ciphertext + sealing.tag

    def decrypt(self, blob: bytes, *, purpose: str) -> str:
        """The text that was sealed for this purpose; raises CannotDecrypt."""
        sealed = bytes(blob)
        if len(sealed) < _OVERHEAD_BYTES or sealed[:1] != _VERSION:
            raise CannotDecrypt("not a value sealed in a known form")
        nonce, ciphertext, tag = sealed[1:_HEAD_BYTES], sealed[_HEAD_BYTES:-_TAG_BYTES], sealed[-_TAG_BYTES:]
        opening = _BlockCipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(_VERSION + purpose.encode("utf-8"))
        try:
            return (opening.update(ciphertext) + opening.finalize()).decode("utf-8")
        except InvalidTag as error:
            raise CannotDecrypt("another key, another purpose, or altered bytes") from error

    def blind_index(self, plain: str, *, purpose: str) -> bytes:
        """HMAC-SM3 over the purpose, its length before it, and the text."""
        name = purpose.encode("utf-8")
        keyed = hmac.HMAC(self._index_key, hashes.SM3())
        keyed.update(len(name).to_bytes(2, "big") + name + plain.encode("utf-8"))
        return keyed.finalize()


def sm3(data: bytes) -> bytes:
    """The SM3 digest of bytes, 32 bytes (GB/T 32905)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def sm3_of_file(path: Path) -> bytes:
    """The SM3 digest of a file of any size, read in pieces."""
    digest = hashes.Hash(hashes.SM3())
    with path.open("rb") as content:
        while piece := content.read(_CHUNK_BYTES):
            digest.update(piece)
    return digest.finalize()


def load_or_create_keys(folder: Path) -> Sm4Cipher:
    """The cipher whose keys lie in `personal-data.key` in a folder; made for its owner alone if missing.

    Both keys are one file, so that a crash can never leave one without the other. Raises UnusableInput if the
    file is spoilt or others can read it; a new key would make what is sealed unreadable for good.
    """
    path = folder / "personal-data.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _create_keys(path)
    keys = _read_keys(path)
    return Sm4Cipher(keys[:_KEY_BYTES], keys[_KEY_BYTES:])


def _create_keys(path: Path) -> None:
    """New random keys that appear whole or not at all; those that another process has made first are kept."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as content:
            content.write(secrets.token_bytes(_KEYS_BYTES))
            content.flush()
            os.fsync(content.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        _sync_folder(path.parent)
    finally:
        draft.unlink()


def _sync_folder(folder: Path) -> None:
    """Makes a new name in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_keys(path: Path) -> bytes:
    try:
        keys = path.read_bytes()
        shared = stat.S_IMODE(path.stat().st_mode) & 0o077
    except OSError as error:
        raise UnusableInput(f"密钥文件“{path}”读不出来，请检查权限或从备份恢复，不要新建。") from error
    if len(keys) != _KEYS_BYTES:
        raise UnusableInput(f"密钥文件“{path}”已损坏，请从备份恢复；不要新建，否则已加密的数据无法解开。")
    if shared:
        raise UnusableInput(f"密钥文件“{path}”能被他人读取，请先运行 chmod 600 改为仅本人可读。")
    return keys
