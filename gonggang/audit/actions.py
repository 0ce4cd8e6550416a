"""Appending to the audit chains, in the transaction of the change itself; refusals; the daily seals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from gonggang.audit.marks import mark_of
from gonggang.audit.models import AuditRecord, ChainHead, Seal
from gonggang.audit.rules import (
    CHAINS,
    FIRST_SEAL,
    SEALS_HEAD,
    Content,
    chain_for,
    differences,
    number_at,
    plain,
    seal_of,
    seal_of_the_day,
)
from gonggang.audit.verify import broken_records

__all__ = ["Entry", "broken_records", "record", "record_many", "record_refusal", "seal_heads"]

_VERB_MAX = 80
_SUBJECT_MAX = 120

# A transaction stays in the chain of its first record: two that append to two chains each can never block each other.
_LOCK = """
SELECT id, number, seal, sealed_on, set_config('gonggang.audit_chain', id::text, true)
FROM audit_chainhead
WHERE id = COALESCE(NULLIF(current_setting('gonggang.audit_chain', true), ''), %s)::smallint
FOR UPDATE
"""
_COLUMNS = "number, at, officer_id, verb, region_code, subject, detail, previous_seal, seal"
_MOVE = "UPDATE audit_chainhead SET number = %s, seal = %s, sealed_on = %s, mark = %s WHERE id = %s"
# Both in one journey to the database.
_APPEND = f"""
WITH appended AS (
    INSERT INTO audit_auditrecord ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)
)
{_MOVE}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Entry:
    """One record to be appended with others."""

    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Head:
    """The head of a chain that this transaction holds."""

    chain: int
    place: int
    seal: bytes
    sealed_on: date | None

    def append(self, officer: Any, verb: str, subject: str, detail: Any, region: int | None) -> AuditRecord:
        """The next record of the chain, not stored yet; the head is on it."""
        content = Content(
            number_at(self.chain, self.place + 1),
            timezone.now(),
            officer.pk if officer is not None else None,
            verb[:_VERB_MAX],
            region,
            plain(subject)[:_SUBJECT_MAX],
            plain(detail),
        )
        previous, self.seal = self.seal, seal_of(content, self.seal)
        self.place += 1
        return AuditRecord(
            number=content.number, at=content.at, officer_id=content.officer_id, verb=content.verb,
            region_code=region, subject=content.subject, detail=content.detail, previous_seal=previous, seal=self.seal,
        )  # fmt: skip

    def state(self) -> list[Any]:
        """Where the chain has come to, and the mark that says it was us, as `_MOVE` takes them."""
        mark = mark_of(self.chain, self.place, self.seal, self.sealed_on)
        return [self.place, self.seal, self.sealed_on, mark, self.chain]

    def store(self) -> None:
        """Write where the chain has come to."""
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, self.state())


def record(
    *,
    officer: Any,
    verb: str,
    subject: str,
    detail: dict[str, Any],
    region: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditRecord:
    """Append one record to the chain of its region's county; the head is locked until the transaction ends.

    `before` and `after` are the fields of what was changed; their difference is kept and shown. Numbers that may
    belong to a person are masked wherever they stand.
    """
    if before is not None or after is not None:
        detail = {**detail, "changes": differences(before or {}, after or {})}
    with transaction.atomic(savepoint=False):
        head = _lock(chain_for(region))
        entry = head.append(officer, verb, subject, detail, region)
        with connection.cursor() as cursor:
            cursor.execute(_APPEND, [*_row(entry), *head.state()])
    return entry


def record_many(*, officer: Any, verb: str, entries: Iterable[Entry], region: int | None = None) -> int:
    """Append a record for each entry of one act upon many things of a region; returns how many."""
    count = 0
    with transaction.atomic(savepoint=False):
        head = _lock(chain_for(region))
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY audit_auditrecord ({_COLUMNS}) FROM STDIN") as copy,
        ):
            for one in entries:
                copy.write_row(_row(head.append(officer, verb, one.subject, one.detail, region)))
                count += 1
        head.store()
    return count


def record_refusal(
    officer: Any, verb: str, subject: str, region: int | None, why: str, **detail: Any
) -> AuditRecord:
    """Append that somebody (None: a stranger) tried what they may not; call it outside of what is rolled back.

    The verb of the record is `refused.` and the verb that was tried.
    """
    return record(
        officer=officer,
        verb=f"refused.{verb}",
        subject=subject,
        detail={**detail, "why": why},
        region=region,
    )


def _row(entry: AuditRecord) -> tuple[Any, ...]:
    detail = json.dumps(entry.detail, ensure_ascii=False)
    return (
        entry.number, entry.at, entry.officer_id, entry.verb, entry.region_code, entry.subject, detail,
        entry.previous_seal, entry.seal,
    )  # fmt: skip


def _lock(chain: int) -> _Head:
    """The head that this transaction appends to, sealed first if it was not yet today."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(chain)])
        row = cursor.fetchone()
        if row is None:
            _make_head(chain)
            cursor.execute(_LOCK, [str(chain)])
            row = cursor.fetchone()
    head = _Head(row[0], row[1], bytes(row[2]), row[3])
    if head.sealed_on != timezone.localdate():
        seals = ChainHead.objects.select_for_update(skip_locked=True).filter(pk=SEALS_HEAD).first()
        if seals is not None:  # else somebody seals at this moment; the next record will
            _seal(head, seals)
    return head


def _make_head(chain: int) -> None:
    mark = mark_of(chain, 0, FIRST_SEAL, None)
    ChainHead.objects.bulk_create(
        [ChainHead(id=chain, number=0, seal=FIRST_SEAL, mark=mark)], ignore_conflicts=True
    )


def _seal(head: _Head, seals: ChainHead) -> Seal | None:
    """Seal how far a chain has come, if it has come further; the caller holds both heads."""
    head.sealed_on = timezone.localdate()
    last = Seal.objects.filter(chain=head.chain).order_by("-number").first()
    if head.place == (last.place if last is not None else 0):
        return None
    number, at, previous = seals.number + 1, timezone.now(), bytes(seals.seal)
    own = seal_of_the_day(number, head.sealed_on, head.chain, head.place, head.seal, at, previous)
    seal = Seal.objects.create(
        number=number, day=head.sealed_on, chain=head.chain, place=head.place, head_seal=head.seal, at=at,
        previous_seal=previous, seal=own,
    )  # fmt: skip
    seals.number, seals.seal, seals.mark = number, own, mark_of(SEALS_HEAD, number, own, None)
    seals.save(update_fields=["number", "seal", "mark"])
    return seal


def seal_heads() -> list[Seal]:
    """Seal every chain that has grown since its last seal; returns the new seals. Once a day is meant.

    Each chain in a transaction of its own, so that nobody waits for a chain that is not theirs.
    """
    new = []
    if not ChainHead.objects.filter(pk=SEALS_HEAD).exists():
        _make_head(SEALS_HEAD)
    for chain in CHAINS:
        with transaction.atomic():
            row = ChainHead.objects.select_for_update().filter(pk=chain).first()
            if row is None:
                continue
            head = _Head(chain, row.number, bytes(row.seal), row.sealed_on)
            seal = _seal(head, ChainHead.objects.select_for_update().get(pk=SEALS_HEAD))
            head.store()
        if seal is not None:
            new.append(seal)
    return new
