"""The procedures of a place with their stages, for the screen that draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gonggang.recruitment.actions.procedures import ensure_declared, procedure_in_force
from gonggang.recruitment.models import Application, DeclaredProcedure
from gonggang.recruitment.queries.standing import Step, declared_stage, steps_of
from gonggang.recruitment.rules.declared import PROCEDURES
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import holding_codes, territory


@dataclass(frozen=True, slots=True)
class Drawn:
    """A version of a procedure: its stages, each with whether the county added it, and how many in reach follow it."""

    procedure: DeclaredProcedure
    steps: tuple[tuple[Step, bool], ...]
    in_force: bool
    running: int


def procedures_of(
    region: int, on: date, ranges: tuple[tuple[int, int], ...], *, unit: str | None = None
) -> list[Drawn]:
    """Every version that holds or held for a place, the newest first, the declared ones last.

    A declared procedure is followed everywhere: what is counted are the applications of the place that lie in the
    ranges, of an employer's clerk only those for posts of its unit.
    """
    ensure_declared()
    rows = DeclaredProcedure.objects.filter(region_code__in=[region, *holding_codes(region)])
    found = sorted(rows, key=lambda row: (row.base != "ordinary", -row.region_code, -row.version))
    now = {procedure_in_force(base, region, on).code for base in PROCEDURES}
    running = Application.objects.filter(
        in_ranges("village_code", (territory(region),)),
        in_ranges("village_code", ranges),
        closing__isnull=True,
    )
    if unit is not None:
        running = running.filter(round_post__post__host_uscc=unit) if unit else running.none()
    steps = steps_of(row.code for row in found)
    return [
        Drawn(
            row,
            tuple((step, declared_stage(step.stage) is None) for step in steps.get(row.code, ())),
            row.code in now,
            running.filter(procedure=row).count(),
        )
        for row in found
    ]
