"""Who is in post, and whose placement ends soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.desk.paging import page_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.shell import narrowed, page, tabs, township_choices, township_value
from gonggang.desk.shown import person_shown, place_names, ruler, term_shown, urban_rural_words
from gonggang.exits import queries as exits
from gonggang.placements import queries as placements
from gonggang.reporting.summary import check_figures
from gonggang.reporting.words import CAUSES, CHECKS, HELD, word
from gonggang.screening import queries as screening
from gonggang.subsidies import queries as subsidies

THRESHOLDS = ("30", "60", "90")


@action("people.list")
def people(request: HttpRequest) -> HttpResponse:
    """The placements that are alive in the month; `compared` keeps the people whom a check has compared."""
    scope = scope_of(request)
    kind = scope.one_of("kind", ("RURAL", "URBAN", "contested"))
    township = scope.township()
    compared = scope.one_of("compared", list(CHECKS))
    everyone = placements.in_post(scope.region, scope.month)
    counts = everyone.aggregate(
        all=Count("pk"),
        RURAL=Count("pk", filter=Q(urban_rural="RURAL")),
        URBAN=Count("pk", filter=Q(urban_rural="URBAN")),
        contested=Count("pk", filter=Q(contested_why__isnull=False)),
    )
    rows = narrowed(everyone, township)
    if kind == "contested":
        rows = rows.filter(contested_why__isnull=False)
    elif kind:
        rows = rows.filter(urban_rural=kind)
    if compared:
        rows = rows.exclude(person_id__in=_not_compared(scope, compared))
    names = {"RURAL": _("乡村"), "URBAN": _("城镇"), "contested": _("同期有疑问")}
    views = [(None, _("全部"), counts["all"]), *((each, names[each], counts[each]) for each in names)]
    query = {"kind": kind, "township": township_value(township), "compared": compared}
    return page(
        request,
        "people",
        scope,
        screen="people",
        people=rows.order_by().values("person_id").distinct().count(),
        compared=word(CHECKS, compared) if compared else None,
        query=query,
        tabs=tabs(scope, "people", "kind", kind, views),
        townships=township_choices(scope, township),
        page=page_of(
            scope,
            "people",
            rows.select_related("person", "post").order_by("village_code", "pk"),
            lambda found: _people(scope, found),
            **query,
        ),
    )


def _not_compared(scope: Scope, check: str) -> Any:
    """The persons whom a check has not compared: all of them where it did not run at all."""
    figures = {each.check: each for each in check_figures(scope.region, scope.month)}
    if check not in figures or figures[check].compared == 0:
        return placements.in_post(scope.region, scope.month).values("person_id")
    return screening.not_compared_rows(scope.region, scope.month, check).order_by().values("person_id")


def _people(scope: Scope, found: list[Any]) -> list[dict[str, Any]]:
    places = place_names(row.village_code for row in found)
    on = scope.month.next().first
    of_placement = subsidies.line_rows(scope.region, scope.month).filter(
        placement_id__in=[row.pk for row in found]
    )
    lines = {line.placement_id: line for line in of_placement}
    return [
        {
            "person": person_shown(row.person),
            "place": places[row.village_code],
            "post": row.post,
            "kind": urban_rural_words(row.urban_rural),
            "begins_on": row.during.lower,
            "term": term_shown(row.during.lower, row.village_code, on),
            "line": lines.get(row.pk),
            "contested": word(HELD, f"contested_{row.contested_why}") if row.contested_why else None,
        }
        for row in found
    ]


@action("exits.list")
def expiring(request: HttpRequest) -> HttpResponse:
    """Whose term or age limit falls within 30, 60 or 90 days after the month."""
    scope = scope_of(request)
    days = int(scope.one_of("days", THRESHOLDS) or THRESHOLDS[-1])
    township = scope.township()
    on = scope.month.next().first
    rows = narrowed(exits.due_rows(scope.region, on, days), township)
    views: list[tuple[str | None, object, int | None]] = [
        (each, _("%(days)s 天内") % {"days": each}, exits.due_rows(scope.region, on, int(each)).count())
        for each in THRESHOLDS
    ]
    query = {"days": days, "township": township_value(township)}
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
        query=query,
        tabs=tabs(scope, "expiring", "days", str(days), views),
        townships=township_choices(scope, township),
        page=page_of(
            scope,
            "expiring",
            rows.select_related("person", "placement__post"),
            lambda found: _expiring(scope, found),
            **query,
        ),
    )


def _expiring(scope: Scope, found: list[Any]) -> list[dict[str, Any]]:
    places = place_names(row.village_code for row in found)
    on = scope.month.next().first
    return [
        {
            "person": person_shown(row.person),
            "place": places[row.village_code],
            "post": row.placement.post,
            "begins_on": row.placement.during.lower,
            "ends_on": row.ends_on,
            "cause": word(CAUSES, row.cause),
            "days_left": (row.ends_on - on).days,
            "ticks": ruler(
                (on - row.placement.during.lower).days, (row.ends_on - row.placement.during.lower).days, 12
            ),
        }
        for row in found
    ]
