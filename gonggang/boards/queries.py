"""Reads of the boards: what anyone may see, by place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gonggang.boards.models import Publication
from gonggang.boards.rules import KINDS
from gonggang.regions import queries as regions
from gonggang.regions.rules import CITY, COUNTY, PROVINCE, TOWNSHIP, VILLAGE, enclosing, level_of, territory

PAGE = 50
_LEVELS = (PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE)


@dataclass(frozen=True, slots=True)
class PlaceListed:
    """A place on the way down, with how many publications it holds."""

    code: int
    name: str
    count: int


def published(region: int = 0) -> QuerySet[Publication]:
    """What is on the boards of a place and of the places in it, the newest first."""
    low, high = territory(region)
    return Publication.objects.filter(
        region_code__gte=low, region_code__lt=high, replaced=False, withdrawn_at__isnull=True
    ).order_by("-begins_on", "-pk")


def page_of(slug: str) -> Publication | None:
    """A publication by its public address, replaced and withdrawn ones too; None where there is none."""
    return Publication.objects.filter(slug=slug).first()


def newest(found: Publication) -> Publication | None:
    """The version of a publication that is in force, if there is another than this one."""
    if not found.replaced:
        return None
    return Publication.objects.filter(kind=found.kind, subject=found.subject, replaced=False).first()


def still_open(found: Publication, today: date) -> bool:
    """Whether somebody may still object: a notice in force, within its days."""
    return (
        KINDS[found.kind].objections
        and not found.replaced
        and found.withdrawn_at is None
        and found.begins_on <= today
        and (found.ends_on is None or today <= found.ends_on)
    )


def places_below(region: int) -> list[PlaceListed]:
    """The places one level below that hold something, by code; from the top, where several provinces may be."""
    level = level_of(region) if region else 0
    deeper = next((each for each in _LEVELS if each > level), None)
    if deeper is None:
        return []
    counts: dict[int, int] = {}
    for code in published(region).values_list("region_code", flat=True):
        if level_of(code) >= deeper:
            place = enclosing(code, deeper)
            counts[place] = counts.get(place, 0) + 1
    names = regions.names(set(counts))
    return [PlaceListed(code, names.get(code, str(code)), counts[code]) for code in sorted(counts)]


def path_to(region: int) -> list[PlaceListed]:
    """The places that hold a region, from the province down to itself; those that the table does not know left out."""
    if not region:
        return []
    codes = [enclosing(region, each) for each in _LEVELS if each <= level_of(region)]
    names = regions.names(set(codes))
    return [PlaceListed(code, names[code], 0) for code in codes if code in names]


def searched(rows: QuerySet[Publication], text: str) -> QuerySet[Publication]:
    """Those whose title or number has the text; nothing else of them is searched."""
    return rows.filter(Q(title__icontains=text) | Q(number__icontains=text)) if text else rows
