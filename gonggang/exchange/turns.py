"""Whole files and whole months take turns: whoever comes second waits, and then sees what the first has written."""

from __future__ import annotations

from typing import Final

from django.db import connection

TURN: Final = 4704  # the number of the database's advisory lock; 4703 is that of migrations


def take_turn() -> None:
    """Wait until no other import or month is being written; holds until the end of the transaction around it.

    To be the first statement of a transaction: two files that name one person both find nobody and both register
    them otherwise, and the second fails.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
