"""What a command does before it may touch the database: start it if it is ours, load Django, migrate."""

from __future__ import annotations

import os


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
        with connection.cursor() as cursor:
            # Two commands started at once must not migrate at once.
            cursor.execute("SELECT pg_advisory_lock(4703)")
            try:
                call_command("migrate", verbosity=0, interactive=False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(4703)")
