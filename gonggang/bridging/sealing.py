"""Sealing of whom to ask at an institution: the cipher of this installation, under a purpose of its own (clause X4)."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from gonggang.core.crypto import Cipher, load_or_create_keys

CONTACT = "institution_contact"


@cache
def cipher() -> Cipher:
    """The cipher of this installation."""
    return load_or_create_keys(settings.GONGGANG_HOME / "keys")
