"""A county adds stages to a declared procedure; it never takes one away or moves one (clause 6.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.recruitment.actions.procedures import ensure_declared, store
from gonggang.recruitment.actions.refusals import RecruitmentRefused, refusal_of
from gonggang.recruitment.models import DeclaredProcedure
from gonggang.recruitment.rules.declared import (
    PROCEDURES,
    Base,
    Stage,
    added_stage,
    keeps_the_declared_order,
)
from gonggang.regions.rules import COUNTY, level_of

# Who may carry out an added stage, and by which line of the table of permissions.
ORGANISERS: Final[dict[str, tuple[str, str]]] = {
    "village": ("村（社区）", "recruitment.appraise"),
    "township": ("乡镇（街道）", "recruitment.study"),
    "county": ("县级人社经办人", "recruitment.file"),
    "approver": ("县级人社审批人", "recruitment.approve"),
}
_LABEL_MAX: Final = 30
_NEED_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Added:
    """A stage that a county adds after a declared one (its code), or after one added before it in the list."""

    label: str
    after: str
    organiser: str
    needs: tuple[str, ...] = ()


@transaction.atomic
def declare_variant(
    base: Base, region_code: int, added: Sequence[Added], *, begins_on: date, reason: str, officer: Any,
    today: date | None = None,
) -> DeclaredProcedure:  # fmt: skip
    """Declare a county's version from a day on; applications that run keep theirs. Raises RecruitmentRefused."""
    today = today or timezone.localdate()
    ensure_declared()
    problems: dict[str, str] = {}
    if level_of(region_code) != COUNTY:
        problems["region"] = "程序由县（市、区）增设环节。请先选定县。"
    if begins_on < today:
        problems["begins_on"] = f"开始日期 {begins_on} 已经过去；已经在办的报名仍按原来的程序，不追溯。"
    if not reason.strip():
        problems["reason"] = "增设环节的依据没有写（6.3）。"
    if not added:
        problems["added"] = "没有写要增加的环节。"
    stages = _stages(base, added, problems)
    if not problems and not keeps_the_declared_order(base, [stage.code for stage in stages]):
        problems[""] = "省里定的环节一个不能少，先后不能变，只能在中间增加（6.3）。"
    if problems:
        raise RecruitmentRefused(problems)
    there = DeclaredProcedure.objects.select_for_update().filter(base=base, region_code=region_code)
    versions = list(there.values_list("version", "begins_on"))
    if any(begins >= begins_on for _version, begins in versions):
        raise RecruitmentRefused({"begins_on": "已有一版从这一天或更晚开始。请选更晚的日期。"})
    version = max((number for number, _begins in versions), default=0) + 1
    row = DeclaredProcedure(
        code=f"{base}.{region_code // 10**6}.{version}", base=base, region_code=region_code, version=version,
        label=PROCEDURES[base].label, begins_on=begins_on, reason=reason.strip()[:400],
    )  # fmt: skip
    try:
        with transaction.atomic():
            store(row, stages)
    except IntegrityError as error:
        raise RecruitmentRefused(refusal_of(error)) from error
    audit.record(
        officer=officer, verb="recruitment.declare_procedure", subject=f"procedure:{row.code}",
        region=region_code,
        detail={
            "label": row.label, "begins_on": str(begins_on), "stages": len(stages), "reason": row.reason,
            "added": [each.label for each in added],
        },
    )  # fmt: skip
    return row


def _stages(base: Base, added: Sequence[Added], problems: dict[str, str]) -> list[Stage]:
    stages = list(PROCEDURES[base].stages)
    declared = [stage.code for stage in stages]
    for number, each in enumerate(added, start=1):
        label = " ".join(each.label.split())
        if not label or len(label) > _LABEL_MAX:
            problems["added"] = f"第 {number} 个环节的名称没有写，或超过 {_LABEL_MAX} 个字。"
        elif label in {stage.label for stage in stages}:
            problems["added"] = f"“{label}”已经是一个环节。"
        elif each.organiser not in ORGANISERS:
            problems["added"] = f"“{label}”由谁办没有选。"
        elif each.after not in declared[:-1]:
            problems["added"] = f"“{label}”接在哪一环后面没有选；上岗以后没有环节。"
        else:
            who, action = ORGANISERS[each.organiser]
            needs = [need[:_NEED_MAX] for need in each.needs if need.strip()]
            stage = added_stage(f"added_{number}", label, who, needs, action)
            place = next(i for i, one in enumerate(stages) if one.code == each.after) + 1
            while stages[place].added:
                place += 1
            stages.insert(place, stage)
    return stages


def needs_of(text: str) -> tuple[str, ...]:
    """What must be on file, as typed: separated by 、，； or line breaks."""
    return tuple(part.strip() for part in re.split(r"[、，,；;\n]", text) if part.strip())
