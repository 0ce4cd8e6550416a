"""Writes on recruitment: applications as handed in, and the dates of procedures from before the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.recruitment.models import Application, ImportedProcedure

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


@dataclass(frozen=True, slots=True)
class ApplicationEntry:
    """An application as a list gives it."""

    person_id: int
    post_number: str
    post_id: int | None
    village_code: int | None
    categories: tuple[str, ...]
    recognised_on: date | None
    family: tuple[str, ...]
    declares_kin: bool | None
    declared_relation: str
    declared_relative: str
    committed_on: date | None
    applied_on: date | None


def take_over(entries: Sequence[ApplicationEntry], *, officer: Any, batch: ImportBatch) -> int:
    """Store applications, changing those that are there; returns how many were added or changed."""
    people = list({entry.person_id for entry in entries})
    there = {
        (a.person_id, a.post_number, a.applied_on): a
        for a in Application.objects.filter(person_id__in=people)
    }
    changed = 0
    new = []
    for entry in entries:
        values = asdict(entry) | {"categories": list(entry.categories), "family": list(entry.family)}
        same = there.get((entry.person_id, entry.post_number, entry.applied_on))
        if same is None:
            new.append(Application(batch=batch, **values))
        else:
            changed += change_row(batch, same, **values)
    Application.objects.bulk_create(new, batch_size=_CHUNK)
    return changed + len(new)
