"""Writes on comparisons: keep a run, its coverage and its hits; what people decided on a hit stays (clause 7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.core.dates import add_months
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.screening.models import Hit, NotCompared, ScreeningRun
from gonggang.screening.results import ScreeningResult

_CHUNK = 5000
_PLACE = ("register", "source_file", "source_row", "detail")

# What people say came of a hit, and how the hit then stands; asked again it is as if nobody had looked.
OUTCOMES: Final = {
    "true": Hit.Status.TRUE,
    "false_alarm": Hit.Status.FALSE_POSITIVE,
    "data_error": Hit.Status.DATA_ERROR,
    "asked_again": Hit.Status.UNVERIFIED,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A person as stored, for the key under which the comparison knows the person."""

    person_id: int
    village_code: int


def keep(
    result: ScreeningResult, region: int, month: Month, *, people: Mapping[int, Compared], officer: Any
) -> ScreeningRun:
    """Store a comparison. A hit known from before is the same hit, seen again; its status is not touched."""
    before = ScreeningRun.objects.filter(region_code=region).order_by("-pk").first()
    run = ScreeningRun.objects.create(
        month=month.first,
        region_code=region,
        people=result.people,
        registers=[used.as_json() for used in result.registers],
        coverage=[coverage.as_json() for coverage in result.coverage],
    )
    persons = list({people[hit.person_key].person_id for hit in result.hits})
    known: dict[tuple[Any, ...], Hit] = {}
    for start in range(0, len(persons), _CHUNK):
        for hit in Hit.objects.filter(person_id__in=persons[start : start + _CHUNK]):
            known[(hit.person_id, hit.check_name, hit.fact_on)] = hit
    new: list[Hit] = []
    again: list[Hit] = []
    continued = 0
    for found in result.hits:
        person = people[found.person_key]
        hit = known.get((person.person_id, found.check, found.fact_date))
        if hit is None:
            hit = Hit(
                person_id=person.person_id, check_name=found.check, fact_on=found.fact_date, first_run=run
            )
            new.append(hit)
        else:
            again.append(hit)
            continued += before is not None and hit.last_run_id == before.pk
        hit.last_run = run
        hit.village_code = person.village_code
        for name in _PLACE:
            setattr(hit, name, getattr(found, name))
    Hit.objects.bulk_create(new, batch_size=_CHUNK)
    Hit.objects.bulk_update(again, ["last_run", "village_code", *_PLACE], batch_size=_CHUNK)
    link = Hit.runs.through
    link.objects.bulk_create(
        [link(hit_id=hit.pk, screeningrun_id=run.pk) for hit in (*new, *again)], batch_size=_CHUNK
    )
    run.came_to = {
        "found": len(result.hits),
        "new": len(new),
        "continued": continued,
        "returned": len(again) - continued,
        "vanished": Hit.objects.filter(last_run=before).count() if before else 0,
        "before": before.pk if before else None,
    }
    run.save(update_fields=["came_to"])
    NotCompared.objects.bulk_create(
        [
            NotCompared(
                run=run, person_id=people[one.person_key].person_id, check_name=one.check, why=one.why
            )
            for one in result.unclear
        ],
        batch_size=_CHUNK,
    )
    audit.record(
        officer=officer,
        verb="screening.run",
        region=region,
        subject=f"screening:{run.pk}",
        detail={"month": str(month), "people": result.people, "hits": len(result.hits), "new": len(new)},
    )
    return run


@transaction.atomic
def decide(hit_id: int, outcome: str, reason: str, *, on: date, officer: Any) -> Hit:
    """Say what came of a hit: true, false_alarm, data_error, or asked_again where its case is opened again.

    Lines computed already stay as they are; the next computation asks the status of the hit (clauses 7.4, 7.6).
    Raises UnusableInput for an outcome that a hit cannot have, and Hit.DoesNotExist.
    """
    if outcome not in OUTCOMES:
        raise UnusableInput(_("没有这种核实结论：请选属实、误报或数据有误。"))
    hit = Hit.objects.select_for_update().get(pk=hit_id)
    before = hit.status
    hit.status = OUTCOMES[outcome]
    hit.decided_on = None if outcome == "asked_again" else on
    hit.quiet_until = quiet_until(hit.village_code, on) if outcome == "false_alarm" else None
    hit.save(update_fields=["status", "decided_on", "quiet_until"])
    audit.record(
        officer=officer,
        verb="screening.decide",
        region=hit.village_code,
        subject=f"hit:{hit.pk}",
        detail={"before": before, "after": str(hit.status), "reason": reason},
    )
    return hit


def quiet_until(village_code: int, on: date) -> date | None:
    """Until when a false alarm decided on a day keeps quiet; None where nobody has entered for how long."""
    county = village_code // 10**6 * 10**6
    try:
        return add_months(on, parameters().get("false_alarm_quiet_months", region=county, on=on))
    except OutsideForce:
        return None
