"""Serial numbers without gaps, handed out under a lock that ends with the transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def next_number(prefix: str, there: Iterable[str]) -> str:
    """The next number with that prefix. `there` is read only after the lock is held, so it must be lazy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [prefix])
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in there), default=0) + 1:04d}"
