"""Applications: their list, those of a round, and one of them."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import Asked, asked
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.recruitment.applications_list import APPLICATIONS, shown
from gonggang.desk.screens.recruitment.frame import (
    application_page,
    application_within,
    applications_of,
    round_page,
    round_within,
)
from gonggang.desk.screens.recruitment.tabs import TABS, Tab
from gonggang.desk.screens.shell import page
from gonggang.recruitment import queries as recruitment
from gonggang.regions.rules import territory

TABS.append(Tab(20, _("报名"), "round_applications"))
# A tab shows so many; the whole list has pages, conditions and files.
SHOWN: Final = 100


def _rows(request: HttpRequest, scope: Scope) -> tuple[Asked, Any]:
    """What the address asks for: applications of the place, or of one round there."""
    unit = scope.unit
    text = request.GET.get("round", "")
    round_id = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    rows = recruitment.applications((territory(scope.region),), unit=unit)
    if round_id is not None:
        return asked(APPLICATIONS, scope, round=round_id), rows.filter(round_id=round_id)
    return asked(APPLICATIONS, scope), rows


@action("recruitment.read")
def applications(request: HttpRequest) -> HttpResponse:
    """The applications of the place where the officer stands."""
    scope = scope_of(request)
    wanted, rows = _rows(request, scope)
    return page(request, "recruitment/applications", scope, screen="rounds", page=list_of(wanted, rows))


@action("recruitment.export")
def applications_export(request: HttpRequest) -> HttpResponse:
    """The applications as a file, exactly as seen: masked the same."""
    scope = scope_of(request)
    wanted, rows = _rows(request, scope)
    return export_of(wanted, rows)


@action("recruitment.read")
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """The applications of a round within reach."""
    there = round_within(request, round_id)
    scope = scope_of(request)
    rows = applications_of(request, round_id)
    total = rows.count()
    return round_page(
        request,
        there,
        "round_applications",
        "round_applications",
        rows=shown(scope, list(rows[:SHOWN])),
        total=total,
        more=total > SHOWN,
        may_apply=viewer_of(request).may("recruitment.apply")
        and there.published_on
        and not there.withdrawn_on,
    )


@action("recruitment.read")
@with_scripts
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application within reach: how far it has come, and everything that belongs to it."""
    return application_page(request, application_within(request, application_id))
