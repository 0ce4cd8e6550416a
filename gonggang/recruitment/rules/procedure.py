"""The stages on the way into a post: dates that are missing, out of order, or too close together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gonggang.recruitment.rules.notice import EndOnRestDay, notice_period_end

Procedure = Literal["ordinary", "kinship_filing"]
DefectKind = Literal["missing", "inversion", "notice_too_short"]

STAGES: Final = (
    "announcement",
    "kinship_declaration",
    "application",
    "democratic_appraisal",
    "public_notice",
    "township_study",
    "county_filing",
    "county_approval",
    "agreement",
    "induction_training",
    "onboarding",
)
_KINDS: Final[tuple[DefectKind, ...]] = ("missing", "inversion", "notice_too_short")
ORDINARY_CHAIN: Final = (
    "announcement",
    "application",
    "democratic_appraisal",
    "notice_begins",
    "notice_ends",
    "county_approval",
    "agreement",
    "induction_training",
    "onboarding",
)
# The relatives' line runs beside the ordinary one and joins it at the agreement (clause 9.2).
FILING_CHAIN: Final = (
    "kinship_declaration",
    "application",
    "democratic_appraisal",
    "notice_begins",
    "notice_ends",
    "township_study",
    "county_filing",
    "agreement",
)
_CHAINS: Final[dict[Procedure, tuple[tuple[str, ...], ...]]] = {
    "ordinary": (ORDINARY_CHAIN,),
    "kinship_filing": (ORDINARY_CHAIN, FILING_CHAIN),
}
_STAGE_OF_STEP: Final = {"notice_begins": "public_notice", "notice_ends": "public_notice"}
_RANK: Final = {
    (kind, stage): position * len(_KINDS) + order
    for position, stage in enumerate(STAGES)
    for order, kind in enumerate(_KINDS)
}


@dataclass(frozen=True, slots=True)
class Defect:
    """One doubt about a procedure; a person judges it."""

    kind: DefectKind
    stage: str


@dataclass(frozen=True, slots=True)
class ProcedureOrder:
    """The doubts about one procedure, by stage and then by kind, each once."""

    defects: Sequence[Defect]


def procedure_order(
    procedure: Procedure,
    dates: Mapping[str, date | None],
    notice_min_days: int | None,
    notice_day_kind: str | None,
    first_day_counts: bool,
    end_on_rest_day: EndOnRestDay,
    holidays: Collection[date],
    makeup_workdays: Collection[date],
) -> ProcedureOrder:
    """The doubts about the dates of one procedure (clauses 6.1, 6.2, 6.8, 9.1, 9.2 and 16.2).

    `dates` has a day or None for each step; the notice has two steps and is one stage.
    """
    ends_on = notice_period_end(
        dates.get("notice_begins"),
        notice_min_days,
        notice_day_kind,
        first_day_counts,
        end_on_rest_day,
        holidays,
        makeup_workdays,
    ).ends_on
    return ProcedureOrder(procedure_defects(procedure, dates, ends_on))


def procedure_defects(
    procedure: Procedure, dates: Mapping[str, date | None], notice_ends_min: date | None
) -> list[Defect]:
    """The same, when the earliest end of the notice is known already (None: nothing is said of its length).

    A date is compared with the nearest step before it that has one; the same day is allowed.
    """
    found: set[tuple[DefectKind, str]] = set()
    for chain in _CHAINS[procedure]:
        before: date | None = None
        for step in chain:
            day = dates.get(step)
            stage = _STAGE_OF_STEP.get(step, step)
            if day is None:
                found.add(("missing", stage))
                continue
            if before is not None and day < before:
                found.add(("inversion", stage))
            before = day
    notice_ends = dates.get("notice_ends")
    if notice_ends is not None and notice_ends_min is not None and notice_ends < notice_ends_min:
        found.add(("notice_too_short", "public_notice"))
    return [Defect(kind, stage) for kind, stage in sorted(found, key=_RANK.__getitem__)]
