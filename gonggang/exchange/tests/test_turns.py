"""Two imports at once, or a month and an import: the second waits for the first."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from gonggang.exchange.turns import TURN, take_turn

pytestmark = [pytest.mark.clause("X12"), pytest.mark.django_db]


def could_begin() -> bool:
    """Whether somebody else, on another connection, could begin now."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
            return bool(cursor.fetchone()[0])
    finally:
        connection.close()


def test_nobody_begins_before_the_other_has_ended():
    with ThreadPoolExecutor(1) as other:
        assert other.submit(could_begin).result() is True
        with transaction.atomic():
            take_turn()
            take_turn()
            assert other.submit(could_begin).result() is False
