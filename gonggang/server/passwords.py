"""The passwords of the embedded cluster: generated, kept in libpq's passfile, never typed by anyone."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from gonggang.server.cluster import OWNER, ROLE, SUPERUSER

PASSWORD_BYTES = 24


def new_passwords() -> dict[str, str]:
    """A fresh password (hexadecimal, so that no quoting can go wrong) for each role."""
    return {role: secrets.token_hex(PASSWORD_BYTES) for role in (SUPERUSER, ROLE, OWNER)}


def read_passwords(file: Path) -> dict[str, str] | None:
    """Role to password, or None when the file is missing or does not name the superuser and the working role.

    A file of an earlier version does not name the owner of the tables.
    """
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    named = {parts[3]: parts[4] for parts in (line.split(":") for line in lines) if len(parts) == 5}
    return named if {SUPERUSER, ROLE} <= named.keys() else None


def write_passwords(file: Path, passwords: dict[str, str]) -> None:
    """Write the passfile in one step, with mode 0600 (libpq ignores a file that others can read)."""
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".pgpass-")
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.writelines(f"*:*:*:{role}:{password}\n" for role, password in passwords.items())
        stream.flush()
        os.fsync(stream.fileno())
    Path(unfinished).replace(file)
