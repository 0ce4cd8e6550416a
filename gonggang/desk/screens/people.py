"""Who is in post, and whose placement ends soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import COUNTED_MAX, Asked, Counted, asked, counted, counted_by, filtered
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens import people_list
from gonggang.desk.screens.expiring_list import EXPIRING
from gonggang.desk.screens.people_list import PEOPLE
from gonggang.desk.screens.shell import Tab, page, tabs
from gonggang.exits import queries as exits
from gonggang.reporting.words import CHECKS, word
from gonggang.screening import queries as screening

THRESHOLDS = ("30", "60", "90")


@action("people.list")
def people(request: HttpRequest) -> HttpResponse:
    """The placements that are alive in the month; `compared` keeps the people whom a check has compared."""
    scope = scope_of(request)
    wanted = asked(PEOPLE, scope)
    everyone = people_list.rows_of(scope)
    listed = list_of(wanted, everyone)
    compared = wanted.values.get("compared")
    return page(
        request,
        "people",
        scope,
        screen="people",
        people=_persons(filtered(everyone, wanted)),
        compared=word(CHECKS, compared) if compared else None,
        tabs=_views(scope, wanted, everyone),
        page=listed,
    )


def _persons(rows: Any) -> Counted:
    """People behind the rows: somebody with two placements is counted once."""
    found = rows.order_by().values("person_id").distinct()[: COUNTED_MAX + 1].count()
    return Counted(min(found, COUNTED_MAX), found > COUNTED_MAX)


def _views(scope: Scope, wanted: Asked, everyone: Any) -> list[Tab]:
    """What a list of people is most often narrowed to, each with its count where that is known."""
    counts = counted_by(
        everyone,
        {
            "all": Q(pk__isnull=False),
            "RURAL": Q(urban_rural="RURAL"),
            "URBAN": Q(urban_rural="URBAN"),
            "contested": Q(contested_why__isnull=False),
        },
    )

    def of(view: str) -> int | None:
        return None if counts is None else counts[view]

    known = bool(screening.covering_runs(scope.region, scope.month))
    own = {"expiring": "90"}, {"hits": "1"}
    more = [
        counted(filtered(everyone, replace(wanted, values=values))).number
        if known and counts is not None
        else None
        for values in own
    ]
    views: list[tuple[object, int | None, dict[str, str]]] = [
        (_("全部"), of("all"), {}),
        *((label, of(kind), {"kind": kind}) for kind, label in people_list.KINDS.items()),
        (_("90 天内到期"), more[0], own[0]),
        (_("有待核实的命中"), more[1], own[1]),
    ]
    return [
        Tab(label, count, scope.address("people", **values), wanted.values == values)
        for label, count, values in views
    ]


@action("people.export")
def people_export(request: HttpRequest) -> HttpResponse:
    """The list as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(PEOPLE, scope), people_list.rows_of(scope))


@action("exits.list")
def expiring(request: HttpRequest) -> HttpResponse:
    """Whose term or age limit falls within 30, 60 or 90 days after the month."""
    scope = scope_of(request)
    days = int(scope.one_of("days", THRESHOLDS) or THRESHOLDS[-1])
    on = scope.month.next().first
    wanted = asked(EXPIRING, scope, days=days)
    rows = _warnings(scope, days)
    views: list[tuple[str | None, object, int | None]] = [
        (each, _("%(days)s 天内") % {"days": each}, exits.due_rows(scope.region, on, int(each)).count())
        for each in THRESHOLDS
    ]
    return page(
        request,
        "expiring",
        scope,
        screen="expiring",
        days=days,
        # Warnings are raised when the month is run; before that nobody knows.
        known=bool(screening.covering_runs(scope.region, scope.month)) or rows.exists(),
        on=on,
        until=on + timedelta(days=days),
        tabs=tabs(scope, "expiring", "days", str(days), views),
        page=list_of(wanted, rows),
    )


def _warnings(scope: Scope, days: int) -> Any:
    found = exits.due_rows(scope.region, scope.month.next().first, days)
    return found.prefetch_related("person", "placement__post")


@action("exits.export")
def expiring_export(request: HttpRequest) -> HttpResponse:
    """The warnings as a file, exactly as seen."""
    scope = scope_of(request)
    days = int(scope.one_of("days", THRESHOLDS) or THRESHOLDS[-1])
    return export_of(asked(EXPIRING, scope, days=days), _warnings(scope, days))
