"""Defects of procedures from before the system, and the order of applicants on a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gonggang.core.month import Month
from gonggang.core.working_days import CalendarUnknown, rest_and_work_days
from gonggang.placements import queries as placements
from gonggang.policy.parameters import parameters
from gonggang.recruitment.actions.old_cases import DATE_FIELDS
from gonggang.recruitment.models import Application, CompletedStage, ImportedProcedure
from gonggang.recruitment.queries.standing import steps_of
from gonggang.recruitment.rules import Candidate, PriorityOrder, priority_order, procedure_order
from gonggang.regions.rules import territory


@dataclass(frozen=True, slots=True)
class PersonDefect:
    """A doubt about the procedure by which someone came into a post."""

    person_id: int
    placement_id: int
    village_code: int
    kind: str
    stage: str


def procedure_defects(region: int, month: Month | None = None) -> list[PersonDefect]:
    """The doubts about procedures in a territory, by placement; with a month, of those in post then.

    Procedures made in the system are looked at as well: the tables let none be missing or out of order.
    """
    low, high = territory(region)
    rows = ImportedProcedure.objects.filter(village_code__gte=low, village_code__lt=high)
    if month is not None:
        rows = rows.filter(placement__in=placements.in_post(region, month))
    return sorted([*_defects(rows), *_made_here(region, month)], key=lambda each: each.placement_id)


def procedure_defects_of(placement_ids: Collection[int]) -> list[PersonDefect]:
    """The doubts about the old procedures of some placements, by placement."""
    return _defects(ImportedProcedure.objects.filter(placement_id__in=placement_ids))


def _defects(rows: QuerySet[ImportedProcedure]) -> list[PersonDefect]:
    found: list[PersonDefect] = []
    columns = ("placement_id", "placement__person_id", "village_code", *DATE_FIELDS)
    # A village's notices of one day are measured alike, and villages take on several people at once.
    measures: dict[tuple[int, date], dict[str, Any]] = {}
    for placement, person, village, *days in rows.order_by("placement_id").values_list(*columns):
        dates = {name.removesuffix("_on"): day for name, day in zip(DATE_FIELDS, days, strict=True)}
        on = dates["notice_begins"] or next((day for day in dates.values() if day), date.today())  # noqa: DTZ011
        if (village, on) not in measures:
            measures[village, on] = _notice_parameters(village, on)
        for defect in procedure_order("ordinary", dates, **measures[village, on]).defects:
            found.append(PersonDefect(person, placement, village, defect.kind, defect.stage))
    return found


def _made_here(region: int, month: Month | None) -> list[PersonDefect]:
    """The same of those who came into a post through the system: every stage, none before the last."""
    low, high = territory(region)
    starts = CompletedStage.objects.filter(
        stage="onboarding", application__village_code__gte=low, application__village_code__lt=high
    )
    if month is not None:
        starts = starts.filter(placement__in=placements.in_post(region, month))
    columns = ("application_id", "placement_id", "application__person_id", "application__village_code")
    people = {row[0]: row[1:] for row in starts.values_list(*columns)}
    done: dict[int, dict[str, date]] = defaultdict(dict)
    rows = CompletedStage.objects.filter(application_id__in=starts.values("application_id"))
    for key, stage, on in rows.values_list("application_id", "stage", "completed_on"):
        done[key][stage] = on
    procedures = dict(starts.values_list("application_id", "procedure_id"))
    steps = steps_of(set(procedures.values()))
    found = []
    for key, (placement, person, village) in people.items():
        before: date | None = None
        for step in steps[procedures[key]]:
            day = done[key].get(step.stage)
            kind = "missing" if day is None else "inversion" if before and day < before else None
            if kind:
                found.append(PersonDefect(person, placement or 0, village or 0, kind, step.stage))
            before = day or before
    return found


def _notice_parameters(village: int, on: date) -> dict[str, Any]:
    """How a notice is counted where and when it began; without a beginning, as of the first date there is."""
    look_up = parameters().get
    kind: str | None = look_up("notice_day_kind", region=village, on=on)
    days = look_up("notice_min_days", region=village, on=on)
    end_on_rest_day = look_up("notice_end_on_rest_day", region=village, on=on)
    holidays: Collection[date] = ()
    makeup: Collection[date] = ()
    if kind == "working" or end_on_rest_day != "keep":
        try:
            holidays, makeup = rest_and_work_days(on, days)
        except CalendarUnknown:
            kind = None  # without that year's calendar nothing is said of the length: a person must look
    return {
        "notice_min_days": days,
        "notice_day_kind": kind,
        "first_day_counts": look_up("notice_first_day_counts", region=village, on=on),
        "end_on_rest_day": end_on_rest_day,
        "holidays": holidays,
        "makeup_workdays": makeup,
    }


@dataclass(frozen=True, slots=True)
class Ranked:
    """The applicants of one category for one post, in order; keys are persons as text."""

    category: str
    order: PriorityOrder
    candidates: dict[str, Candidate]


def rankings(village_code: int, post: str) -> list[Ranked]:
    """For each category among the applicants for a village's post (name or number), their order (clause 8.3).

    The policy orders nothing between categories, and neither does this.
    """
    meant = Q(post__name=post) | Q(post__number=post)
    rows = Application.objects.filter(meant, post__village_code=village_code).values_list(
        "person_id", "person__birth_on", "recognised_on", "family", "categories"
    )
    groups: dict[str, dict[str, Candidate]] = defaultdict(dict)
    for person, birth, recognised, family, categories in rows.order_by("pk"):
        candidate = Candidate(
            key=str(person),
            birth=birth,
            recognised_on=recognised,
            low_income_family="low_income_family" in family,
            zero_employment_family="zero_employment_family" in family,
        )
        for category in categories or ["UNKNOWN"]:
            groups[category].setdefault(candidate.key, candidate)
    return [
        Ranked(category, priority_order(list(members.values()), "draw_lots", None), members)
        for category, members in sorted(groups.items())
    ]
