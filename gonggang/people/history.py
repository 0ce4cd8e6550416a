"""What happened to a person's record: who looked, what was done, which imports touched it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gonggang.audit import queries as audit
from gonggang.exchange.queries import batches_that_changed
from gonggang.people.models import BankAccount, Person, PersonCategory
from gonggang.people.reveal import REVEAL, VIEW


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a person by an officer; `field` and `purpose` in words, empty where the dossier was opened."""

    at: datetime
    officer: str
    officer_id: int | None
    field: str
    purpose: str
    note: str
    refused: bool


def who_looked(person_id: int, *, limit: int = 200) -> list[Look]:
    """Who opened a person's dossier or a number, or was refused it, the newest first."""
    verbs = (REVEAL, VIEW, f"refused.{REVEAL}", f"refused.{VIEW}")
    return [
        Look(
            at=entry.at,
            officer=entry.officer,
            officer_id=entry.officer_id,
            field=entry.detail.get("field_label", ""),
            purpose=entry.detail.get("purpose_label") or entry.detail.get("purpose", ""),
            note=entry.detail.get("note") or entry.detail.get("why", ""),
            refused=entry.refused,
        )
        for entry in audit.of_verbs(verbs, f"person:{person_id}", limit=limit)
    ]


def history(
    person_id: int, *, more: Iterable[str] = (), limit: int = 200, earlier_than: datetime | None = None
) -> list[audit.Entry]:
    """What was done to a person, and each import that brought or changed something of them, the newest first.

    `more` are subjects of higher rooms that belong to the person, such as `case:7` or `placement:5`.
    """
    batches = {f"batch:{number}" for number in batches_of(person_id)}
    return audit.history(f"person:{person_id}", *batches, *more, limit=limit, earlier_than=earlier_than)


def batches_of(person_id: int) -> set[int]:
    """The imports that brought the person, a category or an account, or changed one of them."""
    found = set(Person.objects.filter(pk=person_id).values_list("batch_id", flat=True))
    rows = {"people.Person": [person_id]}
    for model in (PersonCategory, BankAccount):
        mine = list(model._base_manager.filter(person_id=person_id).values_list("pk", "batch_id"))
        found |= {batch for _, batch in mine}
        rows[model._meta.label] = [pk for pk, _ in mine]
    return {batch for batch in found if batch is not None} | batches_that_changed(rows)
