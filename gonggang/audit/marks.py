"""The keyed mark of a head: HMAC-SM3 with a key that lies in the home and not in the database."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings

from gonggang.core.crypto import Cipher, load_or_create_keys

_PURPOSE = "audit_head"


def mark_of(chain: int, place: int, seal: bytes, sealed_on: date | None) -> bytes:
    """32 bytes that only somebody with the key file can make for this state of a head."""
    return _cipher().blind_index(f"{chain}|{place}|{seal.hex()}|{sealed_on or ''}", purpose=_PURPOSE)


@cache
def _cipher() -> Cipher:
    return load_or_create_keys(settings.GONGGANG_HOME / "keys")
