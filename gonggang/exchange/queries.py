"""Reads of import batches."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from gonggang.exchange.models import ImportBatch


def recent_batches(limit: int = 50) -> list[ImportBatch]:
    """The newest batches first."""
    return list(ImportBatch.objects.order_by("-pk")[:limit])


def batch_rows() -> QuerySet[ImportBatch]:
    """Every file that changed something and has not been taken back, the newest first; to be paged."""
    return ImportBatch.objects.filter(undone_at=None).defer("report").order_by("-pk")


def batch(batch_id: int) -> ImportBatch | None:
    """One file with its report, if there is such a batch."""
    return ImportBatch.objects.filter(pk=batch_id).first()


def batch_ids(digests: Iterable[str]) -> dict[str, int]:
    """The newest batch of each digest that is known."""
    rows = ImportBatch.objects.filter(digest__in=set(digests)).order_by("pk")
    return dict(rows.values_list("digest", "pk"))
