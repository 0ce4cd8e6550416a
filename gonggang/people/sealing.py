"""Sealing of personal data at rest: one cipher for the process, its keys under the home (clause X4)."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from gonggang.core.crypto import Cipher, load_or_create_keys

ID_NUMBER = "id_number"
ACCOUNT = "account"
PHONE = "phone"
# What a number ends with, for finding people; nothing is sealed under it.
LAST_FOUR = "id_number_last_four"


@cache
def cipher() -> Cipher:
    """The cipher of this installation."""
    return load_or_create_keys(settings.GONGGANG_HOME / "keys")
