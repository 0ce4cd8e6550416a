"""When a placement ends, who is warned, who may stay until retirement, who may be placed a second time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gonggang.core.month import Month

# Whoever starts a placement asks this, and stands below this room; its cases are kept here.
from gonggang.placements.rules import PlacementKind, SecondPlacement, second_placement_allowed

__all__ = [
    "EarliestEnd",
    "EndCause",
    "ExpiryWarning",
    "NearRetirementExtension",
    "PlacementKind",
    "SecondPlacement",
    "earliest_end",
    "expiry_warning",
    "near_retirement_extension",
    "second_placement_allowed",
]

EndCause = Literal["term", "statutory", "age", "agreement"]

_CAUSES: Final[tuple[EndCause, ...]] = ("term", "statutory", "age", "agreement")


@dataclass(frozen=True, slots=True)
class EarliestEnd:
    """`ends` is the first day out of post; `causes` all that fall on it. `agreement_notice` only informs."""

    verdict: Literal["ok", "to_verify"]
    ends: date | None
    causes: Sequence[EndCause]
    agreement_notice: date | None


@dataclass(frozen=True, slots=True)
class NearRetirementExtension:
    """Whether the subsidy may run on until retirement, and the month to which it may."""

    verdict: Literal["yes", "no", "to_verify"]
    reason: Literal["too_far", "already_reached", "approved_before_reform", "unknown_input"] | None
    months_left: int | None
    extends_to: Month | None


@dataclass(frozen=True, slots=True)
class ExpiryWarning:
    """How near an end is. `send` is the threshold for which a notice is still to be sent."""

    verdict: Literal["none", "due", "passed", "to_verify"]
    days_left: int | None
    threshold: int | None
    send: int | None


def earliest_end(
    term: date | None,
    age: date | None,
    statutory_month: Month | None,
    agreement: date | None,
    extended_to_retirement: bool,
    unknown: Collection[Literal["term", "statutory", "age"]],
    statutory_day: Literal["month_start", "next_month_start"],
    agreement_binds: bool,
) -> EarliestEnd:
    """The first of all days that end a placement (clauses 12.2 and 7.3).

    All dates are the first day outside. An agreement can be renewed, so it only informs unless
    `agreement_binds`. What is `unknown` sends the case to a person, and the known dates are still given.
    """
    statutory: date | None = None
    if statutory_month is not None:
        statutory = (statutory_month if statutory_day == "month_start" else statutory_month.next()).first
    firm: dict[EndCause, date | None] = {
        "term": None if extended_to_retirement else term,
        "statutory": statutory,
        "age": age,
        "agreement": agreement if agreement_binds else None,
    }
    ends = min((day for day in firm.values() if day is not None), default=None)
    causes = [cause for cause in _CAUSES if ends is not None and firm[cause] == ends]
    notice = agreement
    if agreement_binds or (agreement is not None and ends is not None and agreement >= ends):
        notice = None
    in_doubt = bool(unknown) or ends is None or (extended_to_retirement and statutory_month is None)
    return EarliestEnd("to_verify" if in_doubt else "ok", ends, causes, notice)


def near_retirement_extension(
    first_approved_on: date | None,
    original_month: Month | None,
    statutory_month: Month | None,
    threshold_months: int,
    reform_on: date,
    follow_delay: bool,
) -> NearRetirementExtension:
    """Whether someone near retirement when first approved may stay until it (clauses 12.2 and 4.4).

    Whole months between year-months are compared, never days. Whoever was approved before the reform and is
    delayed by it is tested by the original month, and goes to a person unless `follow_delay`.
    """
    if first_approved_on is None or original_month is None or statutory_month is None:
        return NearRetirementExtension("to_verify", "unknown_input", None, None)
    approved = Month.of(first_approved_on)
    months_left = statutory_month.minus(approved)
    before_reform = first_approved_on < reform_on and original_month != statutory_month
    tested = (original_month if before_reform else statutory_month).minus(approved)
    if tested <= 0:
        return NearRetirementExtension("no", "already_reached", months_left, None)
    if tested >= threshold_months:
        return NearRetirementExtension("no", "too_far", months_left, None)
    if before_reform and not follow_delay:
        return NearRetirementExtension("to_verify", "approved_before_reform", months_left, None)
    return NearRetirementExtension("yes", None, months_left, statutory_month)


def expiry_warning(
    today: date, ends: date | None, thresholds_days: Collection[int], sent: Collection[int]
) -> ExpiryWarning:
    """Which warning is due before an end (clauses 12.2, 12.3 and 18.3); the day itself is still due."""
    if ends is None:
        return ExpiryWarning("to_verify", None, None, None)
    days_left = (ends - today).days
    if days_left < 0:
        return ExpiryWarning("passed", days_left, None, None)
    threshold = min((each for each in thresholds_days if each >= days_left), default=None)
    if threshold is None:
        return ExpiryWarning("none", days_left, None, None)
    return ExpiryWarning("due", days_left, threshold, None if threshold in sent else threshold)
