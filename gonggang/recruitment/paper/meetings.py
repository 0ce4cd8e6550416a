"""Documents of a village: minutes and sign-in of an appraisal, the public notice, the sign-in of a training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from gonggang.core.masks import mask_numbers
from gonggang.recruitment.models import AppraisalMeeting, CompletedStage, PublicNotice, TrainingRecord
from gonggang.recruitment.paper.common import offices_of, people_printed, post_of, villages
from gonggang.regions import queries as regions

_DAY_KINDS = {"calendar": "自然日", "working": "工作日"}


@dataclass(frozen=True, slots=True)
class Vote:
    """A line of the minutes."""

    name: str
    post: str
    voting: int
    in_favour: int
    against: int
    abstaining: int
    rank: int | None
    result: str
    remark: str


@dataclass(frozen=True, slots=True)
class AppraisalMinutes:
    """民主评议会议记录."""

    round_title: str
    round_number: str
    village: str
    village_office: str
    held_on: date
    begins_at: time | None
    place: str
    chair: str
    recorder: str
    due: int
    present: int
    withdrawals: str
    votes: tuple[Vote, ...]
    opinion: str


def appraisal_minutes(meeting_id: int, *, full: bool, on: date) -> AppraisalMinutes:
    """The minutes of a meeting, candidates by rank, then by number."""
    meeting = AppraisalMeeting.objects.select_related("round").get(pk=meeting_id)
    rows = list(
        meeting.votes.select_related("application__round_post__post", "application__post").order_by(
            "rank", "application__number"
        )
    )
    away = list(
        meeting.members.filter(withdrew_for__isnull=False).select_related("withdrew_for").order_by("pk")
    )
    someone = people_printed(
        [row.application.person_id for row in rows] + [each.withdrew_for.person_id for each in away],
        full=False,
    )
    offices = offices_of(meeting.village_code)
    return AppraisalMinutes(
        round_title=meeting.round.title,
        round_number=meeting.round.number,
        village=offices.village,
        village_office=offices.village_office,
        held_on=meeting.held_on,
        begins_at=meeting.begins_at,
        place=meeting.place,
        chair=meeting.chair,
        recorder=meeting.recorder,
        due=meeting.due,
        present=meeting.present,
        withdrawals="；".join(
            f"{each.name}对{someone[each.withdrew_for.person_id].name}回避（{each.withdrew_why}）" for each in away
        )
        or "无",
        votes=tuple(
            Vote(
                someone[row.application.person_id].name, getattr(post_of(row.application), "name", ""), row.voting,
                row.in_favour, row.against, row.abstaining, row.rank, "通过" if row.passed else "不通过", row.remark,
            )
            for row in rows
        ),
        opinion=meeting.opinion,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MemberDue:
    """A line of the sign-in of a meeting."""

    name: str
    capacity: str
    attended: str
    signature: str
    remark: str


@dataclass(frozen=True, slots=True)
class AppraisalSignIn:
    """民主评议会议签到表."""

    round_number: str
    village: str
    village_office: str
    held_on: date
    place: str
    members: tuple[MemberDue, ...]


def appraisal_sign_in(meeting_id: int, *, full: bool, on: date) -> AppraisalSignIn:
    """Who is due at a meeting, in the order in which they were entered."""
    meeting = AppraisalMeeting.objects.select_related("round").get(pk=meeting_id)
    offices = offices_of(meeting.village_code)
    return AppraisalSignIn(
        meeting.round.number, offices.village, offices.village_office, meeting.held_on, meeting.place,
        tuple(
            MemberDue(
                each.name, each.capacity, "到" if each.present else "未到", "",
                f"回避：{each.withdrew_why}" if each.withdrew_for_id else "",
            )
            for each in meeting.members.order_by("pk")
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonNoticed:
    """A line of the notice: nothing but what anyone may read."""

    name: str
    sex: str
    age: int
    village: str
    id_number: str
    post: str
    duties: str


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """拟上岗人员公示. Its identity numbers are masked whoever prints it."""

    number: str
    village: str
    village_office: str
    posted_on: date
    earliest_end_on: date
    min_days: int
    day_kind: str
    place: str
    telephone: str
    people: tuple[PersonNoticed, ...]


def notice_sheet(notice_id: int, *, full: bool, on: date) -> NoticeSheet:
    """What hangs on the wall. `full` is not heeded: a notice is for everybody (clause 6.10)."""
    notice = PublicNotice.objects.get(pk=notice_id)
    offices = offices_of(notice.village_code)
    return NoticeSheet(
        notice.number, offices.village, offices.village_office, notice.posted_on, notice.earliest_end_on,
        notice.min_days, _DAY_KINDS.get(notice.day_kind, "日"), notice.place, notice.telephone, _listed(notice),
    )  # fmt: skip


def _listed(notice: PublicNotice) -> tuple[PersonNoticed, ...]:
    """The list as it was posted; of a notice that kept none, made again with the same masks."""
    kept = notice.snapshot.get("rows") if isinstance(notice.snapshot, dict) else None
    if kept:
        return tuple(
            PersonNoticed(
                row.get("name", ""),
                row.get("sex", ""),
                row.get("age", 0),
                row.get("village", ""),
                mask_numbers(row.get("id_number", "")),
                row.get("post", ""),
                row.get("duties", ""),
            )
            for row in kept
        )
    rows = list(
        notice.entries.select_related("application__round_post__post", "application__post").order_by(
            "application__number"
        )
    )
    someone = people_printed((row.application.person_id for row in rows), full=False)
    village = regions.names({notice.village_code}).get(notice.village_code, "")
    listed = []
    for row in rows:
        one, post = someone[row.application.person_id], post_of(row.application)
        listed.append(
            PersonNoticed(
                one.name, one.sex, one.age(notice.posted_on), village, one.id_number,
                getattr(post, "name", ""), getattr(post, "duties", ""),
            )
        )  # fmt: skip
    return tuple(listed)


@dataclass(frozen=True, slots=True)
class Trained:
    """A line of the sign-in of a training."""

    name: str
    village: str
    post: str
    signature: str
    remark: str


@dataclass(frozen=True, slots=True)
class TrainingSignIn:
    """岗前培训签到表."""

    round_number: str
    village_office: str
    subject: str
    held_on: date
    hours: Decimal
    place: str
    trainer: str
    people: tuple[Trained, ...]


def training_sign_in(training_id: int, *, full: bool, on: date) -> TrainingSignIn:
    """Who was trained in a session, by village and number."""
    record = TrainingRecord.objects.select_related("round").get(pk=training_id)
    rows = [
        stage.application
        for stage in CompletedStage.objects.filter(training=record)
        .select_related("application__round_post__post", "application__post")
        .order_by("application__village_code", "application__number")
    ]
    someone = people_printed((row.person_id for row in rows), full=False)
    where = villages(row.village_code or 0 for row in rows)
    return TrainingSignIn(
        record.round.number, offices_of(record.village_code).village_office, record.subject, record.held_on,
        Decimal(record.hours_tenths) / 10, record.place, record.trainer,
        tuple(
            Trained(
                someone[row.person_id].name, where[row.village_code or 0], getattr(post_of(row), "name", ""), "", ""
            )
            for row in rows
        ),
    )  # fmt: skip
