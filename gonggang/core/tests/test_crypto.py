"""Sealing: what opens, what does not, and keys that are never replaced by accident."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.crypto import CannotDecrypt, Sm4Cipher, load_or_create_keys, sm3, sm3_of_file
from gonggang.core.errors import UnusableInput

CIPHER = Sm4Cipher(b"k" * 16, b"i" * 32)


@pytest.mark.clause("X4")
@given(st.text(max_size=40))
def test_a_sealed_text_opens_again(text: str) -> None:
    sealed = CIPHER.encrypt(text, purpose="id_number")
    assert CIPHER.decrypt(sealed, purpose="id_number") == text
    assert CIPHER.encrypt(text, purpose="id_number") != sealed
    assert CIPHER.decrypt(bytes(memoryview(sealed)), purpose="id_number") == text


def test_another_purpose_does_not_open_it() -> None:
    sealed = CIPHER.encrypt("379927196402290038", purpose="id_number")
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(sealed, purpose="account")


def test_another_key_does_not_open_it() -> None:
    sealed = CIPHER.encrypt("379927196402290038", purpose="id_number")
    with pytest.raises(CannotDecrypt):
        Sm4Cipher(b"K" * 16, b"i" * 32).decrypt(sealed, purpose="id_number")


@given(st.integers(0, 200), st.integers(1, 255))
def test_one_altered_byte_is_noticed(position: int, change: int) -> None:
    sealed = bytearray(CIPHER.encrypt("379927196402290038", purpose="id_number"))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(bytes(sealed), purpose="id_number")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + b"0" * 27, b"\x02" + b"0" * 40])
def test_what_was_never_sealed_is_refused(blob: bytes) -> None:
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(blob, purpose="id_number")


def test_blind_index_is_the_same_for_the_same_text_and_purpose_alone() -> None:
    index = CIPHER.blind_index("379927196402290038", purpose="id_number")
    assert len(index) == 32
    assert index == CIPHER.blind_index("379927196402290038", purpose="id_number")
    assert index != CIPHER.blind_index("379927196402290038", purpose="account")
    assert index != Sm4Cipher(b"k" * 16, b"j" * 32).blind_index("379927196402290038", purpose="id_number")
    assert CIPHER.blind_index("bc", purpose="a") != CIPHER.blind_index("c", purpose="ab")


def test_sm3_by_the_example_of_the_standard(tmp_path: Path) -> None:
    digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abc").hex() == digest
    (tmp_path / "file").write_bytes(b"abc")
    assert sm3_of_file(tmp_path / "file").hex() == digest


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "keys"
    sealed = load_or_create_keys(folder).encrypt("张三", purpose="name")
    assert load_or_create_keys(folder).decrypt(sealed, purpose="name") == "张三"
    assert [path.name for path in folder.iterdir()] == ["personal-data.key"]
    assert (folder / "personal-data.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_spoilt_keys_are_never_replaced(tmp_path: Path) -> None:
    load_or_create_keys(tmp_path)
    path = tmp_path / "personal-data.key"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UnusableInput, match="已损坏，请从备份恢复"):
        load_or_create_keys(tmp_path)


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    load_or_create_keys(tmp_path)
    os.chmod(tmp_path / "personal-data.key", 0o640)
    with pytest.raises(UnusableInput, match="能被他人读取"):
        load_or_create_keys(tmp_path)


def test_keys_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        Sm4Cipher(b"k" * 15, b"i" * 32)
