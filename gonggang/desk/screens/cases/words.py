"""What cases are called on screens: topics, statuses, verbs, due lights, and why a hit may well be innocent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gonggang.casework.rules import KINDS, Light, days_late
from gonggang.reporting.words import CHECKS, HELD, OFFICIALS

KIND_LABELS: Final = {
    "hit": gettext_lazy("比对疑点"),
    "contested_placement": gettext_lazy("在岗记录冲突"),
    "undeclared_relative": gettext_lazy("亲属未报备"),
    "relative_now_in_office": gettext_lazy("亲属新任干部"),
    "complaint": gettext_lazy("投诉举报"),
    "objection": gettext_lazy("公示异议"),
}
STATUSES: Final = {
    "open": gettext_lazy("待领取"),
    "assigned": gettext_lazy("核实中"),
    "verified": gettext_lazy("待复核"),
    "reopened": gettext_lazy("重新核实"),
    "concluded": gettext_lazy("已了结"),
}
VERBS: Final = {
    "opened": pgettext_lazy("what happened", "立案"),
    "claimed": pgettext_lazy("what happened", "领取"),
    "assigned": pgettext_lazy("what happened", "分派"),
    "handed_over": pgettext_lazy("what happened", "移交"),
    "transferred": pgettext_lazy("what happened", "转办"),
    "noted": pgettext_lazy("what happened", "记录"),
    "evidence_added": pgettext_lazy("what happened", "补充证据"),
    "verified": pgettext_lazy("what happened", "提交复核"),
    "concluded": pgettext_lazy("what happened", "了结"),
    "reopened": pgettext_lazy("what happened", "重新核实"),
}
OUTCOMES: Final = {
    (kind.code, outcome.code): (gettext_lazy(outcome.label), gettext_lazy(outcome.meaning))
    for kind in KINDS.values()
    for outcome in kind.outcomes
}
# Why a hit of a check is often nothing: said before anyone judges (clause 7.6).
INNOCENT: Final = {
    "age_limit": gettext_lazy("出生日期以身份证为准而档案不同；退休类别填错；临近退休按规定延长"),
    "employee_insurance": gettext_lazy("单位停保晚报；证号相同而不是同一人；补缴以前月份"),
    "business_licence": gettext_lazy("已停业而没有注销；名义股东、代办人；家里的个体户写在本人名下"),
    "pension": gettext_lazy("领的是遗属或城乡居民待遇；证号相同而不是同一人"),
    "death": gettext_lazy("登记时写错证号；同名的另一个人；销户后已更正"),
    "fiscal_payroll": gettext_lazy("临时工资列在财政名册；已离职而名册没有更新"),
    "duplicate_placement": gettext_lazy("换岗时前一处没有写离岗日期；同一个岗位报了两次"),
    "shared_bank_account": gettext_lazy("家里人代领；录账号时看错行"),
    "name_mismatch": gettext_lazy("用过曾用名；少数民族姓名写法不同；生僻字被换成别的字"),
}


def kind_label(kind: str) -> str:
    """What a kind of case is called."""
    return str(KIND_LABELS.get(kind, kind))


def topic_label(kind: str, topic: str) -> str:
    """What a case is about: the check, why a placement is contested, what office the relative holds."""
    words = {
        "hit": CHECKS,
        "contested_placement": {key.removeprefix("contested_"): word for key, word in HELD.items()},
        "undeclared_relative": OFFICIALS,
        "relative_now_in_office": OFFICIALS,
    }.get(kind, {})
    return str(words.get(topic, topic)) or kind_label(kind)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A due light: tone, drawing and word, so that no colour says anything alone."""

    light: Light
    tone: str
    drawing: str
    word: str


def lamp(light: Light, due_on: date | None, opened_on: date, today: date) -> Lamp:
    """The due light of an open case as it is shown; without a deadline, how many days it has been open."""
    if light == "late":
        return Lamp(
            light, "gg-stop", "alert-octagon", _("超期 %(n)d 天") % {"n": days_late(due_on, today=today)}
        )
    if light == "today":
        return Lamp(light, "gg-warn", "clock-exclamation", _("今天"))
    if due_on is None:
        open_for = (today - opened_on).days
        return Lamp(light, "gg-unk", "", _("已 %(n)d 天") % {"n": open_for} if open_for else _("今天立案"))
    shown = f"{due_on:%m-%d}" if due_on.year == today.year else f"{due_on:%Y-%m-%d}"
    return Lamp(light, *(("gg-move", "clock") if light == "soon" else ("gg-end", "calendar")), shown)


LIGHTS: Final = {
    "late": ("gg-stop", "alert-octagon", gettext_lazy("已超期")),
    "today": ("gg-warn", "clock-exclamation", gettext_lazy("今天到期")),
    "soon": ("gg-move", "clock", gettext_lazy("临近期限")),
    "later": ("gg-end", "calendar", gettext_lazy("以后")),
    "none": ("gg-unk", "", gettext_lazy("没有录入期限")),
}
TONES: Final = {
    "open": ("gg-warn", "zoom-question"),
    "assigned": ("gg-move", "progress"),
    "verified": ("gg-move", "progress"),
    "reopened": ("gg-warn", "zoom-question"),
    "concluded": ("gg-end", "circle-minus"),
}
