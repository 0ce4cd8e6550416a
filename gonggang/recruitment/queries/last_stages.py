"""Reads for approval, agreement, training and start: who waits for which, and what is on file of one application."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from gonggang.recruitment.models import (
    Agreement,
    Application,
    AppraisalVote,
    CompletedStage,
    Notification,
    PreScreening,
    RankedApplication,
)
from gonggang.recruitment.queries.standing import standings

# In the order in which they follow.
LAST_STAGES = ("county_approval", "agreement", "induction_training", "onboarding")


@dataclass(slots=True)
class Waiting:
    """The applications of a round by the stage that comes next; `held` are stopped, each with why."""

    by_stage: dict[str, list[Application]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, str] = field(default_factory=dict)

    def of(self, stage: str) -> list[Application]:
        """Who waits for a stage."""
        return self.by_stage.get(stage, [])


def waiting_for(applications: QuerySet[Application]) -> Waiting:
    """Of the applications given, those whose next stage is one of the last four; nobody who is not chosen."""
    rows = list(applications.filter(closing__isnull=True).select_related("person", "round_post__post"))
    there = standings([row.pk for row in rows])
    chosen = set(
        RankedApplication.objects.filter(application__in=list(there), chosen=True).values_list(
            "application_id", flat=True
        )
    )
    declined = set(
        Notification.objects.filter(application__in=list(there), kind="approval").values_list(
            "application_id", flat=True
        )
    )
    found = Waiting()
    for row in rows:
        progress = there[row.pk]
        following = progress.next_step
        if following is None or following.stage not in LAST_STAGES:
            continue
        if following.stage == "county_approval" and row.pk not in chosen:
            continue
        if row.pk in declined and following.stage == "county_approval":
            found.held[row.pk] = "县级审批不同意，已告知"
        elif progress.objected:
            found.held[row.pk] = "有未了结的公示异议（6.9）"
        elif progress.upheld:
            found.held[row.pk] = "公示异议已认定成立（6.9）"
        found.by_stage[following.stage].append(row)
    return found


def compared_on(application_ids: Iterable[int]) -> dict[int, tuple[date, bool]]:
    """The newest comparison of each application: its day, and whether something bars the start."""
    rows = PreScreening.objects.filter(application__in=list(application_ids)).order_by("compared_on", "pk")
    return {
        key: (on, bars) for key, on, bars in rows.values_list("application_id", "compared_on", "blocking")
    }


def agreement_of(application_id: int) -> Agreement | None:
    """The agreement that an application came to."""
    return Agreement.objects.filter(application=application_id).order_by("-pk").first()


def vote_of(application_id: int) -> AppraisalVote | None:
    """The newest vote on an application in minutes that are closed."""
    rows = AppraisalVote.objects.filter(application=application_id, meeting__closed_at__isnull=False)
    return rows.select_related("meeting").order_by("-pk").first()


def stages_of(application_id: int) -> dict[str, CompletedStage]:
    """The finished stages of an application from the approval on, with what they rest on."""
    rows = CompletedStage.objects.filter(application=application_id, stage__in=LAST_STAGES)
    return {row.stage: row for row in rows.select_related("training", "placement", "agreement", "officer")}
