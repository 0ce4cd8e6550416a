"""Money of a month: the subsidy for the days worked, its split among budgets, and what must be paid back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gonggang.attendance.rules import PRESENT, SIGNS, MarkKind, alive_range, all_readable, count_days
from gonggang.core.money import Rounding, divide, format_yuan
from gonggang.core.month import Month
from gonggang.core.said import Listed, Said

SubsidyReason = Literal[
    "standard_missing",
    "standard_negative",
    "required_days_missing",
    "required_days_not_positive",
    "marks_unclear",
    "actual_days_missing",
    "actual_days_negative",
]
FundingLevel = Literal["province", "city", "county", "other"]
ShareReason = Literal["shares_missing", "share_negative", "shares_not_10000"]
RecoveryReason = Literal["event_day_unknown", "attendance_unknown", "subsidy_unknown"]

_LEVELS: Final[tuple[FundingLevel, ...]] = ("province", "city", "county", "other")
_WHOLE: Final = 10000  # shares are written in hundredths of a per cent
_AWAY: Final[tuple[tuple[str, MarkKind], ...]] = (
    ("事假 %(n)d 天", "personal_leave"),
    ("病假 %(n)d 天", "sick_leave"),
    ("旷工 %(n)d 天", "absent"),
)
_PRESENT_SIGNS: Final = "".join(SIGNS[kind] for kind in PRESENT)


@dataclass(frozen=True, slots=True)
class SubsidyAmount:
    """A month's subsidy in fen. `actual_days` is not capped; it and the amount are None when refused."""

    verdict: Literal["ok", "refused"]
    reason: SubsidyReason | None
    actual_days: int | None
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class FundingSplit:
    """An amount split among the budgets that share it; the parts add up to it exactly."""

    verdict: Literal["ok", "refused"]
    reason: ShareReason | None
    parts: Mapping[FundingLevel, int] | None


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid for one month. `present_days` are the days worked, needed in the month of an event."""

    month: Month
    status: str
    paid_fen: int
    standard_fen: int | None
    required_days: int | None
    present_days: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class MonthAmount:
    """An amount in fen that belongs to one month."""

    month: Month
    fen: int


@dataclass(frozen=True, slots=True)
class RecoveryAmount:
    """What must be paid back, in fen; all amounts are None when a person must first find out the facts."""

    verdict: Literal["ok", "to_verify"]
    reason: RecoveryReason | None
    by_month: Sequence[MonthAmount] | None
    recoverable_fen: int | None
    offset_fen: int | None
    outstanding_fen: int | None
    refund_fen: int | None


_REFUSED: Final[dict[SubsidyReason, SubsidyAmount]] = {
    reason: SubsidyAmount("refused", reason, None, None)
    for reason in (
        "standard_missing",
        "standard_negative",
        "required_days_missing",
        "required_days_not_positive",
        "marks_unclear",
        "actual_days_missing",
        "actual_days_negative",
    )
}


def subsidy_amount(
    standard_fen: int | None,
    required_days: int | None,
    rounding: Rounding,
    actual_days: int | None = None,
    month: Month | None = None,
    marks: str | None = None,
    begins: date | None = None,
    ends: date | None = None,
    died_on: date | None = None,
    death_day_counts: bool = False,
) -> SubsidyAmount:
    """Standard x min(actual, required) / required, rounded once to the fen (clauses 13.2, 13.7 and 11.5).

    The days worked are given, or counted from the month's marks as `attendance_days` counts those present.
    Required days are never reduced for part of a month, and full attendance is never assumed.
    """
    if standard_fen is None:
        return _REFUSED["standard_missing"]
    if standard_fen < 0:
        return _REFUSED["standard_negative"]
    if required_days is None:
        return _REFUSED["required_days_missing"]
    if required_days <= 0:
        return _REFUSED["required_days_not_positive"]
    if month is not None and marks is not None and begins is not None:
        if len(marks) > month.days or not all_readable(marks):
            return _REFUSED["marks_unclear"]
        start, stop = alive_range(month, begins, ends, died_on, death_day_counts)
        actual_days = count_days(marks, _PRESENT_SIGNS, start, stop)
    if actual_days is None:
        return _REFUSED["actual_days_missing"]
    if actual_days < 0:
        return _REFUSED["actual_days_negative"]
    paid_days = actual_days if actual_days < required_days else required_days
    amount_fen = divide(standard_fen * paid_days, required_days, rounding)
    return SubsidyAmount("ok", None, actual_days, amount_fen)


def funding_split(amount_fen: int, shares: Mapping[FundingLevel, int | None] | None) -> FundingSplit:
    """An amount split by shares of 10000 (clauses 13.1 and 13.6), by largest remainders.

    Each part is rounded down, and the fen left over go one each to the largest remainders; equal ones in the
    order province, city, county, other. A correction (negative amount) is split like its opposite.
    """
    if not shares or any(share is None for share in shares.values()):
        return FundingSplit("refused", "shares_missing", None)
    known = {level: share for level, share in shares.items() if share is not None}
    if any(share < 0 for share in known.values()):
        return FundingSplit("refused", "share_negative", None)
    if sum(known.values()) != _WHOLE:
        return FundingSplit("refused", "shares_not_10000", None)
    magnitude = abs(amount_fen)
    parts = {level: magnitude * share // _WHOLE for level, share in known.items()}
    by_remainder = sorted(
        known, key=lambda level: (-(magnitude * known[level] % _WHOLE), _LEVELS.index(level))
    )
    for level in by_remainder[: magnitude - sum(parts.values())]:
        parts[level] += 1
    if amount_fen < 0:
        parts = {level: -part for level, part in parts.items()}
    return FundingSplit("ok", None, parts)


def recovery_amount(
    event_on: date | None,
    event_month: Literal["by_day", "from_next_month"],
    rounding: Rounding,
    payments: Sequence[Payment],
    repaid_fen: int,
    owed_to_person_fen: int,
    offset_allowed: bool,
) -> RecoveryAmount:
    """What was paid for the day of an event and after it (clauses 7.5, 9.3, 12.6 and 13.7).

    In the event's own month the subsidy is computed again for the days before the event, and the difference
    is recoverable. For false papers the caller gives the first day in post as `event_on`.
    """
    if event_on is None:
        return _cannot_recover("event_day_unknown")
    by_month: dict[Month, int] = {}
    for payment in payments:
        if payment.status != "success" or payment.month < Month.of(event_on):
            continue
        earned = 0
        if payment.month.contains(event_on):
            if event_month == "from_next_month":
                continue
            if payment.present_days is None:
                return _cannot_recover("attendance_unknown")
            kept = _subsidy_before(event_on, payment, rounding)
            if kept is None:
                return _cannot_recover("subsidy_unknown")
            earned = kept
        fen = max(payment.paid_fen - earned, 0)
        by_month[payment.month] = by_month.get(payment.month, 0) + fen
    recoverable = sum(by_month.values())
    offset = max(min(owed_to_person_fen, recoverable - repaid_fen), 0) if offset_allowed else 0
    return RecoveryAmount(
        verdict="ok",
        reason=None,
        by_month=[MonthAmount(month, fen) for month, fen in sorted(by_month.items()) if fen > 0],
        recoverable_fen=recoverable,
        offset_fen=offset,
        outstanding_fen=max(recoverable - repaid_fen - offset, 0),
        refund_fen=max(repaid_fen - recoverable, 0),
    )


def _subsidy_before(event_on: date, payment: Payment, rounding: Rounding) -> int | None:
    """The subsidy for the days worked before the event in its month; None if it cannot be computed."""
    days = {day for day in payment.present_days or () if day < event_on.day}
    return subsidy_amount(
        payment.standard_fen, payment.required_days, rounding, actual_days=len(days)
    ).amount_fen


def _cannot_recover(reason: RecoveryReason) -> RecoveryAmount:
    return RecoveryAmount("to_verify", reason, None, None, None, None, None)


def explain(
    *,
    month: Month,
    standard_fen: int | None,
    required_days: int | None,
    actual_days: int,
    amount_fen: int,
    marks: str | None,
    rounding: Rounding,
    why_held: str | None = None,
) -> tuple[Said, ...]:
    """An amount in at most five Chinese sentences: standard, days, what was not counted, the sum, why it waits."""
    if standard_fen is None:
        return (Said("岗位没有录入补贴标准，算不出应发。请先在岗位上补录。"),)
    if required_days is None or required_days <= 0:
        return (Said("岗位没有录入规定出勤天数，算不出应发。请先在岗位上补录。"),)
    yuan, fen = format_yuan(standard_fen), format_yuan(amount_fen)
    lines = [Said("标准每月 %(yuan)s 元，规定出勤 %(n)d 天。", yuan=yuan, n=required_days)]
    if marks is None:
        lines.append(Said("%(month)d 月考勤表上没有这个人，出勤按 0 天算。", month=month.month))
    elif not all_readable(marks):
        lines.append(Said("%(month)d 月考勤有认不得的符号，先不算出勤。", month=month.month))
    else:
        marked = count_days(marks, _PRESENT_SIGNS, 0, len(marks))
        outside = marked - actual_days
        if outside > 0:
            lines.append(
                Said(
                    "%(month)d 月考勤出勤 %(n)d 天，另有 %(outside)d 天在上岗前、离岗后或死亡后，不算。",
                    month=month.month,
                    n=actual_days,
                    outside=outside,
                ),
            )
        else:
            lines.append(Said("%(month)d 月考勤出勤 %(n)d 天。", month=month.month, n=actual_days))
        away = [
            Said(word, n=days)
            for word, kind in _AWAY
            if (days := count_days(marks, SIGNS[kind], 0, len(marks)))
        ]
        if away:
            lines.append(Said("%(away)s，不算出勤。", away=Listed(away)))
    if actual_days >= required_days:
        lines.append(Said("出勤满 %(n)d 天，发足标准：%(yuan)s 元。", n=required_days, yuan=fen))
    else:
        how = Said("四舍五入到分") if rounding == "half_up" else Said("不足一分的舍去")
        sum_ = f"{yuan} × {actual_days} ÷ {required_days} = {fen}"
        lines.append(Said("%(sum)s 元（%(how)s）。", sum=sum_, how=how))
    if why_held:
        lines.append(Said("暂缓：%(why)s。核清以后补发。", why=why_held))
    return tuple(lines)
