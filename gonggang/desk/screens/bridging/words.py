"""What states and lists of bridging posts are called on screens, and in which tone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.bridging.rules import words
from gonggang.core.money import format_yuan
from gonggang.core.said import Said

Toned = tuple[str, str, object]

STEPS: Final[Mapping[str, Toned]] = {
    "unasked": ("gg-unk", "", gettext_lazy("还没有问意愿")),
    "waiting": ("gg-warn", "clock-exclamation", gettext_lazy("愿意就业，待推荐")),
    "proposed": ("gg-move", "clock", gettext_lazy("已推荐，等本人答复")),
    "accepted": ("gg-move", "clock", gettext_lazy("本人同意，待推荐给机构")),
    "referred": ("gg-move", "clock", gettext_lazy("等机构答复")),
    "taken": ("gg-ok", "circle-check", gettext_lazy("已有下一份工作")),
    "unwilling": ("gg-end", "circle-minus", gettext_lazy("暂不想再就业")),
}
REFERRAL_STATES: Final[Mapping[str, Toned]] = {
    "proposed": ("gg-move", "clock", gettext_lazy("等本人答复")),
    "accepted": ("gg-move", "clock", gettext_lazy("待推荐给机构")),
    "declined": ("gg-end", "circle-minus", gettext_lazy("本人不去")),
    "referred": ("gg-move", "clock", gettext_lazy("等机构答复")),
    "taken": ("gg-ok", "circle-check", gettext_lazy("已录用")),
    "refused": ("gg-stop", "alert-octagon", gettext_lazy("没有录用")),
    "left": ("gg-warn", "alert-triangle", gettext_lazy("录用后离开")),
    "withdrawn": ("gg-end", "circle-minus", gettext_lazy("已撤回")),
}
INSURANCE_STATES: Final[Mapping[str, Toned]] = {
    "to_verify": ("gg-unk", "", gettext_lazy("待核实")),
    "eligible": ("gg-warn", "clock-exclamation", gettext_lazy("可申领，待提示单位")),
    "told": ("gg-move", "clock", gettext_lazy("已提示单位")),
    "applied": ("gg-move", "clock", gettext_lazy("单位已申领")),
    "paid": ("gg-ok", "circle-check", gettext_lazy("已发给单位")),
    "refused": ("gg-stop", "alert-octagon", gettext_lazy("不予发放")),
    "not": ("gg-end", "circle-minus", gettext_lazy("单位不能申领")),
}
VERDICTS: Final[Mapping[str, Toned]] = {
    "fits": ("gg-ok", "circle-check", gettext_lazy("条件都合")),
    "to_verify": ("gg-unk", "", gettext_lazy("有条件待核实")),
    "does_not_fit": ("gg-stop", "alert-octagon", gettext_lazy("条件不合")),
}
BEFORE: Final[Mapping[str, object]] = {
    "declined": gettext_lazy("本人以前说过不去"),
    "refused": gettext_lazy("机构以前没有录用"),
    "left": gettext_lazy("以前录用后离开"),
}
FACTORS: Final[Mapping[str, object]] = {
    "working_age": gettext_lazy("劳动年龄"),
    "age": gettext_lazy("年龄"),
    "schooling": gettext_lazy("学历"),
    "skills": gettext_lazy("必需技能"),
    "experience": gettext_lazy("必需经验"),
    "disabled": gettext_lazy("面向的人"),
    "free": gettext_lazy("名额和日期"),
    "reach": gettext_lazy("远近"),
    "wished": gettext_lazy("想做的工作"),
    "liked_skills": gettext_lazy("看重的技能"),
    "own_experience": gettext_lazy("做过的工作"),
    "wage": gettext_lazy("工资"),
}
FIGURES: Final[Mapping[str, object]] = {
    "matched": gettext_lazy("推荐"),
    "agreed": gettext_lazy("本人同意"),
    "referred": gettext_lazy("推荐给机构"),
    "taken": gettext_lazy("录用"),
    "staying": gettext_lazy("还在岗"),
    "refused": gettext_lazy("没有录用"),
    "flagged": gettext_lazy("社保补贴可申领"),
    "applied": gettext_lazy("已申领"),
    "paid": gettext_lazy("已发放"),
}


def say(said: object) -> str:
    """A word or sentence of a rule in the language of whoever reads."""
    return said.by(_) if isinstance(said, Said) else str(said)


def options(known: Mapping[str, Said], only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """The entries of a list for a form or a filter, in its order."""
    return [(code, say(label)) for code, label in known.items() if only is None or code in only]


def word(known: Mapping[str, Said], code: str) -> str:
    """An entry as it is called; what is not in the list is a dash."""
    return say(known[code]) if code in known else "—"


def listed(known: Mapping[str, Said], codes: Iterable[str]) -> str:
    """Several entries, one after the other; none is a dash."""
    return _("、").join(word(known, code) for code in codes) or "—"


def wage_words(opening: Any) -> str:
    """A month's wage of an opening, from the least to the most."""
    least = _whole_yuan(opening.wage_from_fen)
    if opening.wage_to_fen is None:
        return _("每月 %(least)s 元") % {"least": least}
    return _("每月 %(least)s 至 %(most)s 元") % {"least": least, "most": _whole_yuan(opening.wage_to_fen)}


def _whole_yuan(fen: int) -> str:
    return format_yuan(fen).removesuffix(".00")


def age_words(opening: Any) -> str:
    """The ages that an opening takes."""
    low, high = opening.age_min, opening.age_max
    if low is None and high is None:
        return _("不限")
    if high is None:
        return _("满 %(low)d 岁") % {"low": low}
    if low is None:
        return _("不超过 %(high)d 岁") % {"high": high}
    return _("%(low)d 至 %(high)d 岁") % {"low": low, "high": high}


def opening_state(opening: Any, on: date) -> Toned:
    """Whether an opening takes people on a day."""
    if opening.closed_on is not None:
        return "gg-end", "circle-minus", _("已停招")
    if opening.places_taken >= opening.places:
        return "gg-ok", "circle-check", _("已招满")
    if opening.offered_until < on:
        return "gg-end", "clock", _("已过期")
    if opening.offered_from > on:
        return "gg-move", "clock", _("未到起招日")
    return "gg-ok", "circle-check", _("在招")


def factors_shown(factors: Iterable[Any]) -> list[dict[str, Any]]:
    """Factors of a match, conditions first; `said` in the reader's language."""
    return [
        {"name": FACTORS.get(each.name, each.name), "condition": each.is_condition, "verdict": each.verdict,
         "said": say(each.sentence)}
        for each in factors
    ]  # fmt: skip


def read_out(opening: Any, where: str, apart: str) -> str:
    """What to read to somebody who cannot read, of an opening: short sentences, no terms of the trade."""
    said = [
        _("%(institution)s要招%(work)s，岗位叫“%(title)s”。")
        % {
            "institution": opening.institution.name,
            "work": word(words.WORKS, opening.work),
            "title": opening.title,
        },
        _("上班的地方：%(where)s，%(apart)s。") % {"where": where, "apart": apart},
        _("工资：%(wage)s。") % {"wage": wage_words(opening)},
    ]
    if opening.board:
        said.append(_("食宿：%(board)s。") % {"board": opening.board})
    said.append(_("去不去由您自己定，不去也不影响现在的岗位和补贴；推荐不收一分钱，有人收钱请告诉我们。"))
    return "".join(said)
