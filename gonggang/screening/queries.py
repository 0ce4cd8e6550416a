"""Reads of hits for other rooms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from gonggang.core.masks import mask
from gonggang.core.month import Month
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import holding_codes, territory
from gonggang.screening.models import Hit, NotCompared, ScreeningRun


def last_run(region: int, month: Month) -> ScreeningRun | None:
    """The newest comparison of a region's month."""
    return ScreeningRun.objects.filter(region_code=region, month=month.first).order_by("-pk").first()


def last_runs(region: int, month: Month) -> list[ScreeningRun]:
    """The newest comparison of each region that lies in a territory, for a month."""
    low, high = territory(region)
    rows = ScreeningRun.objects.filter(month=month.first, region_code__gte=low, region_code__lt=high)
    return list(rows.order_by("region_code", "-pk").distinct("region_code"))


def run_rows(region: int) -> QuerySet[ScreeningRun]:
    """Every comparison made for a territory or a place inside it, the newest first; to be paged."""
    low, high = territory(region)
    return ScreeningRun.objects.filter(region_code__gte=low, region_code__lt=high).order_by("-pk")


def runs_over(region: int, month: Month) -> list[ScreeningRun]:
    """The newest comparisons inside a territory; if there are none, the one of the smallest place that holds it."""
    inside = last_runs(region, month)
    if inside:
        return inside
    holding = (last_run(code, month) for code in holding_codes(region))
    return [run for run in holding if run is not None][:1]


def hits_of(run: ScreeningRun) -> list[Hit]:
    """The hits that a run found, those already decided too."""
    return list(run.hits.order_by("check_name", "person_id"))


def not_compared_of(run: ScreeningRun) -> list[NotCompared]:
    """Whom a run could not compare, and why."""
    return list(NotCompared.objects.filter(run=run).order_by("check_name", "person_id"))


def deaths(region: int, until: date) -> dict[int, date]:
    """The day of death of people of a territory, as far as registers say and nobody has found it false."""
    found: dict[int, date] = {}
    for person, on in death_rows(region, until).order_by("-fact_on").values_list("person_id", "fact_on"):
        found[person] = on
    return found


def death_rows(region: int, until: date) -> QuerySet[Hit]:
    """The hits behind `deaths`, for what is asked of them inside the database."""
    low, high = territory(region)
    return Hit.objects.filter(
        check_name="death", village_code__gte=low, village_code__lt=high, fact_on__lte=until
    ).exclude(status__in=[Hit.Status.FALSE_POSITIVE, Hit.Status.DATA_ERROR])


def open_hits(run: ScreeningRun, checks: Iterable[str]) -> dict[int, str]:
    """By person, the first of the given checks that the person has a hit of, unless found false."""
    order = list(checks)
    rows = run.hits.filter(check_name__in=order).exclude(
        status__in=[Hit.Status.FALSE_POSITIVE, Hit.Status.DATA_ERROR]
    )
    found: dict[int, str] = {}
    for person, check in sorted(rows.values_list("person_id", "check_name"), key=lambda r: order.index(r[1])):
        found.setdefault(person, check)
    return found


def months(region: int) -> list[Month]:
    """The months that have been compared in a territory, the newest first."""
    low, high = territory(region)
    rows = ScreeningRun.objects.filter(
        Q(region_code__gte=low, region_code__lt=high) | Q(region_code__in=holding_codes(region))
    )
    return [Month.of(day) for day in rows.values_list("month", flat=True).distinct().order_by("-month")]


def newest_region(ranges: tuple[tuple[int, int], ...] = ((0, 10**12),)) -> int | None:
    """The region of the newest month that has been compared anywhere in some ranges of codes."""
    rows = ScreeningRun.objects.filter(in_ranges("region_code", ranges))
    return rows.order_by("-month", "-pk").values_list("region_code", flat=True).first()


def covering_runs(region: int, month: Month) -> list[ScreeningRun]:
    """The newest comparisons that do not lie inside another one, so that nobody is counted to two of them.

    For a place that has not been compared by itself, the one of the smallest place that holds it.
    """
    runs = runs_over(region, month)
    return [run for run in runs if not any(_inside(run, other) for other in runs if other is not run)]


def _inside(run: ScreeningRun, other: ScreeningRun) -> bool:
    low, high = territory(other.region_code)
    return low <= run.region_code < high


def hit_rows(region: int, month: Month) -> QuerySet[Hit]:
    """The hits that the newest comparison of a territory's month found, with their persons; to be paged."""
    low, high = territory(region)
    # Two comparisons of a month may have found the same hit; it is counted once.
    links = Hit.runs.through.objects.filter(screeningrun__in=runs_over(region, month))
    found = Hit.objects.filter(
        pk__in=links.values("hit_id"), village_code__gte=low, village_code__lt=high
    ).select_related("person")
    return found.order_by("check_name", "village_code", "pk")


def hits_of_person(person_id: int, ranges: tuple[tuple[int, int], ...]) -> list[Hit]:
    """A person's hits inside the ranges, the newest fact first; those already decided too."""
    rows = Hit.objects.filter(in_ranges("village_code", ranges), person=person_id)
    return list(rows.select_related("last_run").order_by("-last_run", "check_name", "-fact_on"))


def why_not_compared(person_id: int, runs: list[ScreeningRun]) -> dict[str, str]:
    """By check, why some runs could not compare a person; checks that ran for nobody are not among them."""
    rows = NotCompared.objects.filter(run__in=runs, person=person_id)
    return dict(rows.values_list("check_name", "why"))


def hit_counts(region: int, month: Month) -> dict[str, int]:
    """How many hits of each check the newest comparison of a territory's month found."""
    rows = hit_rows(region, month).order_by().values_list("check_name").annotate(Count("pk"))
    return dict(rows)


def not_compared_rows(region: int, month: Month, check: str) -> QuerySet[NotCompared]:
    """Whom a check could not decide one by one, with their persons; to be paged.

    A check that did not run at all has nobody here: then everyone in post was not compared.
    """
    rows = NotCompared.objects.filter(run__in=covering_runs(region, month), check_name=check)
    return rows.select_related("person").order_by("why", "person_id")


def compared_again(region: int, month: Month) -> Month | None:
    """A later month that has been compared, if any: its hits are no longer counted to the earlier month."""
    newest = months(region)[:1]
    return newest[0] if newest and newest[0] > month else None


# Where the wording of a hit quotes the name that another department has written.
_QUOTED_NAME = re.compile(r"写作“([^”]*)”")


def masked_detail(detail: str) -> str:
    """The sentence of a hit as the public may see it: the names that it quotes are masked."""
    return _QUOTED_NAME.sub(lambda found: f"写作“{mask('name', found[1])}”", detail)
