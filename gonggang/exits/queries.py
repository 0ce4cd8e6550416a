"""Reads of warnings for other rooms."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from gonggang.exits.models import ExpiryWarning
from gonggang.regions.rules import territory


def due(region: int, on: date, days: int) -> list[ExpiryWarning]:
    """The warnings of a territory whose end lies in [on, on + days], the nearest first."""
    return list(due_rows(region, on, days))


def due_counts(region: int, on: date, thresholds: tuple[int, ...]) -> dict[int, int]:
    """How many ends of a territory lie within each number of days after a day."""
    found = (
        due_rows(region, on, max(thresholds))
        .order_by()
        .aggregate(
            **{
                f"n{days}": Count("pk", filter=Q(ends_on__lte=on + timedelta(days=days)))
                for days in thresholds
            }
        )
    )
    return {days: found[f"n{days}"] for days in thresholds}


def due_days(region: int, on: date, days: int) -> list[date]:
    """On which days within so many after a day something of a territory ends."""
    rows = due_rows(region, on, days).order_by("ends_on")
    return list(rows.values_list("ends_on", flat=True).distinct())


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
