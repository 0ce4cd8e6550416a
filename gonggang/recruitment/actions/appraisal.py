"""The democratic appraisal of a village: minutes kept as the meeting goes, closed once, then fixed (clause 6.7)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.casework.actions import NewFile
from gonggang.casework.rules.evidence import media_type
from gonggang.core.names import name_key
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.checks import check_day
from gonggang.recruitment.actions.notifications import notify_one
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, refusal_of
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.stages import StageBatch, finish
from gonggang.recruitment.files import keep_file
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import (
    AppraisalMeeting,
    AppraisalVote,
    MeetingMember,
    MeetingPhoto,
    Round,
)
from gonggang.recruitment.queries.appraisal import interests, waiting
from gonggang.recruitment.rules.appraisal import share_reached, voters

PHOTO_KINDS: Final = {"photo": "会议照片", "sheet": "签到签字表"}
_NAME_MAX: Final = 60
_PEOPLE_MAX: Final = 2000


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody due at the meeting. `withdrew_for` is the application in which the member has an interest."""

    name: str
    capacity: str = ""
    present: bool = True
    signed: bool = False
    withdrew_for: int | None = None
    withdrew_why: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """The votes on one applicant. `passed` counts only where no share of votes is in force for the region."""

    application_id: int
    in_favour: int
    against: int
    abstaining: int
    rank: int | None = None
    passed: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the village writes down. `decided_why` is for whatever no parameter decides."""

    held_on: date | None
    begins_at: time | None
    place: str
    chair: str
    recorder: str
    due: int | None
    present: int | None
    members: Sequence[Member] = ()
    votes: Sequence[Vote] = ()
    opinion: str = ""
    decided_why: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of the region on the day, in percent; None where nobody has entered one."""

    quorum: int | None
    needed: int | None


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing the minutes did: who passed the stage, who did not pass the vote and was to be told."""

    meeting: AppraisalMeeting
    batch: StageBatch
    told: tuple[int, ...]


def shares(village_code: int, on: date) -> Shares:
    """What the parameters ask of a meeting in a village on a day."""
    return Shares(
        _or_none("appraisal_quorum_percent", village_code, on),
        _or_none("appraisal_pass_percent", village_code, on),
    )


def _or_none(name: str, region: int, on: date) -> int | None:
    try:
        found: int = limit(parameters(), name, region=region, on=on)
    except OutsideForce:
        return None
    return found


@transaction.atomic
def save_minutes(
    round_id: int,
    village_code: int,
    minutes: Minutes,
    *,
    officer: Any,
    meeting_id: int | None = None,
    version: int | None = None,
) -> AppraisalMeeting:
    """Keep the minutes as far as they are written; they may still change. Raises Refused by field, ChangedMeanwhile.

    `version` is that of the minutes when they were read.
    """
    there = Round.objects.get(pk=round_id)
    if there.published_on is None or there.withdrawn_on is not None:
        raise Refused("公告没有发布或已撤回，不能开评议会（6.1）。")
    meeting = _meeting(meeting_id, version)
    _check(minutes, there, village_code)
    asked = shares(village_code, minutes.held_on)  # type: ignore[arg-type]
    values = {
        "held_on": minutes.held_on,
        "begins_at": minutes.begins_at,
        "place": minutes.place.strip(),
        "chair": minutes.chair.strip(),
        "recorder": minutes.recorder.strip(),
        "due": minutes.due,
        "present": minutes.present,
        "opinion": minutes.opinion.strip(),
        "decided_why": minutes.decided_why.strip(),
        "quorum_percent": asked.quorum,
        "pass_percent": asked.needed,
        "officer": officer,
    }
    if meeting is None:
        meeting = AppraisalMeeting.objects.create(round=there, village_code=village_code, version=1, **values)
    else:
        meeting.version += 1
        for name, value in values.items():
            setattr(meeting, name, value)
        meeting.save()
    _keep_members(meeting, minutes.members)
    _keep_votes(meeting, minutes, asked)
    audit.record(
        officer=officer, verb="recruitment.save_minutes", subject=f"meeting:{meeting.pk}", region=village_code,
        detail={"on": str(meeting.held_on), "members": len(minutes.members), "votes": len(minutes.votes)},
    )  # fmt: skip
    return meeting


def _meeting(meeting_id: int | None, version: int | None) -> AppraisalMeeting | None:
    if meeting_id is None:
        return None
    meeting = AppraisalMeeting.objects.select_for_update().get(pk=meeting_id)
    if meeting.closed_at is not None:
        raise Refused("评议会记录已经形成，不能改（6.7）。")
    if version is not None and version != meeting.version:
        raise ChangedMeanwhile
    return meeting


def _check(minutes: Minutes, there: Round, village_code: int) -> None:
    problems: dict[str, str] = {}
    try:
        check_day(minutes.held_on, what="评议会", after=there.published_on, field="held_on")
    except Refused as refused:
        problems |= refused.problems
    for field, what in (("place", "会议地点"), ("chair", "主持人"), ("recorder", "记录人")):
        if not getattr(minutes, field).strip():
            problems[field] = f"没有写{what}（6.7）。"
    if minutes.due is None or not 1 <= minutes.due <= _PEOPLE_MAX:
        problems["due"] = f"应到人数要是 1 到 {_PEOPLE_MAX} 的整数（6.7）。"
    elif minutes.present is None or not 0 <= minutes.present <= minutes.due:
        problems["present"] = f"实到人数要在 0 和应到的 {minutes.due} 之间（6.7）。"
    problems |= _check_members(minutes, village_code, there.pk) | _check_votes(minutes)
    if problems:
        raise Refused(problems)


def _check_members(minutes: Minutes, village_code: int, round_id: int) -> dict[str, str]:
    seen = Counter((member.name.strip(), member.capacity.strip()) for member in minutes.members)
    twice = next((name for (name, _), count in seen.items() if count > 1), None)
    if twice is not None:
        return {"members": f"“{twice}”写了两次。同名的请在身份里写明区别。"}
    if any(not 0 < len(member.name.strip()) <= _NAME_MAX for member in minutes.members):
        return {"members": "参会人员每行写一个人，姓名在前。"}
    if minutes.due is not None and len(minutes.members) > minutes.due:
        return {"members": f"参会人员写了 {len(minutes.members)} 人，多于应到的 {minutes.due} 人。"}
    wanted = {member.withdrew_for for member in minutes.members if member.withdrew_for is not None}
    there = {row.pk for row in waiting(round_id, village_code)}
    if wanted - there:
        return {"members": "有人回避的报名不在这次评议里。请刷新后再选。"}
    if any(m.withdrew_for is not None and not m.withdrew_why.strip() for m in minutes.members):
        return {"members": "回避的人要写明与报名人的关系（6.7）。"}
    return {}


def _check_votes(minutes: Minutes) -> dict[str, str]:
    problems: dict[str, str] = {}
    away = _withdrawn(minutes.members)
    for vote in minutes.votes:
        field = f"vote-{vote.application_id}"
        if min(vote.in_favour, vote.against, vote.abstaining) < 0:
            problems[field] = "票数不能是负数（6.7）。"
            continue
        voting = max((minutes.present or 0) - away[vote.application_id], 0)
        if vote.in_favour + vote.against + vote.abstaining != voting:
            problems[field] = (
                f"同意、反对、弃权合计 {vote.in_favour + vote.against + vote.abstaining} 票，"
                f"参加表决的是 {voting} 人（实到减回避），两数要相等（6.7）。"
            )
    ranks = Counter(vote.rank for vote in minutes.votes if vote.rank is not None)
    if any(rank < 1 for rank in ranks):
        problems["ranks"] = "评议名次从 1 起写。"
    return problems


def _withdrawn(members: Sequence[Any]) -> Counter[int]:
    """How many of those present withdrew, by application."""
    found: Counter[int] = Counter()
    for member in members:
        wanted = getattr(member, "withdrew_for_id", None) or (
            member.withdrew_for if isinstance(member, Member) else None
        )
        if member.present and wanted is not None:
            found[wanted] += 1
    return found


def _keep_members(meeting: AppraisalMeeting, members: Sequence[Member]) -> None:
    MeetingMember.objects.filter(meeting=meeting).delete()
    MeetingMember.objects.bulk_create(
        [
            MeetingMember(
                meeting=meeting, name=member.name.strip(), capacity=member.capacity.strip()[:_NAME_MAX],
                present=member.present, signed=member.signed and member.present,
                withdrew_for_id=member.withdrew_for, withdrew_why=member.withdrew_why.strip()[:200],
            )
            for member in members
        ]
    )  # fmt: skip


def _keep_votes(meeting: AppraisalMeeting, minutes: Minutes, asked: Shares) -> None:
    there = {row.pk for row in waiting(meeting.round_id, meeting.village_code)}
    AppraisalVote.objects.filter(meeting=meeting).delete()
    away = _withdrawn(minutes.members)
    rows = []
    for vote in minutes.votes:
        if vote.application_id not in there:
            raise Refused("有一份报名不在等待评议的名单里，可能已经评议过。请刷新后再填。")
        voting = voters(meeting.present, away[vote.application_id])
        verdict = share_reached(vote.in_favour, voting, asked.needed).verdict
        rows.append(
            AppraisalVote(
                meeting=meeting, application_id=vote.application_id, voting=voting, in_favour=vote.in_favour,
                against=vote.against, abstaining=vote.abstaining, rank=vote.rank,
                passed=vote.passed if verdict == "to_verify" else verdict == "yes",
                remark=vote.remark.strip()[:200],
            )
        )  # fmt: skip
    AppraisalVote.objects.bulk_create(rows)


@transaction.atomic
def add_photo(meeting_id: int, kind: str, file: NewFile, *, officer: Any) -> MeetingPhoto:
    """Keep a photograph of the meeting or the signed sheet; before the minutes are closed. Raises Refused."""
    if kind not in PHOTO_KINDS:
        raise Refused({"kind": "没有选是照片还是签字表。"})
    meeting = _meeting(meeting_id, None)
    assert meeting is not None
    digest = keep_file(file, field="file", photo=kind == "photo")
    photo = MeetingPhoto.objects.create(
        meeting=meeting, kind=kind, file_name=file.name[-120:], digest=digest, size=file.size,
        media_type=media_type(file.name) or "", officer=officer,
    )  # fmt: skip
    audit.record(
        officer=officer, verb="recruitment.meeting_photo", subject=f"meeting:{meeting.pk}",
        region=meeting.village_code, detail={"kind": PHOTO_KINDS[kind], "digest": digest},
    )  # fmt: skip
    return photo


@transaction.atomic
def close_minutes(meeting_id: int, *, officer: Any, version: int | None = None) -> Closed:
    """Close the minutes: whoever passed has finished the stage, whoever did not gets a notification. All or nothing.

    Raises Refused for what is missing; ChangedMeanwhile.
    """
    meeting = _meeting(meeting_id, version)
    assert meeting is not None
    members = list(MeetingMember.objects.filter(meeting=meeting))
    votes = list(AppraisalVote.objects.filter(meeting=meeting).select_related("application"))
    problems = _not_ready(meeting, members, votes)
    if problems:
        raise Refused(problems)
    meeting.closed_at, meeting.officer = timezone.now(), officer
    meeting.version += 1
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise Refused(refusal_of(error)) from error
    # Numbers of notifications are taken before the audit's chain is, as everywhere: else two could block each other.
    told = [vote for vote in votes if not vote.passed]
    for vote in told:
        notify_one(
            vote.application_id, "appraisal", reason=_why_not(vote, meeting), on=timezone.localdate(), officer=officer
        )  # fmt: skip
    passed = {vote.application_id: vote.pk for vote in votes if vote.passed}
    batch = finish(
        list(passed), "democratic_appraisal", on=meeting.held_on, officer=officer, proofs=passed,
        all_or_nothing=True,
    ) if passed else StageBatch((), ())  # fmt: skip
    if batch.refused:
        raise Refused({f"vote-{each.application_id}": each.sentence for each in batch.refused})
    audit.record(
        officer=officer, verb="recruitment.close_minutes", subject=f"meeting:{meeting.pk}",
        region=meeting.village_code,
        detail={"on": str(meeting.held_on), "passed": len(passed), "not_passed": len(told)},
    )  # fmt: skip
    return Closed(meeting, batch, tuple(vote.application_id for vote in told))


def _why_not(vote: AppraisalVote, meeting: AppraisalMeeting) -> str:
    share = f"，通过要求为 {meeting.pass_percent}%" if meeting.pass_percent is not None else ""
    return (
        f"{meeting.held_on} 村（社区）民主评议，参加表决 {vote.voting} 人，同意 {vote.in_favour} 票、"
        f"反对 {vote.against} 票、弃权 {vote.abstaining} 票{share}，没有通过。"
    )


def _not_ready(
    meeting: AppraisalMeeting, members: Sequence[MeetingMember], votes: Sequence[AppraisalVote]
) -> dict[str, str]:
    """What is still missing before the minutes can be closed, by field."""
    problems: dict[str, str] = {}
    there = sum(member.present for member in members)
    if there != meeting.present:
        problems["members"] = f"名单上到会 {there} 人，实到填的是 {meeting.present} 人，两数要相等（6.7）。"
    elif any(member.present and not member.signed for member in members):
        problems["members"] = "到会的人还没有全部签名（6.7）。"
    if not votes:
        problems["votes"] = "还没有填任何人的票数（6.7）。"
    quorum = share_reached(meeting.present, meeting.due, meeting.quorum_percent)
    if quorum.verdict == "no":
        problems["present"] = (
            f"应到 {meeting.due} 人，实到 {meeting.present} 人，不足 {meeting.quorum_percent}%"
            f"（至少 {quorum.needed} 人），这次评议不算数（6.7）。"
        )
    if None in (meeting.quorum_percent, meeting.pass_percent) and not meeting.decided_why:
        problems["decided_why"] = "本地没有录入到会或通过的比例，要写明由谁按什么认定有效和通过（6.7）。"
    kinds = set(MeetingPhoto.objects.filter(meeting=meeting).values_list("kind", flat=True))
    for kind, label in PHOTO_KINDS.items():
        if kind not in kinds:
            problems[kind] = f"还没有上传{label}（6.7）。"
    away = _withdrawn(members)
    for vote in votes:
        if vote.voting != max(meeting.present - away[vote.application_id], 0):
            problems[f"vote-{vote.application_id}"] = (
                "回避或实到的人数变了，请核对这个人的票数后再存（6.7）。"
            )
    return problems | _should_withdraw(meeting, members)


def _should_withdraw(meeting: AppraisalMeeting, members: Sequence[MeetingMember]) -> dict[str, str]:
    """A candidate, or a relative whom one declared, is present and has not withdrawn."""
    found: Mapping[str, list[Any]] = interests(meeting.round_id, meeting.village_code)
    open_ones: dict[str, list[str]] = defaultdict(list)
    for member in members:
        if not member.present or member.withdrew_for_id is not None:
            continue
        for interest in found.get(name_key(member.name), ()):
            open_ones[member.name].append(f"{interest.applicant}的{interest.relation}")
    if not open_ones:
        return {}
    names = "；".join(f"{name}（{'、'.join(whose)}）" for name, whose in sorted(open_ones.items()))
    return {"members": f"这些人与报名人有利害关系，要登记回避或改为不参加：{names}（6.7）。"}
