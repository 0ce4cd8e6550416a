"""The report that traces an application back: every stage with its day, hand and proof (clause 6.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gonggang.exchange.paper.values import written
from gonggang.recruitment.models import (
    CompletedStage,
    JointReviewAnswer,
    Notification,
    Objection,
    Review,
)
from gonggang.recruitment.paper.applications import the_application
from gonggang.recruitment.paper.common import offices_of, person_printed, post_of
from gonggang.recruitment.paper.reviews import department

_CLOSINGS = {
    "refused": "没有通过", "not_chosen": "没有入选", "objection_upheld": "公示异议成立", "withdrawn": "本人撤回",
    "started": "已上岗", "round_withdrawn": "公告撤回",
}  # fmt: skip
_VERDICTS = {"fits": "符合", "not_fits": "不符", "no_data": "无数据", None: "没有答复"}


_PROOFS = ("vote__meeting", "notice", "study", "filing", "agreement", "training", "placement")


@dataclass(frozen=True, slots=True)
class StageTraced:
    """A finished stage: the day that was stated, the moment when it was entered, who entered it, on what it rests."""

    position: int
    label: str
    completed_on: date
    recorded_at: datetime
    officer: str
    proof: str


@dataclass(frozen=True, slots=True)
class ReviewTraced:
    """A review of either level."""

    level: str
    reviewed_on: date
    result: str
    number: str
    officer: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerTraced:
    """A department's answer."""

    department: str
    verdict: str
    answered_on: date | None
    batch: str
    reason: str


@dataclass(frozen=True, slots=True)
class EventTraced:
    """An objection or a notification."""

    what: str
    on: date
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class TraceBack:
    """倒查报告."""

    number: str
    issuer: str
    printed_on: date
    name: str
    id_number: str
    village: str
    post: str
    round_title: str
    round_number: str
    procedure: str
    closing: str
    stages: tuple[StageTraced, ...]
    reviews: tuple[ReviewTraced, ...]
    answers: tuple[AnswerTraced, ...]
    events: tuple[EventTraced, ...]


def trace_back(application_id: int, *, full: bool, on: date) -> TraceBack:
    """Everything that was done about one application, up to today."""
    found = the_application(application_id)
    one, offices = person_printed(found.person_id, full=full), offices_of(found.village_code or 0)
    closing = getattr(found, "closing", None)
    labels = {} if found.procedure is None else dict(found.procedure.stages.values_list("stage", "label"))
    return TraceBack(
        number=found.number or "",
        issuer=offices.county_office,
        printed_on=on,
        name=one.name,
        id_number=one.id_number,
        village=offices.village,
        post=getattr(post_of(found), "name", ""),
        round_title=found.round.title if found.round else "",
        round_number=found.round.number if found.round else "",
        procedure=found.procedure.label if found.procedure else "",
        closing=_CLOSINGS.get(closing.kind, closing.kind) if closing else "办理中",
        stages=tuple(
            StageTraced(
                row.position, labels.get(row.stage, row.stage), row.completed_on,
                timezone.localtime(row.recorded_at).replace(tzinfo=None), str(row.officer), _proof(row),
            )
            for row in CompletedStage.objects.filter(application=found)
            .select_related("officer", *_PROOFS)
            .order_by("position")
        ),
        reviews=tuple(
            ReviewTraced(
                row.get_level_display(), row.reviewed_on, "通过" if row.passed else "不通过",
                row.opinion_number or "", str(row.officer), row.reason,
            )
            for row in Review.objects.filter(application=found).select_related("officer").order_by("pk")
        ),
        answers=tuple(
            AnswerTraced(
                department(row.joint_review.department), _VERDICTS[row.verdict], row.answered_on, row.register_batch,
                row.reason,
            )
            for row in JointReviewAnswer.objects.filter(application=found).select_related("joint_review").order_by("pk")
        ),
        events=_events(found.pk),
    )  # fmt: skip


def _proof(row: Any) -> str:
    if row.vote:
        vote = row.vote
        counted = f"同意{vote.in_favour}、反对{vote.against}、弃权{vote.abstaining}"
        return f"{written(vote.meeting.held_on)}评议会，{counted}"
    if row.notice:
        return f"公示 {row.notice.number}"
    if row.study:
        return f"会议纪要 {row.study.minutes_number}"
    if row.filing:
        return f"备案 {row.filing.number}"
    if row.agreement:
        return f"协议 {row.agreement.number}"
    if row.training:
        return f"{written(row.training.held_on)}培训，{row.training.hours_tenths / 10:g} 学时"
    if row.placement:
        return f"{written(row.placement.during.lower)}上岗"
    return row.note


def _events(application_id: int) -> tuple[EventTraced, ...]:
    found = [
        EventTraced(
            "异议", row.received_on, row.number,
            "没有了结" if row.upheld is None else f"{'成立' if row.upheld else '不成立'}：{row.result}",
        )
        for row in Objection.objects.filter(application=application_id)
    ]  # fmt: skip
    for told in Notification.objects.filter(application=application_id).select_related("delivery"):
        delivery = getattr(told, "delivery", None)
        found.append(EventTraced("告知", told.issued_on, told.number, told.reason))
        if delivery:
            found.append(
                EventTraced("送达", delivery.delivered_on, told.number, f"{delivery.received_by}签收")
            )
    return tuple(sorted(found, key=lambda each: (each.on, each.number)))
