"""The money of one person, month by month, each amount explained in at most five lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gonggang.core.money import format_yuan
from gonggang.reporting.words import HELD, word


@dataclass(frozen=True, slots=True)
class MoneyShown:
    """A line with how it came about, and what the bank answered."""

    line: Any
    explained: list[str]
    answer: str
    tone: tuple[str, str]


def money_shown(lines: list[Any], returns: list[Any]) -> list[MoneyShown]:
    """Each month's line, the newest first. What the bank has not answered is said to be so."""
    answers: dict[Any, list[Any]] = {}
    for each in returns:
        answers.setdefault(each.month, []).append(each)
    return [_shown(line, answers.get(line.month, [])) for line in lines]


def _shown(line: Any, answers: list[Any]) -> MoneyShown:
    paid = [each for each in answers if each.succeeded]
    if paid:
        day = paid[0].credited_on.isoformat() if paid[0].credited_on else ""
        answer, tone = _("到账 %(day)s") % {"day": day}, ("gg-ok", "circle-check")
    elif answers:
        why = answers[0].failure_reason or _("银行没有写原因")
        answer, tone = _("退票：%(why)s") % {"why": why}, ("gg-stop", "alert-octagon")
    elif line.held:
        answer, tone = _("暂缓"), ("gg-warn", "lock")
    else:
        answer, tone = _("没有回盘"), ("gg-unk", "")
    return MoneyShown(line, explained(line, answer), answer, tone)


def explained(line: Any, answer: str) -> list[str]:
    """Standard, days, amount, hold and the bank's answer: five lines and no more (clause 13.2)."""
    if line.standard_fen is None or not line.required_days:
        said = [_("没有录入补贴标准或规定天数，算不出，按 0 元列。")]
    else:
        counted = min(line.actual_days, line.required_days)
        said = [
            _("每月标准 ¥%(yuan)s，规定出勤 %(days)d 天。")
            % {"yuan": format_yuan(line.standard_fen), "days": line.required_days},
            _("实际出勤 %(actual)d 天，按 %(counted)d 天计。")
            % {"actual": line.actual_days, "counted": counted},
            _("¥%(standard)s × %(counted)d ÷ %(days)d = ¥%(amount)s。")
            % {
                "standard": format_yuan(line.standard_fen),
                "counted": counted,
                "days": line.required_days,
                "amount": format_yuan(line.amount_fen),
            },
        ]
    if line.held:
        said.append(_("暂缓发放：%(why)s。") % {"why": word(HELD, line.reason)})
    return [*said, _("银行：%(answer)s。") % {"answer": answer}][:5]
