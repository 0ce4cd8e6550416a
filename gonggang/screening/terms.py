"""The dated parameters of a comparison for one region and month, looked up once (clause 7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gonggang.core.month import Month
from gonggang.policy.parameters import OutsideForce, Parameters


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts as a hit. `register_age_days_max` None: nobody has said how old a register may be."""

    month: Month
    insurance_kinds: tuple[str, ...]
    insurance_statuses: tuple[str, ...]
    business_statuses: tuple[str, ...]
    pension_kinds: tuple[str, ...]
    host_unit_insurance_counts: bool
    register_age_days_max: int | None

    @property
    def last(self) -> date:
        """The last day of the month: facts after it are not facts of the month."""
        return self.month.last


def terms_of(parameters: Parameters, region: int, month: Month) -> Terms:
    """The terms in force for a region on the last day of the month; raises OutsideForce."""

    def get(name: str) -> Any:
        return parameters.get(name, region=region, on=month.last)

    try:
        oldest = get("register_age_days_max")
    except OutsideForce:
        oldest = None
    return Terms(
        month=month,
        insurance_kinds=tuple(get("insurance_kinds_counted")),
        insurance_statuses=tuple(get("insurance_status_counted")),
        business_statuses=tuple(get("business_status_counted")),
        pension_kinds=tuple(get("pension_kinds_counted")),
        host_unit_insurance_counts=get("host_unit_insurance_counts"),
        register_age_days_max=oldest,
    )
