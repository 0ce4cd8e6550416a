"""Who may be placed a second time (clauses 19.1 to 19.6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

PlacementKind = Literal["OLDER", "ZERO_EMPLOYMENT_FAMILY", "SEVERELY_DISABLED", "POVERTY_ALLEVIATED"]


@dataclass(frozen=True, slots=True)
class SecondPlacement:
    """Whether a second placement may be made; without both filings it may, but nothing is settled for it."""

    verdict: Literal["yes", "no", "to_verify"]
    reason: str | None
    placement_seq: int | None
    settleable: bool


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
