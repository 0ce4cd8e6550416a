"""The form of the next step of an employer's social insurance subsidy, and what it does (clause 4.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gonggang.accounts.viewer import viewer_of
from gonggang.bridging import actions
from gonggang.bridging.actions import insurance
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.bridging.entered import Problems, text, yes_no, yuan_in
from gonggang.desk.screens.recruitment.forms import Field, Form, form


def form_of(request: HttpRequest, there: Any, subsidy: Any, on: date) -> Form | None:
    """What is to be recorded next; None when nothing is, or the officer may not."""
    if not viewer_of(request).covers("bridging.insurance", there.village_code):
        return None
    fields: list[Field]
    if subsidy.state == "to_verify":
        may = [("1", _("单位能申领")), ("0", _("不能申领"))]
        fields = [
            Field("may_apply", _("核实的结果"), "radio", choices=may),
            Field("why", _("凭什么（例如：看过残疾人证）"), "long"),
            Field("on", _("核实日期"), "day", str(on)),
        ]
        button = _("登记核实结果")
    elif subsidy.state == "eligible":
        fields, button = [Field("on", _("提示单位的日期"), "day", str(on))], _("登记已提示单位")
    elif subsidy.state == "told":
        fields, button = [Field("on", _("单位申领的日期"), "day", str(on))], _("登记已申领")
    elif subsidy.state == "applied":
        paid = [("1", _("已发放")), ("0", _("不予发放"))]
        fields = [
            Field("paid", _("发了没有"), "radio", choices=paid),
            Field("amount", _("发放的金额（元）")),
            Field("why", _("不予发放的原因"), "long"),
            Field("on", _("日期"), "day", str(on)),
        ]
        button = _("登记发放")
    else:
        return None
    return form(
        request, "insurance", scope_of(request).address("bridging_insurance", there.pk), fields, button,
        hidden={"version": str(subsidy.version), "step": subsidy.state},
    )  # fmt: skip


def act(request: HttpRequest, there: Any, problems: Problems, on: date, known: dict[str, Any]) -> str:
    """Record the step that the form was made for. Raises BridgingRefused."""
    step = text(request, "step")
    amount = yuan_in(request, "amount", problems)
    problems.check()
    why = text(request, "why")[:400]
    if step == "to_verify":
        insurance.decide(there.pk, may_apply=yes_no(request, "may_apply"), why=why, on=on, **known)
    elif step == "eligible":
        insurance.told(there.pk, on=on, **known)
    elif step == "told":
        insurance.applied(there.pk, on=on, **known)
    elif step == "applied":
        insurance.settled(there.pk, paid=yes_no(request, "paid"), paid_fen=amount, why=why, on=on, **known)
    else:
        raise actions.BridgingRefused(_("社会保险补贴现在没有可登记的：请刷新。"))
    return _("已登记。")
