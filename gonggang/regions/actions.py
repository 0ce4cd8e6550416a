"""Writes on regions. This room lies below batches and officers, so their callers hand them in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gonggang.core.sounds import sounds_of_place
from gonggang.regions.models import NumberSeries, Region
from gonggang.regions.rules import village_key


@dataclass(frozen=True, slots=True)
class RegionEntry:
    """A region as a file gives it. `level` 1 province to 5 village."""

    code: int
    name: str
    level: int
    parent_code: int | None
    urban_rural: str | None


def add_regions(
    entries: Iterable[RegionEntry], *, batch: Any
) -> tuple[int, list[tuple[Region, dict[str, Any]]]]:
    """Add regions that are not there; returns how many, and the changes that existing ones would need."""
    entries = list(entries)
    there = Region.objects.in_bulk([entry.code for entry in entries])
    new: list[Region] = []
    changes: list[tuple[Region, dict[str, Any]]] = []
    for entry in entries:
        sounds = sounds_of_place(entry.name)
        values = {
            "name": entry.name,
            "name_key": village_key(entry.name),
            "name_pinyin": sounds.pinyin,
            "name_initials": sounds.initials,
            "level": entry.level,
            "parent_code": entry.parent_code,
            "urban_rural": entry.urban_rural,
        }
        if entry.code in there:
            changes.append((there[entry.code], values))
        else:
            new.append(Region(code=entry.code, batch=batch, **values))
    Region.objects.bulk_create(new, batch_size=5000)
    return len(new), changes


def next_serial(kind: str, region_code: int, year: int) -> int:
    """The next number of a kind in a place and year, counted from 1 without gaps; the caller's transaction holds it.

    Whoever asks for the same series waits until that transaction has ended; what is rolled back has taken no number.
    """
    NumberSeries.objects.bulk_create(
        [NumberSeries(kind=kind, region_code=region_code, year=year)], ignore_conflicts=True
    )
    series = NumberSeries.objects.select_for_update().get(kind=kind, region_code=region_code, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
