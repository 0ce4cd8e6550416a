"""Reads of registers for other rooms: which batches are in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gonggang.registers.models import RegisterBatch


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """A register file in use: what it is, of which day, how many rows, and where its normalised rows lie."""

    kind: str
    file_name: str
    path: str
    digest: str
    as_of: date
    rows_total: int
    rows_accepted: int


def facts() -> list[RegisterFacts]:
    """Every register file in use, by kind."""
    rows = RegisterBatch.objects.filter(in_use=True).order_by("kind", "pk")
    return [
        RegisterFacts(*row)
        for row in rows.values_list(
            "kind", "file_name", "path", "digest", "as_of", "rows_total", "rows_accepted"
        )
    ]
