"""How recruitment is said: states of a round, categories, ways in which an application ends."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.exchange.codes import CATEGORY_NAMES
from gonggang.recruitment.actions.closings import KINDS

# Tone and icon of each way to end.
CLOSING_TONES: Final = {"started": ("gg-ok", "circle-check"), "withdrawn": ("gg-end", "")}


def round_state(found: Any) -> tuple[str, str, str]:
    """Tone, icon and word for where a round stands today."""
    today = timezone.localdate()
    if found.withdrawn_on:
        return "gg-end", "", _("已撤回")
    if found.published_on is None:
        return "gg-move", "", _("拟定中")
    if today < found.applications_begin_on:
        return "gg-move", "clock", _("已发布，未到报名日")
    if today <= found.applications_end_on:
        return "gg-ok", "circle-check", _("报名中")
    return "gg-end", "", _("报名已截止")


def category_words(application: Any) -> str:
    """The categories of an applicant, the one under which it competes first."""
    codes = [application.group] if application.group else []
    codes += [code for code in application.categories if code not in codes]
    return "、".join(CATEGORY_NAMES.get(code, code) for code in codes) or _("没有填")


def closing_words(kind: str) -> str:
    """How an application ended."""
    return KINDS.get(kind, kind)


def standing_words(bar: Any, closing: Any) -> tuple[str, str, str]:
    """Tone, icon and word for how far an application has come."""
    if closing is not None:
        tone, icon = CLOSING_TONES.get(closing.kind, ("gg-end", ""))
        return tone, icon, closing_words(closing.kind)
    following = next((each for each in bar if each.next), None)
    if following is None:
        return ("gg-ok", "circle-check", _("环节已办完")) if bar else ("gg-unk", "", _("未列入招募"))
    if following.blocked_by:
        return "gg-move", "lock", _("待%(stage)s，受阻") % {"stage": following.label}
    return "gg-move", "clock", _("待%(stage)s") % {"stage": following.label}
