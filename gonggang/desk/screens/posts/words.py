"""How posts are said: where a proposal stands, classes, programmes, hours, what a version was made for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.policy.departments import DEPARTMENTS
from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.posts.queries.development import TAGS

Toned = tuple[str, str, str]
HOURS: Final = {
    "full_time": gettext_lazy("全日制"),
    "part_time": gettext_lazy("非全日制"),
    "hourly": gettext_lazy("小时制"),
}
KINDS: Final = (("RURAL", gettext_lazy("乡村")), ("URBAN", gettext_lazy("城镇")))
# Why there is a version.
WHY: Final = {
    "approved": gettext_lazy("批复"),
    "taken_over": gettext_lazy("台账"),
    "changed": gettext_lazy("修改"),
    "renamed": gettext_lazy("改名"),
    "merged": gettext_lazy("合并"),
    "assessed": gettext_lazy("评估"),
}
FIELDS: Final = {
    "name": gettext_lazy("岗位名称"),
    "category": gettext_lazy("岗位大类"),
    "duties": gettext_lazy("岗位职责"),
    "tasks": gettext_lazy("可量化的任务"),
    "work_requirements": gettext_lazy("工作要求"),
    "hours_system": gettext_lazy("工时制"),
    "required_days": gettext_lazy("月规定出勤天数"),
    "standard_fen": gettext_lazy("月补贴标准"),
    "places": gettext_lazy("名额"),
    "sponsoring_department": gettext_lazy("开发部门"),
    "host_unit": gettext_lazy("用岗单位"),
    "host_uscc": gettext_lazy("统一社会信用代码"),
    "standard_post": gettext_lazy("标准岗位"),
    "tags": gettext_lazy("来源行动"),
    "closed_on": gettext_lazy("核减日期"),
    "merged_into_id": gettext_lazy("并入的岗位"),
}


def category_words(code: str) -> str:
    """The class of a post; unknown is a dash."""
    return _(POST_CATEGORIES[code]) if code in POST_CATEGORIES else (code or "—")


def tag_words(codes: Iterable[str]) -> str:
    """The programmes of clause 1.2 under which a post counts."""
    return _("、").join(_(TAGS[code]) for code in codes if code in TAGS)


def department_words(chair: str) -> str:
    """A department by the role of those who answer for it."""
    return _(DEPARTMENTS[chair]) if chair in DEPARTMENTS else chair


def hours_words(code: str) -> str:
    """How the hours of a post are counted; a ledger may have its own word."""
    return str(HOURS.get(code, code)) or "—"


def need_state(need: Any) -> Toned:
    """Tone, icon and word for where a need stands."""
    if need.withdrawn_on is not None:
        return "gg-end", "", _("已撤回")
    if need.drawn_up:
        return "gg-ok", "circle-check", _("已起草申请")
    return "gg-move", "clock", _("待汇总")


def proposal_state(proposal: Any) -> Toned:
    """Tone, icon and word for where a proposal stands."""
    if proposal.decision == "approved":
        return "gg-ok", "circle-check", _("已批准")
    if proposal.decision == "refused":
        return "gg-end", "circle-minus", _("不批准")
    if proposal.submitted_on is not None:
        return "gg-move", "clock", _("待县级批复")
    if proposal.sent_back_why:
        return "gg-warn", "alert-triangle", _("已退回，待修改")
    return "gg-move", "", _("草稿")
