"""Comparisons as they were made: how old the registers are, what each run came to, and starting one for a county."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.core.month import Month
from gonggang.cycle.actions import ask_comparison
from gonggang.cycle.queries import comparison_asked
from gonggang.desk.paging import page_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.shell import page
from gonggang.desk.screens.system.job_words import job_words
from gonggang.desk.shown import ruler
from gonggang.jobs.queries import Standing
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.regions import queries as regions
from gonggang.reporting.words import CHECKS, NOT_COMPARED, word
from gonggang.screening import queries as screening

TICKS = 9
_SOON_DAYS = 5
# How long the end of a comparison is told on the page; afterwards it is one of those that were made.
NEWS = timedelta(minutes=15)
RUN = "registers.run_comparison"


@dataclass(frozen=True, slots=True)
class Age:
    """How old a register is when the month ends; `tone` is a class of the look, `ticks` are empty without a limit."""

    words: str
    tone: str
    ticks: tuple[str, ...]


def age_limit(place: int | None, month: Month) -> int | None:
    """How many days a register may be older than the end of the month; None where nobody has entered it."""
    try:
        limit: int | None = parameters().get("register_age_days_max", region=place or 0, on=month.last)
    except OutsideForce:
        return None
    return limit


def age_of(as_of: date, month: Month, limit: int | None) -> Age:
    """The age of a register as the comparison of a month judges it (clauses 7.1, 7.6)."""
    days = max(0, (month.last - as_of).days)
    if limit is None:
        return Age(_("%(n)d 天") % {"n": days}, "", ())
    left = (as_of + timedelta(days=limit) - month.last).days
    ticks = ruler(days, limit, TICKS)
    if left < 0:
        return Age(_("%(n)d 天，超过上限 %(limit)d 天") % {"n": days, "limit": limit}, "gg-stop", ticks)
    if left <= _SOON_DAYS:
        return Age(_("%(n)d 天，再过 %(left)d 天过期") % {"n": days, "left": left}, "gg-warn", ticks)
    return Age(_("%(n)d 天") % {"n": days}, "", ticks)


@dataclass(frozen=True, slots=True)
class RunShown:
    """One comparison: its figures against the one before, and why people were not compared by some check."""

    pk: int
    month: str
    place: str
    ran_at: Any
    people: int
    came_to: dict[str, int | None]
    not_compared: list[str]
    checks_not_run: list[str]


def runs_shown(found: list[Any]) -> list[RunShown]:
    """Comparisons as pages show them."""
    names = regions.names({run.region_code for run in found})
    return [_run(run, names.get(run.region_code, str(run.region_code))) for run in found]


def _run(run: Any, place: str) -> RunShown:
    why: Counter[str] = Counter()
    absent: dict[str, list[str]] = {}
    for each in run.coverage:
        if each["compared"]:
            why.update(each["not_compared"])
        elif each["not_compared"]:
            reason = word(NOT_COMPARED, next(iter(each["not_compared"])))
            absent.setdefault(reason, []).append(word(CHECKS, each["check"]))
    return RunShown(
        pk=run.pk,
        month=f"{run.month:%Y-%m}",
        place=place,
        ran_at=run.ran_at,
        people=run.people,
        came_to={
            name: run.came_to.get(name) for name in ("found", "new", "continued", "returned", "vanished")
        },
        not_compared=[
            _("%(why)s %(n)d 人次") % {"why": word(NOT_COMPARED, name), "n": count}
            for name, count in why.most_common()
        ],
        checks_not_run=[
            _("%(why)s：%(what)s") % {"why": reason, "what": _("、").join(checks)}
            for reason, checks in absent.items()
        ],
    )


def last_run_shown(scope: Scope) -> RunShown | None:
    """The newest comparison of the page's month, for the place where the officer stands."""
    found = screening.run_rows(scope.region).filter(month=scope.month.first)[:1]
    return next(iter(runs_shown(list(found))), None)


def may_run(request: HttpRequest, scope: Scope) -> bool:
    """Whether the officer may start a comparison for the place of the page."""
    return scope.place is not None and viewer_of(request).covers(RUN, scope.place)


@action("registers.list")
def comparison_runs(request: HttpRequest) -> HttpResponse:
    """Every comparison that was made for a place, the newest first."""
    scope = scope_of(request)
    return page(
        request,
        "comparison_runs",
        scope,
        screen="registers",
        may_run=may_run(request, scope),
        page=page_of(scope, "comparison_runs", screening.run_rows(scope.region), runs_shown),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison that was asked for: how it stands, and the sentence of its end while that is news."""

    stands: Standing
    words: str

    @property
    def percent(self) -> int:
        job = self.stands.job
        return min(100, job.done * 100 // job.total) if job.total else 0


def comparison_asked_shown(scope: Scope) -> Asked | None:
    """The comparison of the page's place and month that is under way, has failed, or has just ended."""
    stands = comparison_asked(scope.place, scope.month) if scope.place is not None else None
    if stands is None:
        return None
    if stands.unfinished:
        return Asked(stands, "")
    if stands.failed:
        return Asked(stands, stands.job.message)
    ended = stands.ended_at
    if ended is None or timezone.now() - ended > NEWS:
        return None
    return Asked(stands, job_words(stands.job.kind, stands.job.facts | stands.job.result))


@action(RUN)
def comparison_start(request: HttpRequest) -> HttpResponse:
    """Have the month of the page compared for the county where the officer stands; nothing is locked or computed."""
    scope = scope_of(request)
    if request.method == "POST" and scope.place is not None:
        try:
            _job, new = ask_comparison(scope.month, scope.place, officer=request.user)
        except (UnusableInput, WorkFailed) as error:
            messages.error(request, str(error))
        else:
            if not new:
                messages.info(request, _("这里这个月的比对已经在办，没有再办一次。"))
    return HttpResponseRedirect(scope.address("registers"))
