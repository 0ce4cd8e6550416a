"""How far applications have come, and what stands in the way of a stage; for actions, stage bars and tests alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from gonggang.recruitment.models import (
    Application,
    Closing,
    CompletedStage,
    DeclaredStage,
    Objection,
    Return,
)
from gonggang.recruitment.rules.declared import PROCEDURES, Stage

# A return for completion holds up everything after these.
BEFORE_MATERIALS: Final = frozenset({"announcement", "kinship_declaration", "application"})
CHUNK: Final = 5000


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a procedure as the tables have it. `action` is the line in the table of permissions."""

    position: int
    stage: str
    label: str
    proof: str
    organiser: str
    needs: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished stage: on which day, by whom, and when that was typed."""

    row_id: int
    position: int
    stage: str
    completed_on: date
    officer_id: int
    recorded_at: datetime
    note: str


@dataclass(slots=True)
class Standing:
    """One application: its procedure, what is finished, and what holds it up."""

    application_id: int
    person_id: int
    village_code: int
    round_id: int | None
    procedure_id: str | None
    applied_on: date | None
    committed_on: date | None
    published_on: date | None
    published_by_id: int | None
    steps: tuple[Step, ...] = ()
    finished: dict[str, Finished] = field(default_factory=dict)
    closed: str = ""
    objected: bool = False
    upheld: bool = False
    returned: bool = False

    @property
    def last(self) -> Finished | None:
        """The stage that was finished last, by position."""
        return max(self.finished.values(), key=lambda each: each.position, default=None)

    @property
    def next_step(self) -> Step | None:
        """The stage that comes next; None when all are finished."""
        position = self.last.position + 1 if self.last else 1
        return next((step for step in self.steps if step.position == position), None)

    def step(self, stage: str) -> Step | None:
        """The stage of that code in this application's procedure."""
        return next((step for step in self.steps if step.stage == stage), None)

    def before(self, step: Step) -> Step | None:
        """The stage before one."""
        return next((each for each in self.steps if each.position == step.position - 1), None)


def standings(application_ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each application, in six look-ups for five thousand of them."""
    keys = list(dict.fromkeys(application_ids))
    found: dict[int, Standing] = {}
    for start in range(0, len(keys), CHUNK):
        found.update(_some(keys[start : start + CHUNK]))
    return {key: found[key] for key in keys if key in found}


def _some(keys: Sequence[int]) -> dict[int, Standing]:
    rows = Application.objects.filter(pk__in=keys).values_list(
        "pk", "person_id", "village_code", "round_id", "procedure_id", "applied_on", "committed_on",
        "round__published_on", "round__published_by_id",
    )  # fmt: skip
    there = {row[0]: Standing(row[0], row[1], row[2] or 0, *row[3:]) for row in rows}
    steps = steps_of({each.procedure_id for each in there.values() if each.procedure_id})
    for each in there.values():
        each.steps = steps.get(each.procedure_id or "", ())
    for row in CompletedStage.objects.filter(application_id__in=keys).values_list(
        "application_id", "pk", "position", "stage", "completed_on", "officer_id", "recorded_at", "note"
    ):
        there[row[0]].finished[row[3]] = Finished(*row[1:])
    for key, kind in Closing.objects.filter(application_id__in=keys).values_list("application_id", "kind"):
        there[key].closed = kind
    for key, upheld, published in Objection.objects.filter(application_id__in=keys).values_list(
        "application_id", "upheld", "result_published_on"
    ):
        there[key].objected |= published is None
        there[key].upheld |= bool(upheld)
    open_returns = Return.objects.filter(application_id__in=keys, answered_on__isnull=True)
    for key in open_returns.values_list("application_id", flat=True):
        there[key].returned = True
    return there


def steps_of(procedures: Iterable[str]) -> dict[str, tuple[Step, ...]]:
    """The stages of procedures, in order, by the procedure's code."""
    wanted = set(procedures)
    found: dict[str, list[Step]] = defaultdict(list)
    rows = DeclaredStage.objects.filter(procedure_id__in=wanted).order_by("procedure_id", "position")
    for row in rows:
        needs = tuple(str(each) for each in row.needs)
        action = row.action or declared_action(row.stage)
        found[row.procedure_id].append(
            Step(row.position, row.stage, row.label, row.proof, row.organiser, needs, action)
        )
    return {code: tuple(steps) for code, steps in found.items()}


def declared_stage(code: str) -> Stage | None:
    """The declaration of a stage, whatever procedure has it; None for one that a county added."""
    for procedure in PROCEDURES.values():
        for stage in procedure.stages:
            if stage.code == code:
                return stage
    return None


def declared_action(code: str) -> str:
    """The permission by which a declared stage is finished."""
    stage = declared_stage(code)
    return stage.action if stage else "recruitment.file"


def obstacles(standing: Standing, stage: str) -> tuple[str, ...]:
    """What stands in the way of finishing a stage, but for dates and proofs; nothing if it may be finished."""
    if standing.procedure_id is None:
        return ("这份报名还在名单上，没有列入招募，不按环节办理（6.1）",)
    step = standing.step(stage)
    if step is None:
        return ("这份报名所走的程序没有这一环（6.1、9.2）",)
    if stage in standing.finished:
        on = standing.finished[stage].completed_on
        return (f"“{step.label}”已于 {on} 办结，不能再办（6.2）",)
    return (*held_up(standing, stage), *_out_of_turn(standing, step))


def held_up(standing: Standing, stage: str) -> tuple[str, ...]:
    """What holds an application up, whichever its next stage is."""
    found = []
    if standing.closed:
        found.append("这份报名已经办结，不能再办环节（6.1）")
    if standing.objected:
        found.append("有未了结的公示异议，结果公布以前不能往下办（6.9）")
    if standing.upheld:
        found.append("公示异议已认定成立，不能往下办（6.9）")
    if standing.returned and stage not in BEFORE_MATERIALS:
        found.append("报名材料退回补正中，补齐以前不能往下办（5.6）")
    return tuple(found)


def _out_of_turn(standing: Standing, step: Step) -> tuple[str, ...]:
    before = standing.before(step)
    if before is None or before.stage in standing.finished:
        return ()
    return (f"前一环“{before.label}”还没有办结，不能办“{step.label}”（6.1）",)


def wrong_day(standing: Standing, stage: str, on: date, today: date) -> str | None:
    """Why a stage cannot be finished on a day; None if it can."""
    if on > today:
        return f"日期 {on} 还没有到，要填实际办理的日期（6.2）"
    step = standing.step(stage)
    before = standing.before(step) if step else None
    earlier = standing.finished.get(before.stage) if before else None
    if before and earlier and on < earlier.completed_on:
        return f"日期 {on} 早于前一环“{before.label}”的 {earlier.completed_on}，环节倒置（6.2）"
    fixed = fixed_day(standing, stage)
    if stage in BEFORE_MATERIALS and fixed != on:
        return f"“{step.label if step else stage}”的日期是 {fixed or '空'}，不是 {on}（6.1、9.1）"
    return None


def fixed_day(standing: Standing, stage: str) -> date | None:
    """The day that a stage has by what is on file: the announcement's, the commitment's, the application's."""
    known: Mapping[str, Any] = {
        "announcement": standing.published_on,
        "kinship_declaration": standing.committed_on,
        "application": standing.applied_on,
    }
    day: date | None = known.get(stage)
    return day
