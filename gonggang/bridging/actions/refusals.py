"""Why something with bridging posts is refused, and what a constraint of their tables means."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from gonggang.core.errors import FormRefused


class BridgingRefused(FormRefused):
    """What a form about bridging posts cannot take."""


def refusal_of(error: IntegrityError) -> str:
    """What the database refused, as one sentence with its clause."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    known = _sentences()
    if name in known:
        return known[name]
    return _("数据库没有收下：违反“%(name)s”。请把这句话告诉管理员。") % {"name": name or str(error)[:80]}


def _sentences() -> dict[str, str]:
    return {
        "one_institution_a_code_a_place": _(
            "这个村（社区）已登记过这个代码的机构：请在那家机构上修改（4.2）。"
        ),
        "institution_has_a_whole_code": _("统一社会信用代码要有 18 位：请照登记证书填写（4.2）。"),
        "a_care_institution_is_private_and_non_profit": _(
            "养老、托养、护理机构要是民办非企业单位，代码以 52 开头（4.2）。"
        ),
        "one_open_opening_a_title_an_institution": _(
            "这家机构已有同名的在招岗位：请在那个岗位上改名额（4.2）。"
        ),
        "an_opening_never_filled_beyond_its_number": _("岗位的名额已招满，不能再录用（4.2）。"),
        "one_open_referral_a_person": _("这个人已有一份没有结果的推荐：请先登记那一份的结果（4.4）。"),
        "a_referral_rests_on_a_wish_for_work": _("没有这个人愿意就业的登记：请先登记意愿（4.4）。"),
        "nobody_is_referred_to_a_closed_opening": _("岗位已停招，不能推荐：请另选岗位（4.4）。"),
        "a_step_of_a_referral_is_kept": _("推荐里已经登记的一步不能改：请刷新，看现在到了哪一步（4.4）。"),
        "an_answer_after_the_proposal": _("答复的日期不能早于推荐的日期（4.4）。"),
        "referred_after_a_yes": _("本人同意以后才能推荐给机构，日期不能早于答复（4.4）。"),
        "an_outcome_after_the_referral": _("推荐给机构以后才有结果，日期不能早于推荐（4.4）。"),
        "one_follow_up_a_referral_a_term": _("这一期回访已经登记过（4.4）。"),
        "applied_after_being_told": _("提示单位以后才登记申领，日期不能早于提示（4.5）。"),
        "paid_after_applying": _("申领以后才登记发放，日期不能早于申领（4.5）。"),
    }


def changed() -> BridgingRefused:
    """Somebody has changed the record since the form was opened."""
    return BridgingRefused(_("您打开以后，别人改过这份记录，您这次没有存上。请刷新，看过变化以后再办。"))


def not_before(problems: dict[str, str], field: str, on: date, earliest: date | None, what: str) -> None:
    """A day of a form that lies before what it follows is a problem, in words."""
    if earliest is not None and on < earliest:
        problems.setdefault(
            field,
            _("%(on)s 早于%(what)s的 %(day)s：请核对日期。") % {"on": on, "what": what, "day": earliest},
        )


def not_after(problems: dict[str, str], field: str, on: date, today: date) -> None:
    """What has not happened yet cannot be recorded."""
    if on > today:
        problems.setdefault(field, _("%(on)s 还没有到：请填实际办理的日期。") % {"on": on})


def raise_if(problems: dict[str, Any]) -> None:
    """Refuses when there is a problem."""
    if problems:
        raise BridgingRefused(problems)
