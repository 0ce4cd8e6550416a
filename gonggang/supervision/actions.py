"""Writes on complaints: taking over a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.supervision.models import Complaint


@dataclass(frozen=True, slots=True)
class ComplaintEntry:
    """A complaint as a ledger gives it (clause 15.4). Money in fen."""

    number: str
    channel: str
    received_on: date | None
    complainant: str
    about: str
    village_code: int | None
    kind: str
    summary: str
    first_handling_unit: str
    first_handler: str
    due_on: date | None
    verification: str
    conclusion: str
    recovered_fen: int | None
    answered_on: date | None
    closed_on: date | None
    status: str


def take_over(entries: Sequence[ComplaintEntry], *, officer: Any, batch: ImportBatch) -> int:
    """Store complaints, changing those that are there; returns how many were added or changed."""
    there = {c.number: c for c in Complaint.objects.filter(number__in=[e.number for e in entries])}
    changed = 0
    new = []
    for entry in entries:
        if entry.number in there:
            changed += change_row(batch, there[entry.number], **asdict(entry))
        else:
            new.append(Complaint(batch=batch, **asdict(entry)))
    Complaint.objects.bulk_create(new, batch_size=5000)
    return changed + len(new)
