"""What each is owed for the month, what is held and why, and what the bank answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.core.masks import mask
from gonggang.desk.paging import page_of
from gonggang.desk.scope import scope_of
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
    held = scope.one_of("held", ("0", "1"))
    reasons = subsidy_queries.held_by_reason(scope.region, scope.month)
    reason = scope.one_of("reason", list(HELD | reasons)) if held != "0" else None
    township = scope.township()
    everything = subsidy_queries.line_rows(scope.region, scope.month)
    rows = narrowed(everything, township)
    if held:
        rows = rows.filter(held=held == "1")
    if reason:
        rows = rows.filter(held=True, reason=reason)
    totals = subsidy_queries.totals(scope.region, scope.month)
    views = [
        (None, _("全部"), totals.lines),
        ("0", _("可发"), totals.lines - totals.held_lines),
        ("1", _("暂缓"), totals.held_lines),
    ]
    query = {"held": held, "reason": reason, "township": township_value(township)}
    uncomputed = placements.in_post(scope.region, scope.month).count() - totals.lines
    return page(
        request,
        "subsidies",
        scope,
        screen="subsidies",
        held=held,
        reason=word(HELD, reason) if reason else None,
        query=query,
        total=subsidy_queries.sum_of(rows),
        uncomputed=max(0, uncomputed),
        tabs=tabs(scope, "subsidies", "held", held, views),
        reasons=tabs(
            scope,
            "subsidies",
            "reason",
            reason,
            [(each, word(HELD, each), count) for each, count in reasons.items()],
            held=1,
        )
        if held == "1"
        else [],
        townships=township_choices(scope, township),
        page=page_of(scope, "subsidies", rows, _lines, **query),
    )


def _lines(found: list[Any]) -> list[dict[str, Any]]:
    places = place_names(line.village_code for line in found)
    return [
        {
            "person": person_shown(line.person),
            "place": places[line.village_code],
            "post": line.placement.post,
            "line": line,
            "reason": word(HELD, line.reason) if line.reason else None,
        }
        for line in found
    ]


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
