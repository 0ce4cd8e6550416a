"""Reads of democratic appraisals: meetings of a round, who waits for one, who should withdraw (clause 6.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from gonggang.core.masks import mask
from gonggang.core.names import name_key
from gonggang.recruitment.models import Application, AppraisalMeeting, DeclaredKin
from gonggang.regions.queries import in_ranges

Ranges = tuple[tuple[int, int], ...]


def waiting(round_id: int, village_code: int) -> list[Application]:
    """The applications of a village in a round that wait for their appraisal, by number."""
    rows = (
        Application.objects.filter(round=round_id, village_code=village_code, closing__isnull=True)
        .filter(completed_stages__stage="application")
        .exclude(completed_stages__stage="democratic_appraisal")
        # Who was voted down is told and closed; they are not voted on again.
        .exclude(votes__passed=False, votes__meeting__closed_at__isnull=False)
        .exclude(returns__answered_on__isnull=True, returns__isnull=False)
    )
    return list(rows.select_related("person", "round_post__post").order_by("number").distinct())


def waiting_by_village(round_id: int, ranges: Ranges) -> dict[int, int]:
    """How many wait for an appraisal, by village within reach."""
    rows = (
        Application.objects.filter(in_ranges("village_code", ranges), round=round_id, closing__isnull=True)
        .filter(completed_stages__stage="application")
        .exclude(completed_stages__stage="democratic_appraisal")
        .exclude(votes__passed=False, votes__meeting__closed_at__isnull=False)
        .values("village_code")
        .annotate(people=Count("pk", distinct=True))
    )
    return {row["village_code"]: row["people"] for row in rows}


def meetings(round_id: int, ranges: Ranges) -> QuerySet[AppraisalMeeting]:
    """The meetings of a round within reach, the newest first, with how many were voted on and passed."""
    rows = AppraisalMeeting.objects.filter(in_ranges("village_code", ranges), round=round_id)
    return rows.annotate(
        voted=Count("votes", distinct=True),
        passed=Count("votes", filter=Q(votes__passed=True), distinct=True),
    ).order_by("-held_on", "-pk")


def meeting_of(meeting_id: int, ranges: Ranges) -> AppraisalMeeting | None:
    """A meeting within reach with its members, votes and photographs; None for any other."""
    if not 0 < meeting_id < 2**63:
        return None
    rows = AppraisalMeeting.objects.filter(in_ranges("village_code", ranges), pk=meeting_id)
    return (
        rows.select_related("round", "officer")
        .prefetch_related("members", "photos", "votes__application__person")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Interest:
    """Why somebody of a name should withdraw from one application's vote."""

    application_id: int
    applicant: str
    relation: str


def interests(round_id: int, village_code: int) -> dict[str, list[Interest]]:
    """Who should withdraw, by the comparable spelling of the name: the candidates, and the kin whom they declared."""
    found: dict[str, list[Interest]] = defaultdict(list)
    rows = waiting(round_id, village_code)
    names = {row.pk: mask("name", row.person.name) for row in rows}
    for row in rows:
        found[name_key(row.person.name)].append(Interest(row.pk, names[row.pk], "本人"))
        if row.declared_relative:
            found[name_key(row.declared_relative)].append(Interest(row.pk, names[row.pk], "申报的亲属"))
    kin = DeclaredKin.objects.filter(application__in=list(names)).order_by("pk")
    for application_id, relative in kin.values_list("application_id", "relative"):
        entry = Interest(application_id, names[application_id], "申报的亲属")
        if entry not in found[name_key(relative)]:
            found[name_key(relative)].append(entry)
    return dict(found)


def suggested(names: Iterable[str], found: dict[str, list[Interest]]) -> dict[str, Interest]:
    """Of the names, those with an interest and in whose vote."""
    return {name: found[name_key(name)][0] for name in names if found.get(name_key(name))}
