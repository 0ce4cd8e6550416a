"""Reads of complaints for other rooms."""

from __future__ import annotations

from django.db.models import Q

from gonggang.regions.rules import territory
from gonggang.supervision.models import Complaint


def complaint_counts(region: int) -> tuple[int, int]:
    """How many complaints a territory has, and how many of them are not closed."""
    low, high = territory(region)
    rows = Complaint.objects.filter(Q(village_code__gte=low, village_code__lt=high) | Q(village_code=None))
    return rows.count(), rows.filter(closed_on=None).count()
