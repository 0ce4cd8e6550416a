"""What an officer has to do, the most pressing first, and how to hand it over (screens 1 and 30)."""

from __future__ import annotations

from dataclasses import dataclass
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
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.cases.officers import officers_for
from gonggang.desk.screens.cases.shown import CaseShown, Reach, cases_shown, reach_of
from gonggang.desk.screens.cases.words import LIGHTS, kind_label
from gonggang.desk.screens.shell import page
from gonggang.exits import queries as exits

ROWS_A_PAGE: Final = 50
VIEWS: Final = ("mine", "claim", "verified", "done")
THRESHOLDS: Final = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one due light, under one heading."""

    tone: str
    drawing: str
    label: str
    cases: list[CaseShown]


@action("worklist.view")
def worklist(request: HttpRequest) -> HttpResponse:
    """The officer's own cases, those to be taken, those to be reviewed, those done."""
    return _page(request, scope_of(request))


def _page(
    request: HttpRequest, scope: Scope, *, problems: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    reach = reach_of(request, "cases.list")
    view = scope.one_of("view", VIEWS) or "mine"
    found = casework.worklist(reach.ranges, reach.officer, today=reach.today, size=0)
    rows = casework.ledger(reach.ranges, _filters(view, reach), today=reach.today)
    shown = casework.page_after(rows, request.GET.get("after", ""), ROWS_A_PAGE)
    counts = {
        "mine": found.mine_count,
        "claim": found.to_claim_count,
        "verified": casework.capped_count(
            casework.ledger(reach.ranges, Filters(status="verified"), today=reach.today)
        )[0],
    }
    answer = page(
        request,
        "cases/worklist",
        scope,
        screen="worklist",
        view=view,
        views=[(name, _view_label(name), counts.get(name)) for name in VIEWS],
        groups=_groups(cases_shown(shown.rows, reach.today)),
        pressing=found.by_light["late"] + found.by_light["today"],
        lights=[(LIGHTS[light], light, count) for light, count in found.by_light.items()],
        found=found,
        today=reach.today,
        kinds=[(kind_label(each.kind), each) for each in found.kinds],
        expiring=_expiring(scope),
        next=scope.address("worklist", view=view, after=shown.after) if shown.after else None,
        may_look=reach.viewer.may("cases.list"),
        may_fill=reach.viewer.may("attendance.edit"),
        may_claim=reach.viewer.may("cases.work"),
        officers=_successors(scope, reach),
        problems=problems or {},
        typed=request.POST,
    )
    answer.status_code = status
    return answer


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


def _groups(shown: list[CaseShown]) -> list[Group]:
    """The cases under their due lights, in the order of the lights; what is closed stands under no light."""
    groups: list[Group] = []
    for light, (tone, drawing, label) in LIGHTS.items():
        there = [case for case in shown if case.lamp and case.lamp.light == light]
        if there:
            groups.append(Group(tone, drawing, str(label), there))
    closed = [case for case in shown if case.lamp is None]
    return [*groups, Group("gg-end", "circle-minus", _("已了结"), closed)] if closed else groups


def _expiring(scope: Scope) -> list[tuple[int, int]]:
    """How many placements end within 30, 60 and 90 days, by the same count as the list of warnings.

    Nothing for those who may not look at that list.
    """
    if not viewer_of(scope.request).covers("exits.list", scope.region):
        return []
    on = scope.month.next().first
    return [(days, exits.due_rows(scope.region, on, days).count()) for days in THRESHOLDS]


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
