"""Objections: their list, one of them with its case, and the result that the township publishes (clause 6.9)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.casework import queries as casework
from gonggang.desk.publishing import put_up_result
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.forms import Field, Form, day_in, form, perform, text_in
from gonggang.desk.screens.recruitment.frame import reach
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names
from gonggang.recruitment.actions import objections as actions
from gonggang.recruitment.actions.objections import CHANNELS
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.queries import reviews as queries

SHOWN = 200


def state_of(objection: Any) -> tuple[str, str, str]:
    """How an objection stands."""
    if objection.result_published_on is None:
        days = (timezone.localdate() - objection.received_on).days
        return "gg-move", "lock", _("调查中，已 %(n)d 天，冻结") % {"n": days}
    if objection.upheld:
        return "gg-stop", "alert-octagon", _("成立")
    return "gg-ok", "circle-check", _("不成立")


@action("recruitment.review")
def objections(request: HttpRequest) -> HttpResponse:
    """The objections within reach, the open ones first."""
    rows = list(queries.objections(reach(request))[:SHOWN])
    rows.sort(key=lambda each: each.result_published_on is not None)
    places = place_names(each.application.village_code for each in rows)
    return page(
        request,
        "recruitment/objections",
        scope_of(request),
        screen="rounds",
        rows=[
            {
                "row": each,
                "person": person_shown(each.application.person),
                "place": places[each.application.village_code],
                "state": state_of(each),
                "channel": CHANNELS.get(each.channel, each.channel),
            }
            for each in rows
        ],
        waiting=sum(each.result_published_on is None for each in rows),
    )


def _within(request: HttpRequest, objection_id: int, name: str | None = None) -> Any:
    found = queries.objection_of(objection_id, reach(request, name))
    if found is None:
        raise OutOfReach
    return found


@action("recruitment.review")
@with_scripts
def objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """One objection: what was said, the case that looks into it, and the result."""
    return _page(request, _within(request, objection_id))


def _page(
    request: HttpRequest, there: Any, problems: dict[str, str] | None = None, *, objector: str = ""
) -> HttpResponse:
    viewer, village = viewer_of(request), there.application.village_code
    may_settle = viewer.covers("recruitment.objection_settle", village)
    case = None
    if there.case_id and viewer.may("cases.view"):
        case = casework.case_of(there.case_id, viewer.territories("cases.view"))
    return page(
        request,
        "recruitment/objection",
        scope_of(request),
        screen="rounds",
        objection=there,
        person=person_shown(there.application.person),
        place=place_names([village])[village],
        state=state_of(there),
        channel=CHANNELS.get(there.channel, there.channel),
        case=case,
        forms=_forms(request, there) if may_settle else [],
        objector=objector,
        problems=problems or {},
    )


def _forms(request: HttpRequest, there: Any) -> list[Form]:
    address, forms = scope_of(request).address, []
    if there.result_published_on is None:
        outcomes = (("0", _("不成立，解除冻结")), ("1", _("成立，告知本人，不再往下办")))
        fields = [
            Field("upheld", _("调查结论"), "radio", choices=outcomes),
            Field("result", _("结果（公布的内容，写明查了什么、依据是什么）"), "long"),
            Field("published_on", _("公布的日期"), "day"),
        ]
        forms.append(
            form(
                request,
                "settle",
                address("objection_settle", there.pk),
                fields,
                _("公布结果"),
                title=_("公布结果"),
                is_open=True,
                lead=_("核实经过和证据记在案件里。结果公布以后不能改，案件同时了结。"),
            )
        )
    if there.objector_sealed is not None:
        fields = [Field("purpose", _("查看的用途"), hint=_("会留痕。"))]
        forms.append(
            form(
                request,
                "reveal",
                address("objection_reveal", there.pk),
                fields,
                _("查看署名"),
                title=_("查看反映人"),
                icon="eye",
                main=False,
            )
        )
    return forms


@action("recruitment.objection_settle")
@with_scripts
def settle(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Publish the result."""
    there = _within(request, objection_id)

    def act() -> str:
        upheld = request.POST.get("upheld", "")
        if upheld not in ("0", "1"):
            raise RecruitmentRefused({"upheld": _("没有选调查结论。请选一项。")})
        done = actions.settle(
            there.pk, upheld=upheld == "1", result=request.POST.get("result", ""),
            published_on=day_in(request, "published_on"), officer=request.user,
        )  # fmt: skip
        put_up_result(done, officer=request.user)
        return (
            _("结果已公布：异议成立，告知书已作出。")
            if done.upheld
            else _("结果已公布：异议不成立，已解除冻结。")
        )

    return perform(
        request, "settle", act, back=scope_of(request).address("objection", there.pk),
        show=lambda problems: _page(request, _within(request, objection_id), problems),
    )  # fmt: skip


@action("recruitment.objection_settle")
@with_scripts
def reveal(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Who objected, for those who settle it; each look is recorded with its purpose."""
    there = _within(request, objection_id)
    shown: list[str] = []

    def act() -> str:
        shown.append(actions.objector_of(there, purpose=text_in(request, "purpose"), officer=request.user))
        return ""

    if request.method == "POST":
        try:
            act()
        except RecruitmentRefused as refused:
            request.form_in_trouble, request.form_problems = "reveal", refused.problems
            answer = _page(request, there, {f"reveal-{key}": said for key, said in refused.problems.items()})
            answer.status_code = 422
            return answer
    answer = _page(request, there, objector=shown[0] if shown else "")
    answer.headers["Cache-Control"] = "no-store"
    return answer
