"""What the audit costs beside a bulk write: one record a file, as imports do, and one record a row, the dearest way."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from gonggang.core.national_id import check_character
from gonggang.server.home import home

_VILLAGE = 379901100200
_COUNTY = 379901000000
_ROUNDS = 3
_ONE_BY_ONE = 500


def run(rows: int = 100_000) -> dict[str, Any]:
    """Measure for so many rows of people with their accounts; everything is rolled back. Seconds are wall time.

    The write and each way of recording it are timed apart, in one transaction; the least of three rounds counts.
    """
    os.environ["GONGGANG_HOME"] = str(home() / "bench")
    from gonggang.server.opening import open_database

    open_database()
    entries = _entries(rows)
    rounds = [_round(entries) for _ in range(_ROUNDS)]
    write, a_file, a_row = (min(times) for times in zip(*rounds, strict=True))
    return {
        "benchmark": "audit",
        "rows": rows,
        "write_seconds": round(write, 2),
        "record_a_file_seconds": round(a_file, 4),
        "record_a_row_seconds": round(a_row, 2),
        "added_by_record_a_file_percent": round(100 * a_file / write, 2),
        "added_by_record_a_row_percent": round(100 * a_row / write, 1),
        **_single(),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _round(entries: list[Any]) -> tuple[float, float, float]:
    """Seconds for the rows, for one record of them all, and for one record of each."""
    from django.db import transaction

    from gonggang.accounts.actions import operator_officer
    from gonggang.exchange.actions import open_batch
    from gonggang.people.actions import add_accounts, register_people

    officer = operator_officer()
    with transaction.atomic():
        batch = open_batch(kind="bench", file_name="bench", digest="", region=_COUNTY, officer=officer)
        began = time.perf_counter()
        found, _ = register_people(entries, officer=officer, batch=batch)
        people = [one.person_id for one in found.values()]
        accounts = ((person, f"621999{person:013d}", "") for person in people)
        add_accounts(accounts, officer=officer, batch=batch)
        written = time.perf_counter()
        _record_the_file(officer, people)
        recorded = time.perf_counter()
        _record_each(officer, people)
        ended = time.perf_counter()
        transaction.set_rollback(True)
    return written - began, recorded - written, ended - recorded


def _record_the_file(officer: Any, people: Sequence[int]) -> None:
    from gonggang.audit.actions import record

    detail = {"kind": "bench", "file": "bench", "digest": "", "rows": len(people)}
    record(officer=officer, verb="exchange.import", subject="batch:0", region=_COUNTY, detail=detail)


def _record_each(officer: Any, people: Sequence[int]) -> None:
    from gonggang.audit.actions import Entry, record_many

    entries = (Entry(f"person:{person}", {"purpose": "bench"}) for person in people)
    record_many(officer=officer, verb="people.view", entries=entries, region=_COUNTY)


def _single() -> dict[str, float]:
    """Milliseconds for one record of its own, and records a second that the check walks through."""
    from django.db import transaction

    from gonggang.accounts.actions import operator_officer
    from gonggang.audit.actions import record
    from gonggang.audit.verify import verify

    officer = operator_officer()
    with transaction.atomic():
        began = time.perf_counter()
        for number in range(_ONE_BY_ONE):
            record(officer=officer, verb="people.view", subject=f"person:{number}", region=_COUNTY, detail={})
        each = (time.perf_counter() - began) / _ONE_BY_ONE
        _record_each(officer, range(20_000))
        began = time.perf_counter()
        verify()
        walked = (20_000 + _ONE_BY_ONE) / (time.perf_counter() - began)
        transaction.set_rollback(True)
    return {"one_record_ms": round(each * 1000, 2), "verified_a_second": round(walked)}


def _entries(rows: int) -> list[Any]:
    from gonggang.people.actions import PersonEntry

    found = []
    for number in range(rows):
        birth = date(1960, 1, 1) + timedelta(days=number // 500)
        first = f"379901{birth:%Y%m%d}{number % 500 * 2 + 1:03d}"
        phone = f"1990000{number % 10_000:04d}"
        found.append(PersonEntry(first + check_character(first), "测试", "male", birth, phone, _VILLAGE))
    return found
