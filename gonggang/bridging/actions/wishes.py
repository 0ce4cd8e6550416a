"""Taking down what somebody wants and can do when told that the post ends (clauses 4.1, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.bridging.actions.refusals import not_after, raise_if
from gonggang.bridging.models import Wish
from gonggang.bridging.rules.words import ANSWER_WAYS, REACHES, SCHOOLINGS, SKILLS, WORKS

_MONTHS_MAX: Final = 720


@dataclass(frozen=True, slots=True)
class WishEntry:
    """What was said. `experience` in months by kind of work; `wage_fen` a month, None for any."""

    willing: bool | None
    way: str
    read_out: bool = False
    why_not: str = ""
    schooling: str = ""
    skills: tuple[str, ...] = ()
    experience: Mapping[str, int] = field(default_factory=dict)
    wished: tuple[str, ...] = ()
    reach: str = ""
    wage_fen: int | None = None
    remark: str = ""


def wish_problems(entry: WishEntry) -> dict[str, str]:
    """What is wrong with a wish, by field."""
    problems: dict[str, str] = {}
    if entry.willing is None:
        problems["willing"] = _("没有选愿不愿意再就业：请问过本人再选。")
    if entry.way not in ANSWER_WAYS:
        problems["way"] = _("没有选怎么问的：请选当面、入户或电话。")
    if entry.willing:
        if entry.schooling not in SCHOOLINGS:
            problems["schooling"] = _("学历没有选：没上过学就选“没上过学”。")
        if entry.reach not in REACHES:
            problems["reach"] = _("能去多远没有选：请选一项。")
    if entry.schooling == "none" and not entry.read_out:
        problems["read_out"] = _("本人没上过学：请把登记的内容念给本人听，本人说对了再勾选。")
    if set(entry.skills) - set(SKILLS):
        problems["skills"] = _("技能不在选项里：请从列出的里面选，别的写在备注里。")
    if set(entry.wished) - set(WORKS) or set(entry.experience) - set(WORKS):
        problems["wished"] = _("工种不在选项里：请从列出的里面选，别的写在备注里。")
    if any(not 0 < months <= _MONTHS_MAX for months in entry.experience.values()):
        problems["experience"] = _("做过的月数要在 1 到 720 之间：请核对，没做过就留空。")
    if entry.wage_fen is not None and entry.wage_fen <= 0:
        problems["wage"] = _("想要的工资要大于 0：没有要求就留空。")
    return problems


@transaction.atomic
def record_wish(warning: Any, entry: WishEntry, *, on: date, today: date, officer: Any) -> Wish:
    """Take down what somebody said; an earlier record stays, and the newest counts. Raises BridgingRefused."""
    problems = wish_problems(entry)
    not_after(problems, "on", on, today)
    raise_if(problems)
    wish = Wish.objects.create(
        person_id=warning.person_id,
        warning_id=warning.pk,
        village_code=warning.village_code,
        willing=bool(entry.willing),
        why_not=entry.why_not.strip(),
        schooling=entry.schooling,
        skills=sorted(set(entry.skills)),
        experience=dict(entry.experience),
        wished=sorted(set(entry.wished)),
        reach=entry.reach,
        wage_fen=entry.wage_fen,
        remark=entry.remark.strip(),
        way=entry.way,
        read_out=entry.read_out,
        recorded_on=on,
        officer=officer,
    )
    audit.record(
        officer=officer, verb="bridging.record_wish", subject=f"person:{warning.person_id}",
        region=warning.village_code, detail={"willing": wish.willing, "way": str(ANSWER_WAYS[wish.way]), "on": on},
    )  # fmt: skip
    return wish
