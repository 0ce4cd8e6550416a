"""Doubts about how people came into their posts, and the ledger of complaints."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import COUNTED_MAX, asked, capped, counted_by, filtered
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.complaints_list import COMPLAINTS
from gonggang.desk.screens.procedures_list import PROCEDURES
from gonggang.desk.screens.shell import View, page, tabs
from gonggang.reporting import doubts
from gonggang.reporting.words import DEFECTS, word
from gonggang.supervision import queries as supervision

# So many procedures that wait for it are judged by one look at the page.
JUDGED_MAX: Final = 2_000
# A file is waited for, and should be whole.
EXPORTED_MAX: Final = 50_000


@action("procedures.list")
def procedures(request: HttpRequest) -> HttpResponse:
    """The doubts about the procedures of those in post, one row a person, a kind and a stage (clause 6.2)."""
    scope = scope_of(request)
    waiting = doubts.judge(scope.region, limit=JUDGED_MAX)
    wanted = asked(PROCEDURES, scope)
    rows = _doubts(scope)
    counts = None
    if not scope.is_above_counties:  # there are too many to be counted for every look at them
        counts = counted_by(rows, {"all": Q(pk__isnull=False), **{kind: Q(kind=kind) for kind in DEFECTS}})
    views: list[View] = [(None, _("全部"), None if counts is None else counts["all"])]
    views += [(kind, DEFECTS[kind], None if counts is None else counts[kind]) for kind in DEFECTS]
    people = filtered(rows, wanted).order_by().values("person_id").distinct()[: COUNTED_MAX + 1]
    kind = wanted.values.get("kind")
    return page(
        request,
        "procedures",
        scope,
        screen="procedures",
        people=None if counts is None else capped(people.count(), limit=COUNTED_MAX),
        label=word(DEFECTS, kind),
        waiting=waiting,
        tabs=tabs(scope, "procedures", "kind", kind, views),
        page=list_of(wanted, rows),
    )


def _doubts(scope: Scope) -> Any:
    return doubts.doubt_rows(scope.region, scope.month).prefetch_related("person")


@action("procedures.export")
def procedures_export(request: HttpRequest) -> HttpResponse:
    """The doubts as a file, exactly as seen."""
    scope = scope_of(request)
    doubts.judge(scope.region, limit=EXPORTED_MAX)
    return export_of(asked(PROCEDURES, scope), _doubts(scope))


@action("complaints.list")
def complaints(request: HttpRequest) -> HttpResponse:
    """The ledger of complaints. Who complained, and the text of it, stay in the ledger (clause 15.4)."""
    scope = scope_of(request)
    wanted = asked(COMPLAINTS, scope)
    rows = supervision.complaint_rows(scope.region)
    status = wanted.values.get("status")
    total, still_open = supervision.complaint_counts(scope.region)
    views: list[View] = [
        (None, _("全部"), total),
        ("open", _("未办结"), still_open),
        ("closed", _("已办结"), total - still_open),
    ]
    return page(
        request,
        "complaints",
        scope,
        screen="complaints",
        status=status,
        tabs=tabs(scope, "complaints", "status", status, views),
        page=list_of(wanted, rows),
    )


@action("complaints.export")
def complaints_export(request: HttpRequest) -> HttpResponse:
    """The ledger as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(COMPLAINTS, scope), supervision.complaint_rows(scope.region))
