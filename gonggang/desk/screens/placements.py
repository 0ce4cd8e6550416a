"""Placements over days: who is in which post, who was, who begins, and what is contested."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked, counted, filtered
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.placements_list import CONTESTED, PLACEMENTS, STANDS
from gonggang.desk.screens.shell import Tab, page
from gonggang.placements import queries


@action("placements.list")
def placements(request: HttpRequest) -> HttpResponse:
    """Every placement of the place, whenever it was."""
    scope = scope_of(request)
    wanted = asked(PLACEMENTS, scope)
    rows = _rows(scope)
    views: list[tuple[object, dict[str, str]]] = [(_("全部"), {})]
    views += [(label, {"stand": value}) for value, label in STANDS.items()]
    views.append((CONTESTED["1"], {"contested": "1"}))
    tabs = [
        Tab(
            label,
            # Few of a whole province meet some of these conditions, and finding that out takes long.
            None if scope.is_above_counties else counted(filtered(rows, replace(wanted, values=values))),
            scope.address("placements", **values),
            wanted.values == values,
        )
        for label, values in views
    ]
    return page(request, "placements", scope, screen="placements", tabs=tabs, page=list_of(wanted, rows))


def _rows(scope: Scope) -> Any:
    """The placements; persons and posts are read by key, a page at a time."""
    return queries.rows(scope.region).prefetch_related("person", "post")


@action("placements.export")
def placements_export(request: HttpRequest) -> HttpResponse:
    """The placements as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(PLACEMENTS, scope), _rows(scope))
