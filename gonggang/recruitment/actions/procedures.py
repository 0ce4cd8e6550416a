"""The procedures in force as rows: the declared ones, made when first needed, and what counties add (clause 6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction

from gonggang.recruitment.models import DeclaredProcedure, DeclaredStage
from gonggang.recruitment.rules.declared import PROCEDURES, Base, Stage
from gonggang.regions.rules import holding_codes

# The declared procedures hold from before anything that the system knows.
_FROM: Final = date(2000, 1, 1)


def procedure_in_force(base: Base, region: int, on: date) -> DeclaredProcedure:
    """The newest version of a procedure for a place on a day: the nearest region's, else the declared one."""
    ensure_declared()
    codes = [region, *holding_codes(region)]
    rows = DeclaredProcedure.objects.filter(base=base, region_code__in=codes, begins_on__lte=on)
    return max(rows, key=lambda row: (-codes.index(row.region_code), row.version))


def ensure_declared() -> None:
    """Make the rows of the declared procedures if they are not there; doing it twice changes nothing."""
    there = set(DeclaredProcedure.objects.filter(region_code=0, version=1).values_list("base", flat=True))
    for base in sorted(set(PROCEDURES) - there):
        procedure = PROCEDURES[base]
        row = DeclaredProcedure(
            code=base, base=base, region_code=0, version=1, label=procedure.label, begins_on=_FROM
        )
        store(row, procedure.stages)


@transaction.atomic
def store(row: DeclaredProcedure, stages: Sequence[Stage]) -> None:
    """Insert a procedure with its stages; one that another transaction makes at this moment is left to it."""
    DeclaredProcedure.objects.bulk_create([row], ignore_conflicts=True)
    DeclaredStage.objects.bulk_create(
        [
            DeclaredStage(
                procedure_id=row.code, position=position, stage=stage.code, label=stage.label,
                proof=stage.proof, organiser=stage.organiser, needs=list(stage.needs), action=stage.action,
            )
            for position, stage in enumerate(stages, start=1)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
