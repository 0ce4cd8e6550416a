"""What each is owed for the month, what is held and why, and what the bank answered."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked, counted, counted_by, filtered
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.money_list import SUBSIDIES
from gonggang.desk.screens.returns_list import RETURNS
from gonggang.desk.screens.shell import View, page, tabs
from gonggang.placements import queries as placements
from gonggang.reporting.words import HELD, word
from gonggang.subsidies import queries as subsidy_queries

EVERY: Final = Q(pk__isnull=False)


@action("subsidies.list")
def subsidies(request: HttpRequest) -> HttpResponse:
    """The lines of the month with their sum over the whole result; `held` and `reason` keep what is held."""
    scope = scope_of(request)
    wanted = asked(SUBSIDIES, scope)
    rows = _rows(scope)
    held, reason = wanted.values.get("held"), wanted.values.get("reason")
    counts = counted_by(rows, {"all": EVERY, "0": Q(held=False), "1": Q(held=True)})
    known: dict[str, int] = counts or {}
    views: list[View] = [
        (None, _("全部"), known.get("all")),
        ("0", _("可发"), known.get("0")),
        ("1", _("暂缓"), known.get("1")),
    ]
    uncomputed = (
        0 if counts is None else placements.in_post(scope.region, scope.month).count() - counts["all"]
    )
    reasons = subsidy_queries.held_by_reason(scope.region, scope.month) if held == "1" else {}
    kinds: list[View] = [(each, word(HELD, each), count) for each, count in reasons.items()]
    return page(
        request,
        "subsidies",
        scope,
        screen="subsidies",
        held=held,
        total=_total(filtered(rows, wanted)),
        uncomputed=max(0, uncomputed),
        tabs=tabs(scope, "subsidies", "held", held, views),
        reasons=tabs(scope, "subsidies", "reason", reason, kinds, held=1),
        page=list_of(wanted, rows),
    )


def _total(rows: Any) -> Any:
    """The sum of a result; None where it is too large to be counted for every look at it."""
    return None if counted(rows).more else subsidy_queries.sum_of(rows)


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
    wanted = asked(RETURNS, scope)
    rows = _return_rows(scope)
    status = wanted.values.get("status")
    counts = counted_by(rows, {"all": EVERY, "failed": Q(succeeded=False), "paid": Q(succeeded=True)})
    known: dict[str, int] = counts or {}
    views: list[View] = [
        (None, _("全部"), known.get("all")),
        ("failed", _("退票"), known.get("failed")),
        ("paid", _("到账"), known.get("paid")),
    ]
    return page(
        request,
        "returns",
        scope,
        screen="returns",
        status=status,
        received=counts is None or counts["all"] > 0,
        total=_total(filtered(rows, wanted)),
        tabs=tabs(scope, "returns", "status", status, views),
        page=list_of(wanted, rows),
    )


@action("returns.export")
def returns_export(request: HttpRequest) -> HttpResponse:
    """The answers as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(RETURNS, scope), _return_rows(scope))


def _return_rows(scope: Scope) -> Any:
    """The answers; their persons are read by key, a page at a time."""
    rows = subsidy_queries.return_rows(scope.region, scope.month)
    return rows.select_related(None).prefetch_related("person")
