"""Lists of applicants as files give them, before a round takes them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.recruitment.models import Application

_CHUNK = 5000


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
    """Store applications, changing those that are there; returns how many were added or changed.

    One that has been taken up into a round stands as it is: a list cannot change what a procedure rests on.
    """
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
        elif same.round_id is None:
            changed += change_row(batch, same, **values)
    Application.objects.bulk_create(new, batch_size=_CHUNK)
    return changed + len(new)
