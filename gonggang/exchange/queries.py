"""Reads of import batches."""

from __future__ import annotations

from gonggang.exchange.models import ImportBatch


def recent_batches(limit: int = 50) -> list[ImportBatch]:
    """The newest batches first."""
    return list(ImportBatch.objects.order_by("-pk")[:limit])
