"""The forms of a referral: those of its next step, for whoever may take it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gonggang.accounts.viewer import viewer_of
from gonggang.bridging.queries import IN_PROGRESS
from gonggang.bridging.rules import words
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.bridging.frame import unit_at
from gonggang.desk.screens.bridging.words import options
from gonggang.desk.screens.recruitment.forms import Field, Form, form


def forms_of(request: HttpRequest, there: Any, follow_ups: Sequence[Any], on: date) -> list[tuple[str, Form]]:
    """What can be done now, each under its heading, the next step first; what unfolds has none."""
    viewer = viewer_of(request)
    found: list[tuple[str, Form]] = []
    may_refer = viewer.covers("bridging.refer", there.village_code)
    if there.state == "proposed" and may_refer:
        found.append((_("本人答复"), _answer(request, there, on)))
    if there.state == "accepted" and may_refer:
        found.append((_("推荐给机构"), _refer(request, there, on)))
    if there.state == "referred" and _may_decide(request, there):
        found.append((_("机构的结果"), _outcome(request, there, on)))
    if there.state == "taken" and viewer.covers("bridging.follow_up", there.village_code):
        found += [
            (_("满 %(n)d 个月的回访") % {"n": each.months}, _follow_up(request, there, each.months, on))
            for each in follow_ups
            if each.is_due(on)
        ]
    if there.state in IN_PROGRESS and may_refer:
        found.append(("", _withdraw(request, there, on)))
    return found


def _may_decide(request: HttpRequest, there: Any) -> bool:
    """Whoever leads the person on, or the employer for its own opening."""
    viewer = viewer_of(request)
    place = there.opening.village_code
    unit = unit_at(request, place, "bridging.outcome")
    if unit is not None:
        return unit == there.opening.institution.uscc and viewer.covers("bridging.outcome", place)
    return viewer.covers("bridging.outcome", there.village_code)


def _form(
    request: HttpRequest, there: Any, name: str, screen: str, fields: list[Field], button: str, **more: Any
) -> Form:  # fmt: skip
    hidden = {"version": str(there.version)} | more.pop("hidden", {})
    return form(
        request, name, scope_of(request).address(screen, there.pk), fields, button, hidden=hidden, **more
    )


def _answer(request: HttpRequest, there: Any, on: date) -> Form:
    goes = [("1", _("去")), ("0", _("不去"))]
    fields = [
        Field("agrees", _("本人去不去"), "radio", choices=goes),
        Field("way", _("怎么问的"), "radio", choices=options(words.ANSWER_WAYS)),
        Field("reason", _("不去的原因（去就不选）"), "choice", choices=options(words.ANSWER_REASONS)),
        Field("on", _("答复日期"), "day", str(on)),
    ]
    return _form(request, there, "answer", "bridging_answer", fields, _("登记答复"))


def _refer(request: HttpRequest, there: Any, on: date) -> Form:
    lead = _("本人已同意。把姓名和情况告诉机构，约好见面的时间。")
    fields = [Field("on", _("推荐给机构的日期"), "day", str(on))]
    return _form(request, there, "refer", "bridging_refer", fields, _("推荐给机构"), lead=lead)


def _outcome(request: HttpRequest, there: Any, on: date) -> Form:
    decided = [("1", _("录用")), ("0", _("没有录用"))]
    starts = max(there.warning.ends_on, on)
    fields = [
        Field("taken", _("机构录用没有"), "radio", choices=decided),
        Field("on", _("结果日期"), "day", str(on)),
        Field("starts_on", _("录用的，从哪天上岗"), "day", str(starts),
              hint=_("公益性岗位 %(on)s 到期，这天起可以上岗。") % {"on": there.warning.ends_on}),
        Field("reason", _("没有录用的原因（录用就不选）"), "choice", choices=options(words.REFUSAL_REASONS)),
        Field("said", _("机构怎么说"), "long"),
    ]  # fmt: skip
    return _form(request, there, "outcome", "bridging_outcome", fields, _("登记结果"))


def _follow_up(request: HttpRequest, there: Any, months: int, on: date) -> Form:
    there_still = [("1", _("还在")), ("0", _("已离开"))]
    fields = [
        Field("still_there", _("本人还在不在"), "radio", choices=there_still),
        Field("on", _("回访日期"), "day", str(on)),
        Field("wage", _("现在每月工资（元，可不填）")),
        Field("left_on", _("离开的，哪天离开"), "day"),
        Field("note", _("情况（离开的写明原因）"), "long"),
    ]
    return _form(
        request, there, f"follow{months}", "bridging_follow_up", fields, _("登记回访"), hidden={"months": str(months)},
    )  # fmt: skip


def _withdraw(request: HttpRequest, there: Any, on: date) -> Form:
    fields = [Field("on", _("撤回日期"), "day", str(on)), Field("why", _("撤回的原因"), "long")]
    return _form(
        request,
        there,
        "withdraw",
        "bridging_withdraw",
        fields,
        _("撤回"),
        title=_("撤回这份推荐"),
        main=False,
    )
