"""Reads of complaints for other rooms."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce

from gonggang.regions.rules import territory
from gonggang.supervision.models import Complaint

# Where a complaint without a day stands in an order of days: after all that have one.
NO_DEADLINE: Final = date(9999, 12, 31)


def complaint_counts(region: int) -> tuple[int, int]:
    """How many complaints a territory has, and how many of them are not closed."""
    rows = complaint_rows(region)
    return rows.count(), rows.filter(closed_on=None).count()


def complaint_rows(region: int) -> QuerySet[Complaint]:
    """The complaints of a territory, those not closed first, the earliest due first; to be filtered and paged."""
    low, high = territory(region)
    rows = Complaint.objects.filter(village_code__gte=low, village_code__lt=high).annotate(
        is_closed=Case(When(closed_on=None, then=Value(0)), default=Value(1)),
        due_order=Coalesce("due_on", Value(NO_DEADLINE)),
        came_order=Coalesce("received_on", Value(NO_DEADLINE)),
    )
    return rows.order_by("is_closed", "due_order", "pk")
