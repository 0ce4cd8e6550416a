"""Counties' months in figures, kept for the places above them: a city or a province adds up what was counted.

A figure is as old as it says. Looking at it counts again what has grown old, as much as fits into one answer; the rest
is counted by another process of this program.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from gonggang.casework import queries as casework
from gonggang.core.month import Month
from gonggang.regions import queries as regions
from gonggang.regions.rules import territory
from gonggang.reporting.models import CountyFigures
from gonggang.reporting.summary import month_summary
from gonggang.screening import queries as screening

COMMAND: Final = "count-figures"
OLD_AFTER: Final = timedelta(minutes=10)
_PROGRAM: Final = "from gonggang.commands import main; main()"
# One counting at a time in the whole system; who comes second leaves it to the first.
_LOCK: Final = 4705


@dataclass
class Figures:
    """The sums of some counties. `uncounted` of them have never been counted: their part is not nought but unknown."""

    sums: dict[str, int] = field(default_factory=dict)
    counties: int = 0
    uncounted: int = 0
    uncompared: int = 0
    counted_at: datetime | None = None

    @property
    def known(self) -> bool:
        return self.counties > self.uncounted

    def add(self, row: CountyFigures | None) -> None:
        """Add one county; None is one that has never been counted."""
        self.counties += 1
        if row is None:
            self.uncounted += 1
            return
        for name, value in row.figures.items():
            self.sums[name] = self.sums.get(name, 0) + value
        self.uncompared += not row.figures.get("compared")
        if self.counted_at is None or row.counted_at < self.counted_at:
            self.counted_at = row.counted_at


def count_county(county: int, month: Month) -> CountyFigures:
    """Count one county's month now."""
    found = month_summary(county, month)
    cases = casework.open_counts((territory(county),), today=timezone.localdate())
    hits = screening.hit_rows(county, month).order_by()
    figures = {
        "people": found.people,
        "posts": found.posts,
        "sheets": found.sheets,
        "locked": found.sheets_locked,
        "missing": found.villages_without_sheet,
        "lines": found.totals.lines,
        "total_fen": found.totals.total_fen,
        "held_lines": found.totals.held_lines,
        "compared": int(any(check.compared for check in found.checks)),
        "hits_open": hits.filter(status="unverified").count(),
        "cases_open": sum(each.total for each in cases),
        "cases_late": sum(each.by_light["late"] for each in cases),
        "doubts": sum(found.defects.values()),
        "expiring": found.expiring[90],
        "failed": found.bank_failed,
        "complaints_open": found.complaints_open,
    }
    row, _made = CountyFigures.objects.update_or_create(
        county_code=county, month=month.first, defaults={"figures": figures, "counted_at": timezone.now()}
    )
    return row


def count_again(region: int, month: Month, *, seconds: float | None = None) -> int:
    """Count what has grown old in a territory, the oldest first, within so many seconds; returns how many are left."""
    began, old = time.monotonic(), _old(region, month)
    for done, county in enumerate(old):
        if seconds is not None and time.monotonic() - began > seconds:
            return len(old) - done
        count_county(county, month)
    return 0


def _old(region: int, month: Month) -> list[int]:
    """The counties of a territory whose figures are old or missing, those without any first, then the oldest."""
    counted = {row.county_code: row.counted_at for row in _rows(region, month)}
    never = datetime.min.replace(tzinfo=timezone.get_current_timezone())
    limit = timezone.now() - OLD_AFTER
    old = [(counted.get(code, never), code) for code, _name in regions.counties(region)]
    return [code for at, code in sorted(old) if at < limit]


def _rows(region: int, month: Month) -> list[CountyFigures]:
    low, high = territory(region)
    return list(CountyFigures.objects.filter(month=month.first, county_code__gte=low, county_code__lt=high))


def figures_of(region: int, month: Month, places: Iterable[int]) -> tuple[Figures, dict[int, Figures]]:
    """The figures of a territory, and of some places inside it, none of which lies in another."""
    rows = {row.county_code: row for row in _rows(region, month)}
    whole, parts = Figures(), {code: Figures() for code in places}
    ends = {code: territory(code)[1] for code in parts}
    for county, _name in regions.counties(region):
        whole.add(rows.get(county))
        for code, part in parts.items():
            if code <= county < ends[code]:
                part.add(rows.get(county))
    return whole, parts


def count_in_background(region: int, month: Month) -> None:
    """Let another process count what is old; where one is at it already, that one goes on."""
    if not settings.JOBS_IN_BACKGROUND:
        count_again(region, month)
        return
    subprocess.Popen(  # noqa: S603 - our own program, two values on its line
        [sys.executable, "-c", _PROGRAM, COMMAND, str(region), str(month)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def count_alone(region: int, month: Month) -> bool:
    """What that process does; False where another one is counting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row: tuple[Any, ...] = cursor.fetchone()
        if not row[0]:
            return False
        try:
            count_again(region, month)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return True


def is_counting() -> bool:
    """Whether a process is counting now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted", [_LOCK]
        )
        row: tuple[Any, ...] = cursor.fetchone()
    return bool(row[0])
