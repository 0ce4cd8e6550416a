"""Reads of complaints for other rooms."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from gonggang.regions.rules import territory
from gonggang.supervision.models import Complaint


def complaint_counts(region: int) -> tuple[int, int]:
    """How many complaints a territory has, and how many of them are not closed."""
    rows = complaint_rows(region)
    return rows.count(), rows.filter(closed_on=None).count()


def complaint_rows(region: int) -> QuerySet[Complaint]:
    """The complaints of a territory, those not closed first, the earliest due first; to be filtered and paged."""
    low, high = territory(region)
    rows = Complaint.objects.filter(Q(village_code__gte=low, village_code__lt=high) | Q(village_code=None))
    return rows.order_by(F("closed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
