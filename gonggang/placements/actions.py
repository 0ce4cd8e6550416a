"""Writes on placements: taking over what a county had before the system; starting and ending through the system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.placements.models import Placement
from gonggang.placements.moving import Transfer, merge_posts, transfer
from gonggang.placements.starting import NewPlacement, PlacementRefused, SecondGround, end, start
from gonggang.policy.parameters import parameters
from gonggang.posts import actions as posts

__all__ = [
    "NewPlacement",
    "PlacementRefused",
    "SecondGround",
    "TakenOver",
    "Transfer",
    "end",
    "merge_posts",
    "start",
    "take_over",
    "transfer",
]

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A placement as a roster gives it. `begins_on` is the first day in post."""

    person_id: int
    post_id: int
    village_code: int
    urban_rural: str | None
    begins_on: date
    placement_seq: int
    category: str | None
    recognised_on: date | None
    agreement_begins_on: date | None
    agreement_ends_on: date | None
    account_id: int | None
    note: str
    source_row: int
    host_unit: str = ""
    host_uscc: str = ""


def take_over(
    entries: Sequence[TakenOver], *, officer: Any, batch: ImportBatch
) -> tuple[list[Placement], int]:
    """Store placements from before the system, in the order of `entries`; returns them and how many changed.

    One that overlaps another of the same person, repeats a turn, is a third, or finds no free place is stored as
    contested: kept, but outside the constraints, for someone to decide. The earlier start is never the contested one.
    """
    people = list({entry.person_id for entry in entries})
    there: dict[int, list[Placement]] = defaultdict(list)
    for first in range(0, len(people), _CHUNK):
        for placement in Placement.objects.filter(person_id__in=people[first : first + _CHUNK]):
            there[placement.person_id].append(placement)
    stored: dict[int, Placement] = {}
    new: list[Placement] = []
    changed = 0
    free = posts.lock_free_places(sorted({e.post_id for e in entries}), officer=officer)
    taken: dict[int, int] = defaultdict(int)
    for position in sorted(range(len(entries)), key=lambda i: (entries[i].begins_on, i)):
        entry = entries[position]
        same = _same(there[entry.person_id], entry)
        if same is not None:
            changed += change_row(batch, same, **_later_facts(entry))
            stored[position] = same
            continue
        placement = _new(entry, batch)
        placement.contested_why = _contest(there[entry.person_id], placement)
        if placement.contested_why is None:
            left = free[entry.post_id]
            if left is not None and left - taken[entry.post_id] <= 0:
                placement.contested_why = "over_quota"
            else:
                taken[entry.post_id] += 1
        there[entry.person_id].append(placement)
        new.append(placement)
        stored[position] = placement
    Placement.objects.bulk_create(new, batch_size=_CHUNK)
    posts.take_places(taken, officer=officer, batch=batch)
    return [stored[i] for i in range(len(entries))], changed + len(new)


def _same(there: list[Placement], entry: TakenOver) -> Placement | None:
    for placement in there:
        if placement.post_id == entry.post_id and placement.during.lower == entry.begins_on:
            return placement
    return None


def _later_facts(entry: TakenOver) -> dict[str, Any]:
    return {
        "agreement_begins_on": entry.agreement_begins_on,
        "agreement_ends_on": entry.agreement_ends_on,
        "account_id": entry.account_id,
        "note": entry.note,
        "host_unit": entry.host_unit,
        "host_uscc": entry.host_uscc,
    }


def _new(entry: TakenOver, batch: ImportBatch) -> Placement:
    return Placement(
        person_id=entry.person_id,
        post_id=entry.post_id,
        village_code=entry.village_code,
        urban_rural=entry.urban_rural,
        during=DateRange(entry.begins_on, None, "[)"),
        placement_seq=entry.placement_seq,
        category=entry.category,
        recognised_on=entry.recognised_on,
        source_row=entry.source_row,
        batch=batch,
        **_later_facts(entry),
    )


def _contest(there: list[Placement], placement: Placement) -> str | None:
    limit = parameters().get("placements_max", region=placement.village_code, on=placement.during.lower)
    if not 1 <= placement.placement_seq <= limit:
        return "third_placement"
    for other in there:
        if other.contested_why is not None:
            continue
        if other.during.upper is None or other.during.upper > placement.during.lower:
            return "overlap"
        if other.placement_seq == placement.placement_seq:
            return "turn_taken"
    return None
