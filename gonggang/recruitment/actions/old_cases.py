"""The dates of procedures from before the system, kept as a county hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.recruitment.models import ImportedProcedure

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class ProcedureDates:
    """The dates of the eight stages as an old roster gives them; None where it gives none."""

    announcement_on: date | None
    application_on: date | None
    democratic_appraisal_on: date | None
    notice_begins_on: date | None
    notice_ends_on: date | None
    county_approval_on: date | None
    agreement_on: date | None
    induction_training_on: date | None
    onboarding_on: date | None


DATE_FIELDS = tuple(f.name for f in fields(ProcedureDates))


def keep_old_procedures(
    dates: Mapping[int, tuple[int, ProcedureDates]], *, officer: Any, batch: ImportBatch
) -> int:
    """Keep the dates of placements (by placement: village, dates); returns how many were added or changed.

    Old cases are kept as they are; what is wrong with them is reported, never repaired (clauses 6.2, 6.5).
    """
    there: dict[int, ImportedProcedure] = {}
    keys = list(dates)
    for start in range(0, len(keys), _CHUNK):
        found = ImportedProcedure.objects.filter(placement_id__in=keys[start : start + _CHUNK])
        there.update((procedure.placement_id, procedure) for procedure in found)
    changed = 0
    new = []
    for placement_id, (village, days) in dates.items():
        if placement_id in there:
            changed += change_row(batch, there[placement_id], **asdict(days))
        else:
            new.append(
                ImportedProcedure(
                    placement_id=placement_id, village_code=village, batch=batch, **asdict(days)
                )
            )
    ImportedProcedure.objects.bulk_create(new, batch_size=_CHUNK)
    return changed + len(new)
