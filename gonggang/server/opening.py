"""What a command does before it may touch the database: start it if it is ours, load Django, migrate."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any


def open_database(*, migrate: bool = True) -> None:
    """Make the database ready; the first call of a home takes some seconds.

    Raises UnusableInput or WorkFailed, each with one Chinese sentence, when there is none to be had.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gonggang.settings")
    from gonggang.server.database import ensure_running

    ensure_running()
    import django

    django.setup()
    if migrate:
        _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with _as_owner() as restrict, connection.cursor() as cursor:
            # Two commands started at once must not migrate at once.
            cursor.execute("SELECT pg_advisory_lock(4703)")
            try:
                call_command("migrate", verbosity=0, interactive=False)
                restrict(cursor.execute)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(4703)")


@contextlib.contextmanager
def _as_owner() -> Iterator[Callable[[Any], None]]:
    """The default connection is that of the tables' owner meanwhile; yields what then limits the working role.

    A database that DATABASE_URL names has one role, and its administrator decides on rights.
    """
    from django.db import connection

    from gonggang.server.cluster import OWNER
    from gonggang.server.database import database_url
    from gonggang.server.roles import restrict

    if database_url():
        yield lambda execute: None
        return
    working = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = OWNER
    try:
        yield restrict
    finally:
        connection.close()
        connection.settings_dict["USER"] = working
