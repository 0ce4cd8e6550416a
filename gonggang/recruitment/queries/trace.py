"""倒查: from a person, an officer, a stage or a document to whole chains (clause 6.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from gonggang.accounts import queries as accounts
from gonggang.recruitment.models import Application, CompletedStage, SpotCheck, SpotCheckItem
from gonggang.recruitment.queries.applications import Ranges, applications
from gonggang.recruitment.queries.standing import steps_of
from gonggang.regions.queries import in_ranges

FOUND_MAX: Final = 100
# Which numbers lead to an application, by the way from it to the document.
_NUMBERS: Final = (
    "number", "round__number", "notifications__number", "reviews__opinion_number", "notice_entries__notice__number",
    "objections__number", "filings__number", "filings__study__minutes_number", "agreements__number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A stage of a chain: who, when, on what evidence, typed when, how many days after the one before."""

    label: str
    organiser: str
    completed_on: date | None
    officer: str
    recorded_at: datetime | None
    evidence: str
    days_since: int | None
    typed_after_days: int | None
    note: str


def found_by_number(number: str, ranges: Ranges) -> QuerySet[Application]:
    """The applications to which a document of that number belongs."""
    asked = Q()
    for name in _NUMBERS:
        asked |= Q(**{name: number})
    return _some(applications(ranges).filter(asked)) if number else applications(())


def found_by_officer(name: str, ranges: Ranges) -> QuerySet[Application]:
    """Those of which an officer, by account or by full name, has finished a stage."""
    who = Q(completed_stages__officer__username=name) | Q(completed_stages__officer__first_name=name)
    return _some(applications(ranges).filter(who)) if name else applications(())


def found_by_stage(stage: str, since: date, until: date, ranges: Ranges) -> QuerySet[Application]:
    """Those of which a stage was finished in [since, until)."""
    rows = CompletedStage.objects.filter(stage=stage, completed_on__gte=since, completed_on__lt=until)
    return _some(applications(ranges).filter(pk__in=rows.values("application_id")))


def found_by_people(person_ids: Iterable[int], ranges: Ranges) -> QuerySet[Application]:
    """Those of some persons."""
    return _some(applications(ranges).filter(person_id__in=list(person_ids)))


def _some(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.order_by("-applied_on", "-pk").distinct()


def chain_of(application: Application) -> list[Link]:
    """The whole chain of one application, stages not finished yet too."""
    rows = CompletedStage.objects.filter(application=application).select_related(
        "vote__meeting", "notice", "study", "filing", "agreement", "training", "placement__post"
    )
    done = {row.stage: row for row in rows}
    names = accounts.names(row.officer_id for row in done.values())
    chain: list[Link] = []
    before: date | None = None
    for step in steps_of([application.procedure_id or ""]).get(application.procedure_id or "", ()):
        row = done.get(step.stage)
        if row is None:
            chain.append(Link(step.label, step.organiser, None, "", None, "", None, None, ""))
            continue
        typed = timezone.localtime(row.recorded_at).date()
        chain.append(
            Link(
                step.label, step.organiser, row.completed_on, names.get(row.officer_id, ""), row.recorded_at,
                _evidence(row, application), (row.completed_on - before).days if before else None,
                (typed - row.completed_on).days, row.note,
            )
        )  # fmt: skip
        before = row.completed_on
    return chain


def _evidence(row: CompletedStage, application: Application) -> str:
    """On what a stage rests, in words."""
    if row.vote is not None:
        vote = row.vote
        return (
            f"评议会 {vote.meeting.held_on}，应到 {vote.meeting.due}、实到 {vote.meeting.present}，"
            f"同意 {vote.in_favour}、反对 {vote.against}、弃权 {vote.abstaining}"
        )
    if row.notice is not None:
        return f"公示 {row.notice.number}，{row.notice.posted_on} 至 {row.notice.ended_on}"
    if row.study is not None:
        return f"会议纪要 {row.study.minutes_number}"
    if row.filing is not None:
        return f"备案意见 {row.filing.number}"
    if row.agreement is not None:
        return f"协议 {row.agreement.number}"
    if row.training is not None:
        return f"岗前培训 {row.training.held_on}，{row.training.hours_tenths / 10:g} 学时"
    if row.placement is not None:
        return f"在岗记录 {row.placement_id}，岗位 {row.placement.post.number}"
    said: dict[str, Any] = {
        "announcement": f"公告 {application.round.number}" if application.round else "",
        "kinship_declaration": f"承诺书 {application.committed_on}",
        "application": f"报名表 {application.number}",
    }
    return str(said.get(row.stage, row.note))


def spot_checks(ranges: Ranges) -> QuerySet[SpotCheck]:
    """The random checks of territories, the newest first."""
    return (
        SpotCheck.objects.filter(in_ranges("region_code", ranges)).select_related("officer").order_by("-pk")
    )


def spot_check_of(check_id: int, ranges: Ranges) -> SpotCheck | None:
    """One random check, if it lies within the ranges."""
    return spot_checks(ranges).filter(pk=check_id).first() if 0 < check_id < 2**63 else None


def items_of(check: SpotCheck) -> list[SpotCheckItem]:
    """Those drawn, in the order of the draw."""
    rows = check.items.select_related("application__person", "application__post", "officer")
    return list(rows.order_by("place"))


def found_by_name(name: str, ranges: Ranges) -> QuerySet[Application]:
    """Those of persons of exactly that name."""
    return _some(applications(ranges).filter(person__name=name))
