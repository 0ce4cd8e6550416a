"""Appending to the audit chain, in the transaction of the change itself, and checking it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from gonggang.audit.models import AuditRecord, ChainHead
from gonggang.core.crypto import sm3

_FIRST_SEAL = bytes(32)


def record(
    *, officer: Any, verb: str, subject: str, detail: dict[str, Any], region: int | None = None
) -> AuditRecord:
    """Append one record. The head row is locked until the transaction ends, so numbers have no gaps."""
    head, _ = ChainHead.objects.select_for_update().get_or_create(
        id=1, defaults={"number": 0, "seal": _FIRST_SEAL}
    )
    entry = AuditRecord(
        number=head.number + 1,
        at=timezone.now(),
        officer_id=officer.pk,
        verb=verb,
        region_code=region,
        subject=subject,
        detail=detail,
        previous_seal=bytes(head.seal),
    )
    entry.seal = seal_of(entry)
    entry.save(force_insert=True)
    head.number, head.seal = entry.number, entry.seal
    head.save(update_fields=["number", "seal"])
    return entry


def seal_of(entry: AuditRecord) -> bytes:
    """SM3 over the previous seal and the canonical JSON of the record, 32 bytes."""
    body = json.dumps(
        [
            entry.number,
            entry.at.isoformat(),
            entry.officer_id,
            entry.verb,
            entry.region_code,
            entry.subject,
            entry.detail,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sm3(bytes(entry.previous_seal) + body.encode())


def broken_records() -> Iterator[tuple[int, str]]:
    """The number of each record that is altered, missing or inserted, with a Chinese sentence; nothing when whole."""
    previous, expected = _FIRST_SEAL, 1
    for entry in AuditRecord.objects.order_by("number").iterator(chunk_size=5000):
        if entry.number != expected:
            yield expected, f"第 {expected} 至 {entry.number - 1} 条审计记录缺失"
        elif bytes(entry.previous_seal) != previous:
            yield entry.number, f"第 {entry.number} 条审计记录与前一条不相接"
        if bytes(entry.seal) != seal_of(entry):
            yield entry.number, f"第 {entry.number} 条审计记录的内容被改动"
        previous, expected = bytes(entry.seal), entry.number + 1
    head = ChainHead.objects.filter(id=1).first()
    if head is not None and head.number >= expected:
        yield expected, f"第 {expected} 至 {head.number} 条审计记录缺失"
