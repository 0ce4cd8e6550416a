"""The ledger of cases: filtered, paged by key, exported as seen; many cases given out at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.casework import queries as casework
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.cases.export import workbook_of
from gonggang.desk.screens.cases.filters import asked_of, choices
from gonggang.desk.screens.cases.officers import officers_for
from gonggang.desk.screens.cases.shown import cases_shown, reach_of
from gonggang.desk.screens.cases.words import STATUSES
from gonggang.desk.screens.shell import View, page, tabs
from gonggang.regions.rules import territory

ROWS_A_PAGE = 50


@action("cases.list")
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the place where the officer stands; those due first in front."""
    scope = scope_of(request)
    reach = reach_of(request, "cases.list")
    ranges = (territory(scope.region),)
    asked = asked_of(scope, reach.officer)
    rows = casework.ledger(ranges, asked.filters, today=reach.today)
    found = casework.page_after(rows, request.GET.get("after", ""), ROWS_A_PAGE)
    count, more = casework.capped_count(rows)
    return page(
        request,
        "cases/ledger",
        scope,
        screen="cases",
        asked=asked,
        query=asked.query,
        cases=cases_shown(found.rows, reach.today),
        count=count,
        more=more,
        first=None if found.is_first else scope.address("cases", **asked.query),
        next=scope.address("cases", **asked.query, after=found.after) if found.after else None,
        export=scope.address("cases_export", **asked.query) if reach.viewer.may("cases.export") else None,
        viewer_works=reach.viewer.may("cases.work"),
        officers=officers_for(scope.region, reach) if reach.viewer.may("cases.assign") else [],
        tabs=_tabs(scope, ranges, asked.query),
        **choices(scope, asked),
    )


def _tabs(scope: Scope, ranges: casework.Ranges, query: dict[str, Any]) -> Any:
    counts = casework.status_counts(ranges)
    alive = sum(count for status, count in counts.items() if status != "concluded")
    views: list[View] = [("alive", _("没有了结"), alive)]
    views += [(code, str(word), counts.get(code, 0)) for code, word in STATUSES.items()]
    views.append(("all", _("全部"), None))
    kept = {name: value for name, value in query.items() if name != "status"}
    return tabs(scope, "cases", "status", query["status"], views, **kept)


@action("cases.export")
def export(request: HttpRequest) -> HttpResponse:
    """The ledger as a workbook, with the filters of the list and in its order."""
    scope = scope_of(request)
    reach = reach_of(request, "cases.export")
    asked = asked_of(scope, reach.officer)
    rows = casework.ledger_rows((territory(scope.region),), asked.filters, today=reach.today)
    return workbook_of(rows, officer=reach.officer, today=reach.today, region=scope.region)
