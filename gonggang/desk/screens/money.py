"""What each is owed for the month, what is held and why, and what the bank answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.core.masks import mask
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked, filtered
from gonggang.desk.paging import page_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.money_list import SUBSIDIES
from gonggang.desk.screens.shell import narrowed, page, tabs, township_choices, township_value
from gonggang.desk.shown import person_shown, place_names
from gonggang.people.queries import account_numbers
from gonggang.placements import queries as placements
from gonggang.reporting.words import HELD, word
from gonggang.subsidies import queries as subsidy_queries


@action("subsidies.list")
def subsidies(request: HttpRequest) -> HttpResponse:
    """The lines of the month with their sum over the whole result; `held` and `reason` keep what is held."""
    scope = scope_of(request)
    wanted = asked(SUBSIDIES, scope)
    rows = _rows(scope)
    held, reason = wanted.values.get("held"), wanted.values.get("reason")
    totals = subsidy_queries.totals(scope.region, scope.month)
    views = [
        (None, _("全部"), totals.lines),
        ("0", _("可发"), totals.lines - totals.held_lines),
        ("1", _("暂缓"), totals.held_lines),
    ]
    uncomputed = placements.in_post(scope.region, scope.month).count() - totals.lines
    reasons = subsidy_queries.held_by_reason(scope.region, scope.month) if held == "1" else {}
    kinds = [(each, word(HELD, each), count) for each, count in reasons.items()]
    return page(
        request,
        "subsidies",
        scope,
        screen="subsidies",
        held=held,
        total=subsidy_queries.sum_of(filtered(rows, wanted)),
        uncomputed=max(0, uncomputed),
        tabs=tabs(scope, "subsidies", "held", held, views),
        reasons=tabs(scope, "subsidies", "reason", reason, kinds, held=1),
        page=list_of(wanted, rows),
    )


@action("subsidies.export")
def subsidies_export(request: HttpRequest) -> HttpResponse:
    """The lines as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(SUBSIDIES, scope), _rows(scope))


def _rows(scope: Scope) -> Any:
    """The lines; their persons and posts are read by key, a page at a time."""
    lines = subsidy_queries.line_rows(scope.region, scope.month).select_related(None)
    return lines.prefetch_related("person", "placement__post")


@action("returns.list")
def returns(request: HttpRequest) -> HttpResponse:
    """The bank's answers for the month, failures first, with their sum over the whole result."""
    scope = scope_of(request)
    status = scope.one_of("status", ("paid", "failed"))
    township = scope.township()
    everything = subsidy_queries.return_rows(scope.region, scope.month)
    rows = narrowed(everything, township)
    if status:
        rows = rows.filter(succeeded=status == "paid")
    paid = everything.filter(succeeded=True).count()
    failed = everything.filter(succeeded=False).count()
    views = [
        (None, _("全部"), paid + failed),
        ("failed", _("退票"), failed),
        ("paid", _("到账"), paid),
    ]
    query = {"status": status, "township": township_value(township)}
    return page(
        request,
        "returns",
        scope,
        screen="returns",
        status=status,
        received=paid + failed,
        query=query,
        total=subsidy_queries.sum_of(rows),
        tabs=tabs(scope, "returns", "status", status, views),
        townships=township_choices(scope, township),
        page=page_of(scope, "returns", rows, _returns, **query),
    )


def _returns(found: list[Any]) -> list[dict[str, Any]]:
    places = place_names(line.village_code for line in found)
    keys = [(line.person_id, bytes(line.account_index)) for line in found if line.account_index]
    accounts = account_numbers(keys)
    return [
        {
            "person": person_shown(line.person),
            "place": places[line.village_code],
            "account": mask("account", accounts.get((line.person_id, bytes(line.account_index or b"")))),
            "line": line,
        }
        for line in found
    ]
