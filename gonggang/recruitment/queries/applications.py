"""Applications within an officer's territory, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from gonggang.accounts import queries as accounts
from gonggang.core.masks import mask
from gonggang.recruitment.models import Application, DeclaredKin, Material, Return
from gonggang.recruitment.queries.standing import Standing, held_up, obstacles, standings
from gonggang.regions.queries import in_ranges

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage of one application for the eye: when and by whom it was finished, or why it is not yet."""

    stage: str
    label: str
    position: int
    completed_on: date | None
    officer: str
    next: bool
    blocked_by: tuple[str, ...]
    organiser: str = ""
    action: str = ""
    needs: tuple[str, ...] = ()


def applications(ranges: Ranges, *, unit: str | None = None) -> QuerySet[Application]:
    """Those in rounds whose person's village lies in the ranges; no range is nobody.

    With a `unit`, the unified social credit code of an employer, those for its posts alone; "" has none.
    """
    rows = Application.objects.filter(in_ranges("village_code", ranges), round__isnull=False)
    if unit is not None:
        rows = rows.filter(round_post__post__host_uscc=unit)
    return rows.select_related("round", "round_post__post", "person", "procedure", "closing")


def application_of(application_id: int, ranges: Ranges, *, unit: str | None = None) -> Application | None:
    """One application, if it lies within the ranges."""
    if not 0 < application_id < 2**63:
        return None
    return applications(ranges, unit=unit).filter(pk=application_id).first()


def applications_in(round_id: int, ranges: Ranges, *, unit: str | None = None) -> QuerySet[Application]:
    """The applications of a round within the ranges, by village and number."""
    rows = applications(ranges, unit=unit)
    return rows.filter(round_id=round_id).order_by("village_code", "number")


def listed(ranges: Ranges) -> QuerySet[Application]:
    """Applications of imported lists that no round has taken up yet."""
    rows = Application.objects.filter(in_ranges("village_code", ranges), round__isnull=True)
    return rows.select_related("person", "post").order_by("village_code", "pk")


def stage_bar(application: Application) -> tuple[StageState, ...]:
    """The stages of an application's procedure in order; empty for one that is in no round."""
    found = standings([application.pk])
    return bar_of(found[application.pk]) if application.pk in found else ()


def stage_bars(application_ids: Iterable[int]) -> dict[int, tuple[StageState, ...]]:
    """The same for many, in a fixed number of look-ups."""
    found = standings(application_ids)
    names = accounts.names(each.officer_id for s in found.values() for each in s.finished.values())
    return {key: bar_of(standing, names) for key, standing in found.items()}


def bar_of(standing: Standing, names: dict[int, str] | None = None) -> tuple[StageState, ...]:
    """The stage bar of a standing."""
    if names is None:
        names = accounts.names(each.officer_id for each in standing.finished.values())
    following = standing.next_step
    bar = []
    for step in standing.steps:
        done = standing.finished.get(step.stage)
        is_next = following is not None and step.stage == following.stage
        bar.append(
            StageState(
                stage=step.stage,
                label=step.label,
                position=step.position,
                completed_on=done.completed_on if done else None,
                officer=names.get(done.officer_id, "") if done else "",
                next=is_next and not standing.closed,
                blocked_by=_blocked(standing, step.stage, is_next, done is not None),
                organiser=step.organiser,
                action=step.action,
                needs=step.needs,
            )
        )
    return tuple(bar)


def _blocked(standing: Standing, stage: str, is_next: bool, is_done: bool) -> tuple[str, ...]:
    if is_done:
        return ()
    return held_up(standing, stage) if is_next else obstacles(standing, stage)


def next_stages(application_ids: Iterable[int]) -> dict[int, Any]:
    """Of each application the step that comes next and what holds it up (step or None, sentences)."""
    found = {}
    for key, standing in standings(application_ids).items():
        step = standing.next_step
        found[key] = (step, held_up(standing, step.stage) if step else ())
    return found


def family_of(person_id: int) -> list[str]:
    """The household facts that the newest application of a person gave."""
    row = Application.objects.filter(person=person_id).order_by("-applied_on", "-pk").first()
    return list(row.family) if row else []


def masked_name(application: Application) -> str:
    """The applicant's name as a screen shows it."""
    return mask("name", application.person.name)


def material_of(application: Application, material_id: int) -> Material | None:
    """A material of this very application."""
    return application.materials.filter(pk=material_id).first() if 0 < material_id < 2**63 else None


def materials_of(application: Application) -> list[Material]:
    """The materials of an application, the oldest first."""
    return list(application.materials.select_related("officer").order_by("pk"))


def returns_of(application: Application) -> list[Return]:
    """How often it was given back for completion, the newest first."""
    return list(application.returns.select_related("officer").order_by("-pk"))


def kin_of(application: Application) -> list[DeclaredKin]:
    """The relatives whom the applicant declared."""
    return list(application.kin.order_by("pk"))
