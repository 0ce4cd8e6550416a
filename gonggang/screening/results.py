"""What a comparison says: hits, who could not be compared and why, and what it was compared against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import pyarrow as pa

from gonggang.core.national_id import id_from_key

FOUND: Final = pa.schema(
    [
        ("person_key", pa.int64()),
        ("check", pa.string()),
        ("fact_date", pa.date32()),
        ("register", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("detail", pa.string()),
    ]
)
UNCLEAR: Final = pa.schema([("person_key", pa.int64()), ("check", pa.string()), ("why", pa.string())])


@dataclass(frozen=True, slots=True)
class Hit:
    """A question to a person who must verify it, never a verdict (clause 7.7).

    `register`, `source_file` and `source_row` say where the fact stands; for a hit of the roster itself
    `register` is None. `fact_date` is None where the check has no day.
    """

    person_key: int
    id_number: str
    name: str
    check: str
    fact_date: date | None
    register: str | None
    source_file: str | None
    source_row: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Someone whom one check could not compare; that is not the same as clean."""

    person_key: int
    check: str
    why: str

    @property
    def id_number(self) -> str:
        """The ID of 18 characters."""
        return id_from_key(self.person_key)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people one check compared, and how many it could not, by reason.

    `registers_absent` names the registers that a check wanted and did not have, even where others stood in.
    """

    check: str
    people: int
    compared: int
    not_compared: dict[str, int] = field(default_factory=dict)
    registers_absent: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form in which commands print it."""
        return {
            "check": self.check,
            "people": self.people,
            "compared": self.compared,
            "not_compared": self.not_compared,
            "registers_absent": list(self.registers_absent),
        }


@dataclass(frozen=True, slots=True)
class RegisterUsed:
    """A register file compared against; `people_matched` of the roster stand in it (None: not counted)."""

    kind: str
    source_file: str
    digest: str
    as_of: date | None
    as_of_from: str
    rows_total: int
    rows_accepted: int
    rejected_by_reason: dict[str, int]
    people_matched: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The form in which commands print it."""
        return {
            "register": self.kind,
            "file": self.source_file,
            "digest": self.digest,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "as_of_from": self.as_of_from,
            "rows_read": self.rows_total,
            "rows_accepted": self.rows_accepted,
            "rows_rejected": self.rows_total - self.rows_accepted,
            "rejected_by_reason": self.rejected_by_reason,
            "people_matched": self.people_matched,
        }


@dataclass(frozen=True, slots=True)
class Whole:
    """People whom one check could not compare for one reason, such as a register that is absent."""

    check: str
    why: str
    person_keys: pa.ChunkedArray


@dataclass(frozen=True)
class ScreeningResult:
    """A comparison of a month: `hits` by check and ID, and everyone who was not compared, with the reason.

    `table` holds the hits as Arrow (the columns of `FOUND` and `name`), for whoever has many; `unclear` are
    people whom a check could not decide one by one, `whole` those for whom it did not run at all.
    """

    people: int
    table: pa.Table
    unclear_table: pa.Table
    coverage: list[Coverage]
    registers: list[RegisterUsed]
    whole: list[Whole]

    @cached_property
    def hits(self) -> list[Hit]:
        """Every hit, by check and ID."""
        return [
            Hit(
                person_key=row["person_key"],
                id_number=id_from_key(row["person_key"]),
                name=row["name"] or "",
                check=row["check"],
                fact_date=row["fact_date"],
                register=row["register"],
                source_file=row["source_file"],
                source_row=row["source_row"],
                detail=row["detail"],
            )
            for row in self.table.to_pylist()
        ]

    @cached_property
    def unclear(self) -> list[NotCompared]:
        """People whom a check could not decide, by check and ID."""
        return [
            NotCompared(row["person_key"], row["check"], row["why"]) for row in self.unclear_table.to_pylist()
        ]

    @property
    def not_compared(self) -> Iterator[NotCompared]:
        """Everyone whom some check could not compare, an absent register included: may be very long."""
        yield from self.unclear
        for whole in self.whole:
            for key in whole.person_keys.to_pylist():
                yield NotCompared(key, whole.check, whole.why)
