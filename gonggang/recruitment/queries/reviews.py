"""Reviews, questions to departments, notifications and filings as screens read them, within an officer's ranges."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gonggang.recruitment.models import (
    Appeal,
    Application,
    CompletedStage,
    DeclaredKin,
    Delivery,
    Filing,
    JointReview,
    JointReviewAnswer,
    NoticeEntry,
    Notification,
    Objection,
    PreScreening,
    PublicNotice,
    Review,
)
from gonggang.regions.queries import in_ranges

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How far one application has come in review: the newest of each, None where there is none yet."""

    screening: PreScreening | None
    first: Review | None
    second: Review | None
    asked: int
    answered: int
    not_fits: int
    appraised: bool
    notice: PublicNotice | None
    open_objections: int


def reviewed(application_ids: Collection[int]) -> dict[int, Reviewed]:
    """The same for many applications, in a fixed number of look-ups."""
    keys = list(application_ids)
    screenings = {
        row.application_id: row
        for row in PreScreening.objects.filter(application__in=keys)
        .order_by("application", "-compared_on", "-pk")
        .distinct("application")
    }
    reviews = {
        (row.application_id, row.level): row
        for row in Review.objects.filter(application__in=keys)
        .select_related("officer")
        .order_by("application", "level", "-attempt")
        .distinct("application", "level")
    }
    newest = (
        JointReviewAnswer.objects.filter(application__in=keys)
        .order_by("application", "joint_review__department", "-joint_review")
        .distinct("application", "joint_review__department")
        .values_list("application_id", "verdict")
    )
    asked: dict[int, list[str | None]] = {}
    for key, verdict in newest:
        asked.setdefault(key, []).append(verdict)
    appraised = set(
        CompletedStage.objects.filter(application__in=keys, stage="democratic_appraisal").values_list(
            "application_id", flat=True
        )
    )
    entries = NoticeEntry.objects.filter(application__in=keys).select_related("notice").order_by("pk")
    posted = {entry.application_id: entry.notice for entry in entries}
    open_ones = dict(
        Objection.objects.filter(application__in=keys, result_published_on=None)
        .values_list("application_id")
        .annotate(Count("pk"))
    )
    return {
        key: Reviewed(
            screening=screenings.get(key),
            first=reviews.get((key, "first")),
            second=reviews.get((key, "second")),
            asked=len(asked.get(key, [])),
            answered=sum(verdict is not None for verdict in asked.get(key, [])),
            not_fits=sum(verdict == "not_fits" for verdict in asked.get(key, [])),
            appraised=key in appraised,
            notice=posted.get(key),
            open_objections=open_ones.get(key, 0),
        )
        for key in keys
    }


def reviews_of(application_id: int) -> list[Review]:
    """All reviews of an application, the oldest first."""
    rows = Review.objects.filter(application=application_id).select_related("officer", "screening")
    return list(rows.order_by("at", "pk"))


def newest_screening(application_id: int) -> PreScreening | None:
    """The newest comparison of an application."""
    rows = PreScreening.objects.filter(application=application_id).select_related("officer")
    return rows.order_by("-compared_on", "-pk").first()


def questions(
    ranges: Ranges, departments: Collection[str], *, round_id: int | None = None
) -> QuerySet[JointReview]:
    """The questions to departments within the ranges, those due first; with how many answers are given."""
    rows = JointReview.objects.filter(in_ranges("county_code", ranges), department__in=list(departments))
    if round_id is not None:
        rows = rows.filter(round=round_id)
    return (
        rows.select_related("round", "officer")
        .annotate(
            people=Count("answers"),
            given=Count("answers", filter=Q(answers__verdict__isnull=False)),
            unfit=Count("answers", filter=Q(answers__verdict="not_fits")),
        )
        .order_by("due_on", "pk")
    )


def question_of(joint_id: int, ranges: Ranges, departments: Collection[str]) -> JointReview | None:
    """One question, if it lies in the ranges and is put to one of the departments."""
    if not 0 < joint_id < 2**63:
        return None
    return questions(ranges, departments).filter(pk=joint_id).first()


def answers_of(joint_id: int) -> list[JointReviewAnswer]:
    """The applicants of a question, by village and number."""
    rows = JointReviewAnswer.objects.filter(joint_review=joint_id)
    return list(
        rows.select_related("application__person", "application__round_post__post", "officer").order_by(
            "application__village_code", "application__number"
        )
    )


def ready_for_joint(round_id: int, ranges: Ranges) -> list[Application]:
    """Applicants of a round whose first review passed and whom no second review has judged yet."""
    rows = Application.objects.filter(
        in_ranges("village_code", ranges), round=round_id, closing__isnull=True
    ).filter(reviews__level="first", reviews__passed=True)
    judged = Review.objects.filter(level="second", passed=True).values("application_id")
    return list(
        rows.exclude(pk__in=judged).select_related("person").distinct().order_by("village_code", "number")
    )


def notices(ranges: Ranges, *, round_id: int | None = None) -> QuerySet[PublicNotice]:
    """Public notices of villages within the ranges, the newest first."""
    rows = PublicNotice.objects.filter(in_ranges("village_code", ranges))
    if round_id is not None:
        rows = rows.filter(round=round_id)
    return rows.select_related("round", "officer").order_by("-posted_on", "-pk")


def notice_of(notice_id: int, ranges: Ranges) -> PublicNotice | None:
    """One notice within the ranges."""
    return notices(ranges).filter(pk=notice_id).first() if 0 < notice_id < 2**63 else None


def entries_of(notice_id: int) -> list[NoticeEntry]:
    """Who stands on a notice, in the order of the wall."""
    rows = NoticeEntry.objects.filter(notice=notice_id).select_related("application__person")
    return list(rows.prefetch_related("objections").order_by("pk"))


def ready_villages(round_id: int, ranges: Ranges) -> dict[int, int]:
    """By village, how many of a round may be posted now."""
    rows = (
        Application.objects.filter(in_ranges("village_code", ranges), round=round_id, closing__isnull=True)
        .filter(reviews__level="second", reviews__passed=True)
        .filter(completed_stages__stage="democratic_appraisal")
        .exclude(pk__in=NoticeEntry.objects.values("application_id"))
    )
    return dict(rows.values_list("village_code").annotate(Count("pk", distinct=True)))


def objections(ranges: Ranges) -> QuerySet[Objection]:
    """Objections within the ranges, the open ones first."""
    rows = Objection.objects.filter(in_ranges("application__village_code", ranges))
    return rows.select_related(
        "application__person", "application__round", "entry__notice", "officer"
    ).order_by("result_published_on", "received_on", "pk")


def objection_of(objection_id: int, ranges: Ranges) -> Objection | None:
    """One objection within the ranges."""
    return objections(ranges).filter(pk=objection_id).first() if 0 < objection_id < 2**63 else None


def objections_to(application_id: int) -> list[Objection]:
    """Objections to one applicant, the oldest first."""
    return list(Objection.objects.filter(application=application_id).order_by("pk"))


def notifications(ranges: Ranges, *, undelivered: bool = False) -> QuerySet[Notification]:
    """Notifications within the ranges; those not delivered yet come with the earliest due first."""
    rows = Notification.objects.filter(in_ranges("application__village_code", ranges))
    if undelivered:
        rows = rows.filter(delivery__isnull=True, application__closing__isnull=True)
    return rows.select_related("application__person", "application__round").order_by("due_on", "pk")


def notification_of(notification_id: int, ranges: Ranges) -> Notification | None:
    """One notification within the ranges."""
    return notifications(ranges).filter(pk=notification_id).first() if 0 < notification_id < 2**63 else None


@dataclass(frozen=True, slots=True)
class Told:
    """A notification with its delivery and the appeal against it, where there are any."""

    notification: Notification
    delivery: Delivery | None
    appeal: Appeal | None


def told(application_id: int) -> list[Told]:
    """Everything of which an applicant was notified, the oldest first."""
    rows = Notification.objects.filter(application=application_id).select_related("officer").order_by("pk")
    deliveries = {row.notification_id: row for row in Delivery.objects.filter(notification__in=rows)}
    appeals = {row.notification_id: row for row in Appeal.objects.filter(notification__in=rows)}
    return [Told(row, deliveries.get(row.pk), appeals.get(row.pk)) for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be delivered or answered: how many, and how many of them late."""

    count: int
    late: int


def waiting_notifications(ranges: Ranges, today: date) -> Waiting:
    """Notifications not yet delivered, and those whose deadline has passed."""
    rows = notifications(ranges, undelivered=True).order_by()
    return Waiting(rows.count(), rows.filter(due_on__lt=today).count())


def waiting_answers(ranges: Ranges, departments: Iterable[str], today: date) -> Waiting:
    """Applicants about whom departments owe an answer, and those of whom it is overdue."""
    rows = JointReviewAnswer.objects.filter(
        in_ranges("joint_review__county_code", ranges),
        joint_review__department__in=list(departments),
        verdict=None,
        application__closing__isnull=True,
    )
    return Waiting(rows.count(), rows.filter(joint_review__due_on__lt=today).count())


def filed(ranges: Ranges, round_id: int) -> list[Application]:
    """Applications of a round that follow the relatives' line, by village and number."""
    rows = Application.objects.filter(
        in_ranges("village_code", ranges), round=round_id, procedure__base="filed"
    )
    return list(
        rows.select_related("person", "closing", "round_post__post")
        .prefetch_related("kin", "filings__study", "completed_stages")
        .order_by("village_code", "number")
    )


def ledger(ranges: Ranges) -> QuerySet[DeclaredKin]:
    """The filing ledger: every declared relative that must be filed or that a person must look at (clause 9.4)."""
    rows = DeclaredKin.objects.filter(in_ranges("application__village_code", ranges))
    return rows.exclude(must_be_filed=False).select_related(
        "application__person", "application__round", "application__round_post__post"
    )


def filings_of(application_ids: Iterable[int]) -> dict[int, Filing]:
    """The filing of each application that has one."""
    rows = Filing.objects.filter(application__in=list(application_ids)).select_related("study")
    return {row.application_id: row for row in rows}


def studies_of(application_ids: Iterable[int]) -> dict[int, Any]:
    """The township's study of each application that was studied."""
    rows = CompletedStage.objects.filter(application__in=list(application_ids), stage="township_study")
    return {row.application_id: row.study for row in rows.select_related("study")}


def kin_of(application_id: int) -> list[DeclaredKin]:
    """The relatives whom an applicant declared."""
    return list(DeclaredKin.objects.filter(application=application_id).order_by("pk"))


def cleared_hits(application_id: int) -> set[tuple[str, str | None]]:
    """Hits that a review found to be a false alarm or an error of the data, by (check, day of the fact)."""
    cleared: set[tuple[str, str | None]] = set()
    for review in Review.objects.filter(application=application_id, passed=True).select_related("screening"):
        facts = {hit["check"]: hit["fact_on"] for hit in review.screening.hits}
        for said in review.checklist:
            if said.get("outcome") in ("false_alarm", "data_error") and said.get("hit") in facts:
                cleared.add((said["hit"], facts[said["hit"]]))
    return cleared
