"""The comparison with other departments' registers: what was compared, what was hit, what could not be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked
from gonggang.desk.paging import Page, page_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.comparison_runs import (
    Age,
    age_limit,
    age_of,
    comparison_asked_shown,
    last_run_shown,
    may_run,
)
from gonggang.desk.screens.hits_list import HITS
from gonggang.desk.screens.shell import page, tabs
from gonggang.desk.shown import person_shown, place_names
from gonggang.exchange import queries as exchange
from gonggang.placements import queries as placements
from gonggang.registers import queries as register_queries
from gonggang.registers.catalogue import REGISTERS
from gonggang.registers.queries import RegisterFacts
from gonggang.reporting.summary import CheckFigures, check_figures
from gonggang.reporting.words import CHECKS, NOT_COMPARED, word
from gonggang.screening import queries as screening

# However few people were not compared, the hatching can be seen; however few were compared, the bar too.
_BAR_LEAST_PERCENT = 4
SECONDS_BETWEEN_LOOKS = "2"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some people were not compared, how many, and where their list is."""

    label: str
    people: int
    address: str


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A row of the table of checks. `verdict` is hit, clean, part or none; clean only at full coverage."""

    check: str
    label: str
    compared: int
    hits: int
    missing: int
    reasons: list[Reason]
    bar_percent: int
    verdict: str


def checks_shown(scope: Scope, figures: list[CheckFigures]) -> list[CheckShown]:
    """The checks of the month as the overview and the page of registers show them."""
    return [_check(scope, each) for each in figures]


def _check(scope: Scope, each: CheckFigures) -> CheckShown:
    missing = sum(each.not_compared.values())
    people = each.compared + missing
    percent = each.compared * 100 // people if people else 0
    if missing and each.compared:
        percent = min(100 - _BAR_LEAST_PERCENT, max(_BAR_LEAST_PERCENT, percent))
    verdict = "none" if not each.compared else "part" if missing else "hit" if each.hits else "clean"
    return CheckShown(
        check=each.check,
        label=word(CHECKS, each.check),
        compared=each.compared,
        hits=each.hits,
        missing=missing,
        reasons=[
            Reason(word(NOT_COMPARED, why), count, scope.address("not_compared", check=each.check, why=why))
            for why, count in each.not_compared.items()
        ],
        bar_percent=percent,
        verdict=verdict,
    )


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """A row of the table of registers; without a file the register has not been received."""

    label: str
    department: str
    file_name: str | None
    as_of: date | None
    rows: int | None
    rejected: int | None
    batch_id: int | None
    age: Age | None = None


def registers_shown(facts: list[RegisterFacts], scope: Scope | None = None) -> list[RegisterShown]:
    """Every register that the system knows, by its files; those that have not come are there without a file.

    With a scope each has its age, as the comparison of that month judges it.
    """
    batches = exchange.batch_ids(fact.digest for fact in facts)
    limit = age_limit(scope.place, scope.month) if scope else None
    shown = []
    for register in REGISTERS.values():
        files = [fact for fact in facts if fact.kind == register.kind]
        for fact in files:
            shown.append(
                RegisterShown(
                    _(register.label),
                    _(register.department),
                    fact.file_name,
                    fact.as_of,
                    fact.rows_total,
                    fact.rows_total - fact.rows_accepted,
                    batches.get(fact.digest),
                    age_of(fact.as_of, scope.month, limit) if scope else None,
                )
            )
        if not files:
            shown.append(
                RegisterShown(_(register.label), _(register.department), None, None, None, None, None)
            )
    return shown


@action("registers.list")
def registers(request: HttpRequest) -> HttpResponse:
    """The registers as they came, and what the month's comparison covered."""
    scope = scope_of(request)
    shown = registers_shown(register_queries.facts(scope.region), scope)
    under_way = comparison_asked_shown(scope)
    answer = page(
        request,
        "registers",
        scope,
        screen="registers",
        checks=checks_shown(scope, check_figures(scope.region, scope.month)),
        registers=shown,
        received=sum(each.file_name is not None for each in shown),
        absent=sum(each.file_name is None for each in shown),
        again=screening.compared_again(scope.region, scope.month),
        limit=age_limit(scope.place, scope.month),
        run=last_run_shown(scope),
        asked=under_way,
        may_run=may_run(request, scope),
        may_import=scope.place is not None and viewer_of(request).covers("imports.run", scope.place),
    )
    if under_way is not None and under_way.stands.unfinished:
        answer.headers["Refresh"] = SECONDS_BETWEEN_LOOKS
    return answer


@action("screening.list")
def hits(request: HttpRequest) -> HttpResponse:
    """The hits of the month, each with where the fact stands; a hit is a question, not a verdict (clause 7.7)."""
    scope = scope_of(request)
    wanted = asked(HITS, scope)
    check = wanted.values.get("check")
    counts = screening.hit_counts(scope.region, scope.month)
    # Where nobody was compared there is no count: it is not known, and not nought.
    compared = {each.check for each in check_figures(scope.region, scope.month) if each.compared}
    views = [
        (None, _("全部"), sum(counts.values()) if compared else None),
        *((each, CHECKS[each], counts.get(each, 0) if each in compared else None) for each in CHECKS),
    ]
    return page(
        request,
        "hits",
        scope,
        screen="hits",
        check=check,
        label=word(CHECKS, check),
        known=check in compared if check else bool(compared),
        tabs=tabs(scope, "hits", "check", check, views),
        again=screening.compared_again(scope.region, scope.month),
        page=list_of(wanted, _hit_rows(scope)),
    )


@action("screening.export")
def hits_export(request: HttpRequest) -> HttpResponse:
    """The hits as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(HITS, scope), _hit_rows(scope))


def _hit_rows(scope: Scope) -> Any:
    """The hits; their persons are read by key, a page at a time."""
    found = screening.hit_rows(scope.region, scope.month)
    return found.select_related(None).prefetch_related("person")


@action("screening.list")
def not_compared(request: HttpRequest) -> HttpResponse:
    """Whom a check could not compare, and why; without a check, the checks that have such people."""
    scope = scope_of(request)
    checks = [each for each in check_figures(scope.region, scope.month) if each.not_compared]
    check = scope.one_of("check", list(CHECKS))
    figures = next((each for each in checks if each.check == check), CheckFigures(check or "", 0, 0, {}))
    why = scope.one_of("why", list(NOT_COMPARED)) if check else None
    views = [
        (None, _("全部检查"), None),
        *((each.check, CHECKS[each.check], sum(each.not_compared.values())) for each in checks),
    ]
    found = _unclear(scope, figures, why) if check else None
    expected = figures.not_compared.get(why, 0) if why else sum(figures.not_compared.values())
    return page(
        request,
        "not_compared",
        scope,
        screen="registers",
        check=check,
        label=word(CHECKS, check),
        checks=checks_shown(scope, checks),
        tabs=tabs(scope, "not_compared", "check", check, views),
        page=found,
        expected=expected,
        why=word(NOT_COMPARED, why),
    )


def _unclear(scope: Scope, figures: CheckFigures, why: str | None) -> Page:
    """People one by one; where the check did not run at all, everyone in post."""
    query = {"check": figures.check, "why": why}
    if figures.not_compared and not figures.compared:
        reason = word(NOT_COMPARED, next(iter(figures.not_compared)))
        everyone = placements.in_post(scope.region, scope.month).select_related("person")
        # One row a person: of two placements the older one is shown.
        rows = everyone.order_by("person_id", "pk").distinct("person_id")
        return page_of(
            scope, "not_compared", rows, lambda found: _without(scope, found, lambda row: reason), **query
        )
    there = placements.in_post(scope.region, scope.month).order_by().values("person_id")
    unclear = screening.not_compared_rows(scope.region, scope.month, figures.check).filter(
        person_id__in=there
    )
    if why:
        unclear = unclear.filter(why=why)
    return page_of(
        scope,
        "not_compared",
        unclear,
        lambda found: _without(scope, found, lambda row: word(NOT_COMPARED, row.why)),
        **query,
    )


def _without(scope: Scope, found: list[Any], reason: Any) -> list[dict[str, Any]]:
    of_person = dict(
        placements.in_post(scope.region, scope.month)
        .filter(person_id__in=[row.person_id for row in found])
        .order_by("-pk")
        .values_list("person_id", "village_code")
    )
    places = place_names(of_person.values())
    return [
        {
            "person": person_shown(row.person),
            "place": places[of_person.get(row.person_id)],
            "why": reason(row),
        }
        for row in found
    ]
