"""The month of a county on one page; every figure opens to its list, and the list shows the same number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.attendance import deaths_compared
from gonggang.desk.screens.comparison import checks_shown, registers_shown
from gonggang.desk.screens.overview_above import overview_above
from gonggang.desk.screens.shell import page
from gonggang.exits import queries as exits
from gonggang.reporting.summary import MonthSummary, attendance_anomalies, month_summary
from gonggang.reporting.words import ANOMALIES, DEFECTS, HELD, word
from gonggang.screening import queries as screening

# The ruler of ninety days: one tick for every three.
_DAYS = 90
_TICK_DAYS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with its word and the address of its list; `count` is None where it cannot be known."""

    label: str
    count: int | None
    address: str


@action("overview.view")
def overview(request: HttpRequest) -> HttpResponse:
    """Everything of the month; in an empty system, how to load files."""
    scope = scope_of(request)
    if scope.is_empty:
        return page(request, "welcome", scope, screen="overview")
    if scope.is_above_counties:
        return overview_above(request, scope)
    summary = month_summary(scope.region, scope.month)
    checks = checks_shown(scope, summary.checks)
    registers = registers_shown(summary.registers)
    return page(
        request,
        "overview",
        scope,
        screen="overview",
        s=summary,
        sheets_open=summary.sheets - summary.sheets_locked,
        missing_villages=summary.villages_without_sheet,
        uncomputed=max(0, summary.placements - summary.totals.lines),
        payable_lines=summary.totals.lines - summary.totals.held_lines,
        checks=checks,
        checks_incomplete=[each for each in checks if each.missing],
        hits=sum(each.hits for each in checks),
        held=[
            Figure(word(HELD, reason), count, scope.address("subsidies", held=1, reason=reason))
            for reason, count in summary.held_by_reason.items()
        ],
        defects=[
            Figure(word(DEFECTS, kind), summary.defects.get(kind, 0), scope.address("procedures", kind=kind))
            for kind in DEFECTS
        ],
        doubts=_doubts(scope, summary),
        expiring=_expiring(scope, summary),
        ticks=_ticks(scope),
        expiring_from=scope.month.next().first,
        registers=registers,
        registers_absent=sum(each.file_name is None for each in registers),
        again=screening.compared_again(scope.region, scope.month),
    )


def _doubts(scope: Scope, summary: MonthSummary) -> list[Figure]:
    """Marks after a death need the register of deaths, marks before the start a locked sheet: else nobody knows."""
    found = Counter(each.reason for each in attendance_anomalies(scope.region, scope.month))
    unknown = set()
    if not summary.sheets:
        unknown |= set(ANOMALIES)
    if not summary.sheets_locked:
        unknown.add("attendance_before_start")
    if not deaths_compared(summary.checks):
        unknown.add("attendance_after_death")
    return [
        Figure(
            word(ANOMALIES, reason),
            None if reason in unknown and not found[reason] else found[reason],
            scope.address("attendance", show="doubts", reason=reason),
        )
        for reason in ANOMALIES
    ]


def _expiring(scope: Scope, summary: MonthSummary) -> list[Figure]:
    return [
        Figure(_("%(days)d 天内") % {"days": days}, count, scope.address("expiring", days=days))
        for days, count in summary.expiring.items()
    ]


def _ticks(scope: Scope) -> list[str]:
    """The classes of the ruler's ticks: on where somebody's placement ends, taller at thirty, sixty, ninety days."""
    on = scope.month.next().first
    ends = {(day - on).days // _TICK_DAYS for day in exits.due_days(scope.region, on, _DAYS)}
    tall = {days // _TICK_DAYS for days in (30, 60, 90)}
    return [
        " ".join(name for name, holds in (("on", tick in ends), ("yr", tick in tall)) if holds)
        for tick in range(_DAYS // _TICK_DAYS + 1)
    ]
