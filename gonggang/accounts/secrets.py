"""Passwords that can be read aloud and typed by whoever gets them first."""

from __future__ import annotations

import secrets

# Without letters that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Three groups of four, about 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
