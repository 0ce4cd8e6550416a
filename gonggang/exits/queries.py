"""Reads of warnings for other rooms."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max, QuerySet

from gonggang.exits.models import ExpiryWarning
from gonggang.regions.rules import territory


def due(region: int, on: date, days: int) -> list[ExpiryWarning]:
    """The warnings of a territory whose end lies in [on, on + days], the nearest first."""
    return list(due_rows(region, on, days))


def newest_day(region: int) -> date | None:
    """The day as of which warnings of a territory were last raised; None where none ever was."""
    low, high = territory(region)
    rows = ExpiryWarning.objects.filter(village_code__gte=low, village_code__lt=high)
    newest: date | None = rows.aggregate(newest=Max("last_seen_on"))["newest"]
    return newest


def due_rows(region: int, on: date, days: int) -> QuerySet[ExpiryWarning]:
    """The same as `due`, to be paged."""
    low, high = territory(region)
    rows = ExpiryWarning.objects.filter(
        village_code__gte=low, village_code__lt=high, ends_on__gte=on, ends_on__lte=on + timedelta(days=days)
    )
    return rows.order_by("ends_on", "placement_id")
