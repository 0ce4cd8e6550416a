"""Reads of warnings for other rooms."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

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


def current_rows(region: int, from_on: date, to_on: date) -> QuerySet[ExpiryWarning]:
    """Of each placement of a territory the newest warning, if its end lies in [from_on, to_on]; to be paged.

    An end that was reckoned anew leaves the warning of the earlier one behind; that one is not among them.
    """
    low, high = territory(region)
    newer = ExpiryWarning.objects.filter(
        placement=OuterRef("placement"), last_seen_on__gt=OuterRef("last_seen_on")
    )
    rows = ExpiryWarning.objects.filter(
        ~Exists(newer), village_code__gte=low, village_code__lt=high, ends_on__gte=from_on, ends_on__lte=to_on
    )
    return rows.order_by("ends_on", "placement_id")


def warning_of(warning_id: int) -> ExpiryWarning | None:
    """One warning with its person and post. Whether an officer may see it is for the caller to say."""
    rows = ExpiryWarning.objects.select_related("person", "placement__post")
    return rows.filter(pk=warning_id).first() if 0 < warning_id < 2**63 else None
