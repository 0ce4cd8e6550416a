"""Reads of quotas for other rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from gonggang.campaign.models import Quota
from gonggang.regions.queries import in_ranges


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """The quota of a place for a year; None where the plan has no such item."""

    region_code: int
    urban: int | None
    rural: int | None
    urban_used: int
    rural_used: int
    document: str

    @property
    def total(self) -> int:
        """Urban and rural together."""
        return (self.urban or 0) + (self.rural or 0)

    @property
    def used(self) -> int:
        """How much of it is used."""
        return self.urban_used + self.rural_used

    @property
    def left(self) -> int:
        """What may still be developed."""
        return self.total - self.used


_FIELDS = ("region_code", "urban", "rural", "urban_used", "rural_used", "document")


def quota_of(year: int, region: int) -> QuotaRow | None:
    """The quota of one place, or None when it has none."""
    row = Quota.objects.filter(year=year, region_code=region).values_list(*_FIELDS).first()
    return QuotaRow(*row) if row else None


def quotas_below(year: int, region: int | None) -> list[QuotaRow]:
    """The quotas of the places right below a place (None: of the provinces), by code."""
    rows = Quota.objects.filter(year=year, parent_code=region).order_by("region_code")
    return [QuotaRow(*row) for row in rows.values_list(*_FIELDS)]


def years(ranges: tuple[tuple[int, int], ...]) -> list[int]:
    """The years with a plan inside the ranges, the newest first."""
    found: QuerySet[Quota] = Quota.objects.filter(in_ranges("region_code", ranges))
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class PlanSums:
    """What a place has got of the plan of a year, and used of it."""

    plan: int
    used: int

    @property
    def left(self) -> int:
        """What may still be developed."""
        return self.plan - self.used


def by_kind(row: QuotaRow, kind: str | None) -> PlanSums:
    """The plan of a place and what is used of it: URBAN, RURAL, or both together (None)."""
    if kind == "URBAN":
        return PlanSums(row.urban or 0, row.urban_used)
    if kind == "RURAL":
        return PlanSums(row.rural or 0, row.rural_used)
    return PlanSums(row.total, row.used)
