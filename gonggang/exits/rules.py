"""When a placement ends, who is warned, who may stay until retirement, who may be placed a second time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gonggang.core.month import Month

EndCause = Literal["term", "statutory", "age", "agreement"]
PlacementKind = Literal["OLDER", "ZERO_EMPLOYMENT_FAMILY", "SEVERELY_DISABLED", "POVERTY_ALLEVIATED"]

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


@dataclass(frozen=True, slots=True)
class SecondPlacement:
    """Whether a second placement may be made; without both filings it may, but nothing is settled for it."""

    verdict: Literal["yes", "no", "to_verify"]
    reason: str | None
    placement_seq: int | None
    settleable: bool


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


_KIND_OF_CATEGORY: Final[dict[str, PlacementKind | None]] = {
    "URBAN_OLDER_UNEMPLOYED": "OLDER",
    "RURAL_OLDER": "OLDER",
    "ZERO_EMPLOYMENT_FAMILY": "ZERO_EMPLOYMENT_FAMILY",
    "DISABLED": "SEVERELY_DISABLED",
    "POVERTY_ALLEVIATED": "POVERTY_ALLEVIATED",
    "RELAPSE_MONITORED": "POVERTY_ALLEVIATED",
    # Known categories to which the policy opens no second placement.
    "LOW_INCOME": None,
    "SINGLE_PARENT": None,
    "REGISTERED_UNEMPLOYED_YOUTH": None,
    "MOTHER_OF_TWO": None,
    "URBAN_SUBSISTENCE_UNEMPLOYED": None,
    "LONG_TERM_UNEMPLOYED": None,
    "ZERO_TRANSFER_POOR_FAMILY": None,
    "LAND_LOST": None,
    "OTHER_APPROVED": None,
}


def second_placement_allowed(
    placements_before: int,
    placements_max: int,
    direct_renewal: bool,
    city_enabled: bool,
    city_from: date | None,
    city_kinds: Collection[PlacementKind],
    applied_on: date,
    category: str | None,
    disability_grade: int | None,
    severe_grades: Collection[int],
    rural_older_counts: bool,
    earlier_ends: date | None,
    hard_to_employ: bool | None,
    filed_human_resources_on: date | None,
    filed_finance_on: date | None,
) -> SecondPlacement:
    """Whether someone whose term has ended may be placed again (clauses 19.1 to 19.6).

    What is certain to refuse comes before what is not known. Without both filings it is allowed, not settled.
    """
    kind = _KIND_OF_CATEGORY.get(category or "")
    known = category in _KIND_OF_CATEGORY
    disabled, rural_older = category == "DISABLED", category == "RURAL_OLDER"
    refusals = (
        ("third_placement", placements_before >= placements_max),
        ("no_earlier_placement", placements_before <= 0),
        ("direct_renewal", direct_renewal),
        ("city_switch_off", not city_enabled),
        ("before_city_start", city_from is not None and applied_on < city_from),
        ("category_not_eligible", known and kind is None),
        ("not_severe", disabled and disability_grade is not None and disability_grade not in severe_grades),
        ("kind_not_chosen_by_city", kind is not None and kind not in city_kinds),
        ("earlier_term_not_ended", earlier_ends is not None and applied_on < earlier_ends),
        ("not_hard_to_employ", hard_to_employ is False),
    )
    doubts = (
        ("unknown_category", not known),
        ("rural_older", rural_older and not rural_older_counts),
        ("disability_grade_unknown", disabled and disability_grade is None),
        ("earlier_end_unknown", earlier_ends is None),
        ("hardship_unknown", hard_to_employ is None),
    )
    refused = next((reason for reason, holds in refusals if holds), None)
    doubted = next((reason for reason, holds in doubts if holds), None)
    if refused or doubted:
        return SecondPlacement("no" if refused else "to_verify", refused or doubted, None, False)
    settleable = filed_human_resources_on is not None and filed_finance_on is not None
    return SecondPlacement("yes", None, placements_before + 1, settleable)
