"""Which hits somebody must be asked about, and what is known of one hit: fact, source, and the run that found it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from gonggang.regions.queries import in_ranges
from gonggang.screening.models import Hit, ScreeningRun

_CHUNK = 5000


def to_ask(run: ScreeningRun, *, holding: Collection[str], on: date) -> list[Hit]:
    """The unverified hits of a run, but for those that a false alarm still in force keeps quiet (clause 7.6).

    A check that holds money is never kept quiet: a held payment always has somebody who is asked.
    """
    hits = list(Hit.objects.filter(last_run=run, status=Hit.Status.UNVERIFIED).order_by("pk"))
    quiet = _quiet([hit.person_id for hit in hits], on)
    return [hit for hit in hits if hit.check_name in holding or (hit.person_id, hit.check_name) not in quiet]


def _quiet(person_ids: Sequence[int], on: date) -> set[tuple[int, str]]:
    wanted = list(set(person_ids))
    found: set[tuple[int, str]] = set()
    for start in range(0, len(wanted), _CHUNK):
        rows = Hit.objects.filter(
            person_id__in=wanted[start : start + _CHUNK],
            status=Hit.Status.FALSE_POSITIVE,
            quiet_until__gt=on,
        )
        found.update(rows.values_list("person_id", "check_name"))
    return found


@dataclass(frozen=True, slots=True)
class HitFacts:
    """One hit as its case shows it; `used` are the register files of the run that last found it."""

    hit_id: int
    person_id: int
    check: str
    fact_on: date | None
    register: str | None
    source_file: str | None
    source_row: int | None
    detail: str
    status: str
    quiet_until: date | None
    month: date
    ran_on: date
    used: list[dict[str, Any]]


def hit_facts(hit_id: int) -> HitFacts | None:
    """One hit with the run that last found it."""
    hit = Hit.objects.select_related("last_run").filter(pk=hit_id).first()
    if hit is None:
        return None
    run = hit.last_run
    return HitFacts(
        hit.pk, hit.person_id, hit.check_name, hit.fact_on, hit.register, hit.source_file, hit.source_row,
        hit.detail, hit.status, hit.quiet_until, run.month, run.ran_at.date(), run.registers,
    )  # fmt: skip


def precision(check: str, ranges: tuple[tuple[int, int], ...]) -> dict[str, int]:
    """How many hits of a check inside the ranges came out how, so that people know what a hit is worth."""
    rows = Hit.objects.filter(in_ranges("village_code", ranges), check_name=check)
    counts = dict(rows.order_by("status").values_list("status").annotate(Count("pk")))
    return {str(status): counts.get(status, 0) for status in Hit.Status.values} | {
        "all": sum(counts.values())
    }
