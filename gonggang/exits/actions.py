"""Writes on exits: warnings that a placement ends soon (clause 12.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from gonggang.audit import actions as audit
from gonggang.exits.models import ExpiryWarning
from gonggang.exits.rules import earliest_end, expiry_warning
from gonggang.placements.rules import term_end
from gonggang.policy.parameters import parameters


@dataclass(frozen=True, slots=True)
class Ending:
    """What decides when a placement ends. `age_limit_on` is null where it is unknown or there is none."""

    placement_id: int
    person_id: int
    village_code: int
    begins_on: date
    age_limit_on: date | None
    age_unknown: bool


def raise_warnings(endings: Iterable[Ending], region: int, *, on: date, officer: Any) -> list[ExpiryWarning]:
    """Record who is to be warned on a day; returns the warnings due then. Seen again, a warning is the same one."""
    due: dict[tuple[int, date], ExpiryWarning] = {}
    for ending in endings:
        warning = _warning(ending, on)
        if warning is not None:
            due[(warning.placement_id, warning.ends_on)] = warning
    there = {
        (w.placement_id, w.ends_on): w
        for w in ExpiryWarning.objects.filter(placement_id__in=[key[0] for key in due])
    }
    new = [warning for key, warning in due.items() if key not in there]
    seen = [there[key] for key in due if key in there]
    for warning in seen:
        warning.last_seen_on, warning.threshold_days = (
            on,
            due[(warning.placement_id, warning.ends_on)].threshold_days,
        )
    ExpiryWarning.objects.bulk_create(new, batch_size=5000)
    ExpiryWarning.objects.bulk_update(seen, ["last_seen_on", "threshold_days"], batch_size=5000)
    if new:
        audit.record(
            officer=officer, verb="exits.warn", region=region, subject=f"warnings:{region}:{on}",
            detail={"new": len(new)},
        )  # fmt: skip
    return sorted([*new, *seen], key=lambda w: (w.ends_on, w.placement_id))


def _warning(ending: Ending, on: date) -> ExpiryWarning | None:
    look_up, county = parameters().get, ending.village_code // 10**6 * 10**6
    term = term_end(
        begins=ending.begins_on,
        term_months=look_up("subsidy_term_months", region=county, on=on),
        transfers=[],
        transfer_resets=look_up("term_transfer_resets", region=county, on=on),
    )
    end = earliest_end(
        term=term.ends,
        age=ending.age_limit_on,
        statutory_month=None,
        agreement=None,
        extended_to_retirement=False,
        unknown=["age"] if ending.age_unknown else [],
        statutory_day=look_up("statutory_day", region=county, on=on),
        agreement_binds=False,
    )
    warning = expiry_warning(
        today=on,
        ends=end.ends,
        thresholds_days=look_up("expiry_warning_days", region=county, on=on),
        sent=[],
    )
    if warning.verdict != "due" or end.ends is None or warning.threshold is None:
        return None
    return ExpiryWarning(
        placement_id=ending.placement_id,
        person_id=ending.person_id,
        village_code=ending.village_code,
        ends_on=end.ends,
        cause=end.causes[0],
        threshold_days=warning.threshold,
        first_seen_on=on,
        last_seen_on=on,
    )
