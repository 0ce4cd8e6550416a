"""A referral as its page shows it: the steps with their days, and what became of the employer's subsidy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gonggang.bridging.rules import words
from gonggang.core.money import format_yuan
from gonggang.desk.screens.bridging.words import INSURANCE_STATES, Toned, word


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, the day on which it was done, what was said; `now` is the one that is to be taken."""

    name: str
    on: date | None
    said: str
    now: bool


def steps_of(there: Any) -> list[Step]:
    """The four steps of a referral."""
    answered = ""
    if there.answer is not None:
        way = word(words.ANSWER_WAYS, there.answer_way)
        answered = (
            _("同意去（%(way)s）") % {"way": way}
            if there.answer
            else _("不去（%(way)s）：%(why)s")
            % {"way": way, "why": word(words.ANSWER_REASONS, there.answer_reason)}
        )
    outcome = ""
    if there.taken:
        outcome = _("录用，%(on)s 上岗") % {"on": there.starts_on}
        if there.left_on:
            outcome = _("录用，%(on)s 上岗，%(left)s 离开") % {"on": there.starts_on, "left": there.left_on}
    elif there.taken is False:
        outcome = _("没有录用：%(why)s") % {"why": word(words.REFUSAL_REASONS, there.refusal_reason)}
    return [
        Step(_("推荐给本人"), there.proposed_on, "", False),
        Step(_("本人答复"), there.answered_on, answered, there.state == "proposed"),
        Step(_("推荐给机构"), there.referred_on, "", there.state == "accepted"),
        Step(_("机构的结果"), there.decided_on, outcome, there.state == "referred"),
    ]


def insurance_shown(subsidy: Any) -> dict[str, Any]:
    """The subsidy with its state and the days of its steps."""
    state: Toned = INSURANCE_STATES[subsidy.state]
    days: list[tuple[str, str]] = [(_("标记"), str(subsidy.flagged_on))]
    for label, on, more in (
        (_("核实"), subsidy.decided_on, subsidy.decided_why),
        (_("提示单位"), subsidy.told_on, ""),
        (_("单位申领"), subsidy.applied_on, ""),
        (_("发给单位"), subsidy.paid_on, f"¥{format_yuan(subsidy.paid_fen)}" if subsidy.paid_fen else ""),
        (_("不予发放"), subsidy.refused_on, subsidy.refused_why),
    ):
        if on is not None:
            days.append((label, f"{on} {more}".strip()))
    return {"state": state, "sentence": subsidy.sentence, "days": days}
