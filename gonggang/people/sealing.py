"""Sealing of personal data at rest: one cipher for the process, its keys under the home (clause X4)."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from gonggang.core.crypto import Cipher, load_or_create_keys

ID_NUMBER = "id_number"
ACCOUNT = "account"
PHONE = "phone"


@cache
def cipher() -> Cipher:
    """The cipher of this installation."""
    return load_or_create_keys(settings.GONGGANG_HOME / "keys")
