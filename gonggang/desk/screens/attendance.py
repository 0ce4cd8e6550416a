"""The month's sheets: handed in, locked, missing; and the marks on them that cannot be right."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.attendance import queries as attendance_queries
from gonggang.attendance.queries import Anomaly
from gonggang.desk.paging import Worked, page_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.by_place import places_below
from gonggang.desk.screens.shell import page, tabs
from gonggang.desk.shown import person_shown, place_names
from gonggang.people import queries as people
from gonggang.reporting.summary import CheckFigures, attendance_anomalies, check_figures
from gonggang.reporting.words import ANOMALIES, word


@action("attendance.list")
def attendance(request: HttpRequest) -> HttpResponse:
    """`show` is sheets (all, or locked, open), villages without a sheet, or what cannot be right."""
    scope = scope_of(request)
    show = scope.one_of("show", ("locked", "open", "missing", "doubts"))
    reason = scope.one_of("reason", list(ANOMALIES)) if show == "doubts" else None
    sheets = attendance_queries.sheet_rows(scope.region, scope.month, scope.unit)
    locked, still_open = sheets.filter(locked_at__isnull=False), sheets.filter(locked_at__isnull=True)
    if scope.is_above_counties:
        return _from_above(request, scope, show, sheets)
    without = attendance_queries.missing_villages(scope.region, scope.month, scope.unit)
    doubts = attendance_anomalies(scope.region, scope.month, scope.unit)
    views = [
        (None, _("考勤表"), sheets.count()),
        ("locked", _("已锁定"), locked.count()),
        ("open", _("未锁定"), still_open.count()),
        ("missing", _("未交表的村"), len(without)),
        ("doubts", _("考勤疑点"), len(doubts)),
    ]
    shared: dict[str, Any] = {
        "show": show,
        "tabs": tabs(scope, "attendance", "show", show, views),
        "reason": reason,
    }
    if show == "doubts":
        kept = [each for each in doubts if reason is None or each.reason == reason]
        kept.sort(key=lambda each: (each.village_code, each.reason, each.person_id or 0))
        shared |= {
            "label": word(ANOMALIES, reason),
            "deaths_unknown": not deaths_compared(check_figures(scope.region, scope.month)),
            "page": page_of(scope, "attendance", Worked(kept), _doubts, show=show, reason=reason),
            "reasons": tabs(
                scope,
                "attendance",
                "reason",
                reason,
                [(None, _("全部"), len(doubts)), *((r, ANOMALIES[r], _count(doubts, r)) for r in ANOMALIES)],
                show="doubts",
            ),
        }
    elif show == "missing":
        shared["page"] = page_of(scope, "attendance", Worked(sorted(without.items())), _missing, show=show)
    else:
        rows = {"locked": locked, "open": still_open}.get(show or "", sheets)
        shared["page"] = page_of(scope, "attendance", rows, partial(_sheets, scope), show=show)
    return page(request, "attendance", scope, screen="attendance", **shared)


def deaths_compared(checks: list[CheckFigures]) -> bool:
    """Whether the month's comparison knew the dead: otherwise nobody can say who was marked after death."""
    return any(each.check == "death" and each.compared for each in checks)


def _count(doubts: list[Anomaly], reason: str) -> int:
    return sum(each.reason == reason for each in doubts)


def _from_above(request: HttpRequest, scope: Scope, show: str | None, sheets: Any) -> HttpResponse:
    """A city or a province lists its sheets; who hands none in and what cannot be right is each county's affair."""
    labels = {"missing": _("未交表的村"), "doubts": _("考勤疑点")}
    locked, still_open = sheets.filter(locked_at__isnull=False), sheets.filter(locked_at__isnull=True)
    views = [
        (None, _("考勤表"), sheets.count()),
        ("locked", _("已锁定"), locked.count()),
        ("open", _("未锁定"), still_open.count()),
        *((key, label, None) for key, label in labels.items()),
    ]
    shown: dict[str, Any] = {"tabs": tabs(scope, "attendance", "show", show, views), "show": show}
    if show in labels:
        figure = "missing" if show == "missing" else ""
        below = places_below(scope, "attendance", figure=figure, show=show)
        return page(
            request, "by_place", scope, screen="attendance", heading=labels[show], by_place=below, **shown
        )
    rows = {"locked": locked, "open": still_open}.get(show or "", sheets)
    shown["page"] = page_of(scope, "attendance", rows, partial(_sheets, scope), show=show)
    return page(request, "attendance", scope, screen="attendance", reason=None, **shown)


def _sheets(scope: Scope, found: list[Any]) -> list[dict[str, Any]]:
    places = place_names(sheet.village_code for sheet in found)
    people = attendance_queries.people_on(found, scope.region, scope.month, scope.unit)
    return [
        {
            "place": places[sheet.village_code],
            "village": sheet.village_code,
            "people": people.get(sheet.pk, 0),
            "locked_at": sheet.locked_at,
            "confirmed": sheet.village_confirmed_at is not None,
        }
        for sheet in found
    ]


def _missing(found: list[tuple[int, int]]) -> list[dict[str, Any]]:
    places = place_names(village for village, _people in found)
    return [{"place": places[village], "village": village, "people": count} for village, count in found]


def _doubts(found: list[Anomaly]) -> list[dict[str, Any]]:
    places = place_names(each.village_code for each in found)
    persons = people.by_ids(each.person_id for each in found if each.person_id is not None)
    return [
        {
            "person": person_shown(persons[each.person_id]) if each.person_id is not None else None,
            "place": places[each.village_code],
            "reason": word(ANOMALIES, each.reason),
        }
        for each in found
    ]
