"""Reads of import batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from gonggang.exchange.models import ImportBatch, ImportChange
from gonggang.regions.queries import in_ranges


def recent_batches(limit: int = 50) -> list[ImportBatch]:
    """The newest batches first."""
    return list(ImportBatch.objects.order_by("-pk")[:limit])


def batch_rows(
    ranges: tuple[tuple[int, int], ...] = ((0, 10**12),), *, placeless: bool = True, undone: bool = False
) -> QuerySet[ImportBatch]:
    """Every file that changed something, the newest first; to be paged. `undone` adds those taken back.

    `ranges` keeps the files of some places; `placeless` adds those that name none, which may hold rows of any.
    """
    here = in_ranges("region_code", ranges)
    if placeless:
        here |= Q(region_code__isnull=True)
    rows = ImportBatch.objects.filter(here).select_related("officer", "undone_by")
    return (rows if undone else rows.filter(undone_at=None)).defer("report").order_by("-pk")


def batch(batch_id: int) -> ImportBatch | None:
    """One file with its report, if there is such a batch."""
    return ImportBatch.objects.filter(pk=batch_id).first()


def batch_ids(digests: Iterable[str]) -> dict[str, int]:
    """The newest batch of each digest that is known."""
    rows = ImportBatch.objects.filter(digest__in=set(digests)).order_by("pk")
    return dict(rows.values_list("digest", "pk"))


def batches_that_changed(rows: Mapping[str, Sequence[int]]) -> set[int]:
    """The batches that changed one of some rows, given by table (such as `people.Person`)."""
    found: set[int] = set()
    for table, keys in rows.items():
        changes = ImportChange.objects.filter(table=table, row_id__in=keys)
        found |= set(changes.values_list("batch_id", flat=True))
    return found
