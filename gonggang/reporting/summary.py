"""What a bureau chief wants to see of a month on one page; every figure is counted from rows, none is typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count

from gonggang.attendance import queries as attendance
from gonggang.attendance.queries import Anomaly
from gonggang.core.month import Month
from gonggang.exits import queries as exits
from gonggang.placements import queries as placements
from gonggang.posts import queries as posts
from gonggang.regions.rules import territory
from gonggang.registers import queries as registers
from gonggang.reporting import doubts
from gonggang.screening import queries as screening
from gonggang.subsidies import queries as subsidies
from gonggang.subsidies.queries import MonthTotals
from gonggang.supervision import queries as supervision

# A summary judges so many procedures that wait for it; after a file of a whole county they were judged before.
JUDGED_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """One comparison check: how many people were compared, hit, and not compared, with the reasons."""

    check: str
    compared: int
    hits: int
    not_compared: dict[str, int]


@dataclass(slots=True)
class MonthSummary:
    """A territory's month. Money in fen. `checks` is empty when the month has not been compared."""

    region: int
    month: Month
    people: int
    placements: int
    urban: int
    rural: int
    contested: int
    posts: int
    places: int
    places_taken: int
    sheets: int
    sheets_locked: int
    villages_without_sheet: int
    totals: MonthTotals
    held_by_reason: dict[str, int]
    checks: list[CheckFigures] = field(default_factory=list)
    registers: list[registers.RegisterFacts] = field(default_factory=list)
    defects: dict[str, int] = field(default_factory=dict)
    people_with_defects: int = 0
    expiring: dict[int, int] = field(default_factory=dict)
    bank_success: int = 0
    bank_failed: int = 0
    bank_success_fen: int = 0
    bank_failed_fen: int = 0
    complaints_open: int = 0
    complaints: int = 0


def month_summary(region: int, month: Month) -> MonthSummary:
    """Count a territory's month (0 is everywhere)."""
    in_post = placements.counts(region, month)
    there = posts.sums(region)
    sheets, locked = attendance.sheet_counts(region, month)
    returned = subsidies.return_rows(region, month)
    paid, bounced = (subsidies.sum_of(returned.filter(succeeded=answer)) for answer in (True, False))
    doubts.judge(region, limit=JUDGED_MAX)
    defects, people_with_defects = doubts.doubt_counts(region, month)
    next_month = month.next().first
    complaints = supervision.complaint_counts(region)
    return MonthSummary(
        region=region,
        month=month,
        people=in_post.people,
        placements=in_post.placements,
        urban=in_post.urban,
        rural=in_post.rural,
        contested=in_post.contested,
        posts=there.posts,
        places=there.places,
        places_taken=there.taken,
        sheets=sheets,
        sheets_locked=locked,
        villages_without_sheet=attendance.missing_count(region, month),
        totals=subsidies.totals(region, month),
        held_by_reason=subsidies.held_by_reason(region, month),
        checks=check_figures(region, month),
        registers=registers.facts(region),
        defects=defects,
        people_with_defects=people_with_defects,
        expiring=exits.due_counts(region, next_month, (30, 60, 90)),
        bank_success=paid.rows,
        bank_failed=bounced.rows,
        bank_success_fen=paid.fen,
        bank_failed_fen=bounced.fen,
        complaints=complaints[0],
        complaints_open=complaints[1],
    )


def check_figures(region: int, month: Month) -> list[CheckFigures]:
    """What the newest comparison of a territory's month covered and hit, check by check; empty without one."""
    figures: dict[str, CheckFigures] = {}
    hits = screening.hit_counts(region, month)
    low, high = territory(region)
    for run in screening.covering_runs(region, month):
        run_low, run_high = territory(run.region_code)
        inside = low <= run_low and run_high <= high
        for each in run.coverage if inside else _coverage_here(region, month, run):
            before = figures.get(each["check"], CheckFigures(each["check"], 0, 0, {}))
            figures[each["check"]] = CheckFigures(
                each["check"],
                before.compared + each["compared"],
                hits.get(each["check"], 0),
                dict(Counter(before.not_compared) + Counter(each["not_compared"])),
            )
    return list(figures.values())


def _coverage_here(region: int, month: Month, run: Any) -> list[dict[str, Any]]:
    """The coverage of a larger place's comparison, counted for the people of a territory alone."""
    there = placements.in_post(region, month).order_by().values("person_id").distinct()
    people = there.count()
    found = []
    for each in run.coverage:
        if each["compared"]:
            unclear = screening.not_compared_rows(region, month, each["check"]).filter(person_id__in=there)
            why = dict(unclear.order_by().values_list("why").annotate(Count("person_id", distinct=True)))
        else:  # the check did not run at all, for one reason
            why = {reason: people for reason in list(each["not_compared"])[:1] if people}
        compared = max(0, people - sum(why.values())) if each["compared"] else 0
        found.append({"check": each["check"], "compared": compared, "not_compared": why})
    return found


def attendance_anomalies(region: int, month: Month, unit: str | None = None) -> list[Anomaly]:
    """What cannot be right on the sheets of a territory's month (clauses 11.5, 11.7); of one employer with a `unit`."""
    return attendance.anomalies(region, month, deaths=screening.death_rows(region, month.last), unit=unit)


def months(region: int) -> list[Month]:
    """The months of which there is something to show of a territory, the newest first."""
    return sorted({*screening.months(region), *attendance.months(region)}, reverse=True)
