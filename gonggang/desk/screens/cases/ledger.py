"""The ledger of cases: a list like the others, and as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.casework import queries as casework
from gonggang.casework.queries import Filters
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import Asked, asked, capped
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.cases.cases_list import CASES
from gonggang.desk.screens.cases.officers import officers_for
from gonggang.desk.screens.cases.shown import reach_of
from gonggang.desk.screens.cases.words import STATUSES
from gonggang.desk.screens.shell import View, page, tabs
from gonggang.regions.rules import territory


@action("cases.list")
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the place where the officer stands; those due first in front."""
    scope = scope_of(request)
    reach = reach_of(request, "cases.list")
    wanted = _asked(scope)
    return page(
        request,
        "cases/ledger",
        scope,
        screen="cases",
        officers=officers_for(scope.region, reach) if reach.viewer.may("cases.assign") else [],
        tabs=_tabs(scope, wanted),
        page=list_of(wanted, _rows(scope, wanted, reach)),
    )


def _asked(scope: Scope) -> Asked:
    status = scope.one_of("status", ["all", "alive", *STATUSES]) or "alive"
    return asked(CASES, scope, status=status)


def _rows(scope: Scope, wanted: Asked, reach: Any) -> Any:
    status = str(wanted.own["status"])
    filters = Filters(status="" if status == "all" else status)
    return casework.ledger((territory(scope.region),), filters, today=reach.today)


def _tabs(scope: Scope, wanted: Asked) -> Any:
    counts = casework.status_counts((territory(scope.region),))
    alive = sum(count for status, count in counts.items() if status != "concluded")
    views: list[View] = [("alive", _("没有了结"), capped(alive, limit=casework.COUNT_CAP))]
    views += [
        (code, str(word), capped(counts[code], limit=casework.COUNT_CAP)) for code, word in STATUSES.items()
    ]
    views.append(("all", _("全部"), None))
    kept = {name: value for name, value in wanted.query().items() if name != "status"}
    return tabs(scope, "cases", "status", str(wanted.own["status"]), views, **kept)


@action("cases.export")
def export(request: HttpRequest) -> HttpResponse:
    """The ledger as a file, exactly as seen."""
    scope = scope_of(request)
    wanted = _asked(scope)
    return export_of(wanted, _rows(scope, wanted, reach_of(request, "cases.export")))
