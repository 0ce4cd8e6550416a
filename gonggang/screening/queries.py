"""Reads of hits for other rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gonggang.core.month import Month
from gonggang.regions.rules import territory
from gonggang.screening.models import Hit, NotCompared, ScreeningRun


def last_run(region: int, month: Month) -> ScreeningRun | None:
    """The newest comparison of a region's month."""
    return ScreeningRun.objects.filter(region_code=region, month=month.first).order_by("-pk").first()


def last_runs(region: int, month: Month) -> list[ScreeningRun]:
    """The newest comparison of each region that lies in a territory, for a month."""
    low, high = territory(region)
    rows = ScreeningRun.objects.filter(month=month.first, region_code__gte=low, region_code__lt=high)
    return list(rows.order_by("region_code", "-pk").distinct("region_code"))


def hits_of(run: ScreeningRun) -> list[Hit]:
    """The hits that a run found, those already decided too."""
    return list(Hit.objects.filter(last_run=run).order_by("check_name", "person_id"))


def not_compared_of(run: ScreeningRun) -> list[NotCompared]:
    """Whom a run could not compare, and why."""
    return list(NotCompared.objects.filter(run=run).order_by("check_name", "person_id"))


def deaths(region: int, until: date) -> dict[int, date]:
    """The day of death of people of a territory, as far as registers say and nobody has found it false."""
    low, high = territory(region)
    rows = Hit.objects.filter(
        check_name="death", village_code__gte=low, village_code__lt=high, fact_on__lte=until
    ).exclude(status__in=[Hit.Status.FALSE_POSITIVE, Hit.Status.DATA_ERROR])
    found: dict[int, date] = {}
    for person, on in rows.order_by("-fact_on").values_list("person_id", "fact_on"):
        found[person] = on
    return found


def open_hits(run: ScreeningRun, checks: Iterable[str]) -> dict[int, str]:
    """By person, the first of the given checks that the person has a hit of, unless found false."""
    order = list(checks)
    rows = Hit.objects.filter(last_run=run, check_name__in=order).exclude(
        status__in=[Hit.Status.FALSE_POSITIVE, Hit.Status.DATA_ERROR]
    )
    found: dict[int, str] = {}
    for person, check in sorted(rows.values_list("person_id", "check_name"), key=lambda r: order.index(r[1])):
        found.setdefault(person, check)
    return found
