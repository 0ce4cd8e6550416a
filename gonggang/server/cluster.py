"""Where the embedded PostgreSQL cluster of one home lies; names and paths only."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

DATABASE = "gonggang"
ROLE = "gonggang"
OWNER = "gonggang_owner"
SUPERUSER = "postgres"
PORT = 5432  # only part of the socket's name: the server listens on no network address

SOCKET_PATH_BYTES_MAX = 107  # sun_path is 108 bytes with its closing zero
SOCKET_NAME = f".s.PGSQL.{PORT}"
SHORT_FOLDER = Path("/tmp")  # noqa: S108 - only a symbolic link whose owner is checked lies there


@dataclass(frozen=True, slots=True)
class Cluster:
    """The embedded cluster that belongs to one home."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def unfinished_data(self) -> Path:
        """Where initdb works; renamed to `data` when whole, so a half-made cluster is never used."""
        return self.folder / "data.new"

    @property
    def real_socket_folder(self) -> Path:
        return self.folder / "run"

    @property
    def socket_folder(self) -> Path:
        """What clients name as host: the real folder, or a short link to it where its path is too long."""
        if len(os.fsencode(self.real_socket_folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX:
            return self.real_socket_folder
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return SHORT_FOLDER / f"gonggang-{digest}"

    @property
    def password_file(self) -> Path:
        """In libpq's passfile format, mode 0600, one line a role."""
        return self.home / "keys" / "database.pgpass"

    @property
    def log(self) -> Path:
        return self.home / "logs" / "postgres.log"

    @property
    def start_lock(self) -> Path:
        """Held by whoever starts or stops the server, so that several commands at once make one server."""
        return self.home / "run" / "database-start.lock"

    @property
    def alive_lock(self) -> Path:
        """Held by every process of the server, so it is free exactly when none of them is left."""
        return self.home / "run" / "database-alive.lock"
