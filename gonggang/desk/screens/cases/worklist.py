"""What an officer has to do, the most pressing first, and how to hand it over (screens 1 and 30)."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.queries import officer_with
from gonggang.accounts.viewer import viewer_of, viewer_on
from gonggang.casework import actions
from gonggang.casework import queries as casework
from gonggang.casework.actions import CaseRefused
from gonggang.casework.queries import Filters
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import Counted, asked, capped, counted
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.cases.cases_list import WORKLIST
from gonggang.desk.screens.cases.officers import officers_for
from gonggang.desk.screens.cases.shown import Reach, reach_of
from gonggang.desk.screens.cases.words import LIGHTS, kind_label
from gonggang.desk.screens.recruitment.notifications import pending
from gonggang.desk.screens.shell import page, tabs
from gonggang.exits import queries as exits
from gonggang.regions.rules import territory, within

VIEWS: Final = ("mine", "claim", "verified", "done")
THRESHOLDS: Final = (30, 60, 90)


@action("worklist.view")
def worklist(request: HttpRequest) -> HttpResponse:
    """The officer's own cases, those to be taken, those to be reviewed, those done."""
    return _page(request, scope_of(request))


def _page(
    request: HttpRequest, scope: Scope, *, problems: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    reach = reach_of(request, "cases.list")
    view = _view(scope)
    wanted = asked(WORKLIST, scope, view=view)
    place = territory(scope.region)
    found = casework.worklist(reach.ranges, reach.officer, today=reach.today, size=0, place=place)
    to_claim = capped(found.to_claim_count, limit=casework.COUNT_CAP)
    verified = casework.ledger(within(reach.ranges, place), Filters(status="verified"), today=reach.today)
    counts: dict[str, int | Counted] = {
        "mine": found.mine_count,
        "claim": to_claim,
        "verified": counted(verified),
    }
    answer = page(
        request,
        "cases/worklist",
        scope,
        screen="worklist",
        view=view,
        tabs=tabs(
            scope, "worklist", "view", view, [(name, _view_label(name), counts.get(name)) for name in VIEWS]
        ),
        page=list_of(wanted, _rows(scope, view, reach)),
        pressing=found.by_light["late"] + found.by_light["today"],
        lights=[(LIGHTS[light], light, count) for light, count in found.by_light.items()],
        found=found,
        to_claim=to_claim,
        today=reach.today,
        kinds=[_kind(each) for each in found.kinds],
        expiring=_expiring(scope),
        pending=pending(request),
        may_look=reach.viewer.may("cases.list"),
        may_fill=reach.viewer.may("attendance.edit"),
        officers=_successors(scope, reach),
        problems=problems or {},
        typed=request.POST,
    )
    answer.status_code = status
    return answer


def _view(scope: Scope) -> str:
    return scope.one_of("view", VIEWS) or "mine"


def _rows(scope: Scope, view: str, reach: Reach) -> Any:
    """All that the officer has to do, wherever it lies, or what is to be done where they stand."""
    filters = _filters(view, reach)
    if view in ("mine", "done"):
        return casework.ledger(reach.ranges, filters, today=reach.today)
    return casework.ledger(within(reach.ranges, territory(scope.region)), filters, today=reach.today)


def _kind(each: casework.Counted) -> dict[str, Any]:
    def of(number: int) -> Counted:
        return capped(number, limit=casework.COUNT_CAP)

    return {
        "kind": each.kind,
        "label": kind_label(each.kind),
        "total": of(each.total),
        "late": of(each.by_light["late"]),
        "unassigned": of(each.unassigned),
    }


@action("cases.export")
def worklist_export(request: HttpRequest) -> HttpResponse:
    """The view of the worklist as a file, exactly as seen."""
    scope = scope_of(request)
    view = _view(scope)
    return export_of(asked(WORKLIST, scope, view=view), _rows(scope, view, reach_of(request, "cases.export")))


def _view_label(view: str) -> str:
    return {"mine": _("我的"), "claim": _("待领取"), "verified": _("待复核"), "done": _("我办过的")}[view]


def _filters(view: str, reach: Reach) -> Filters:
    if view == "claim":
        return Filters(status="alive", unassigned=True)
    if view == "verified":
        return Filters(status="verified")
    if view == "done":
        return Filters(status="concluded", assignee=reach.officer.pk)
    return Filters(status="alive", assignee=reach.officer.pk)


def _expiring(scope: Scope) -> list[tuple[int, int]]:
    """How many placements end within 30, 60 and 90 days, by the same count as the list of warnings.

    Nothing for those who may not look at that list.
    """
    if not viewer_of(scope.request).covers("exits.list", scope.region):
        return []
    return list(exits.due_counts(scope.region, scope.month.next().first, THRESHOLDS).items())


def _successors(scope: Scope, reach: Reach) -> list[Any]:
    if not reach.viewer.may("tasks.hand_over"):
        return []
    return [
        each for each in officers_for(scope.region, reach, "tasks.hand_over") if each.pk != reach.officer.pk
    ]


@action("tasks.hand_over")
def hand_over(request: HttpRequest) -> HttpResponse:
    """Pass all of one's own open cases to a colleague."""
    scope = scope_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(scope.address("worklist"))
    reach = reach_of(request, "tasks.hand_over")
    text = request.POST.get("to", "")
    allowed = {str(each.pk) for each in _successors(scope, reach)}
    try:
        if text not in allowed:
            raise CaseRefused({"to": _("没有选接手的人。请选一位同事。")})
        moved = actions.hand_over(
            from_officer=reach.officer,
            to=officer_with(int(text)),
            reason=request.POST.get("reason", ""),
            officer=reach.officer,
            ranges=viewer_on(officer_with(int(text)), reach.today).territories("cases.work"),
        )
    except CaseRefused as refused:
        return _page(request, scope, problems=refused.problems, status=422)
    left = casework.worklist(reach.ranges, reach.officer, today=reach.today, size=0).mine_count
    messages.success(
        request,
        _("已移交 %(n)d 件。") % {"n": moved}
        if not left
        else _("已移交 %(n)d 件，还有 %(left)d 件在接手人的辖区以外，请另选一位。")
        % {"n": moved, "left": left},
    )
    return HttpResponseRedirect(scope.address("worklist"))
