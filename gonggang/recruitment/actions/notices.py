"""Public notices: posted by the person's own village with a photograph, ended with another (clauses 6.7 to 6.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from gonggang.audit import actions as audit
from gonggang.casework.actions import NewFile
from gonggang.core.masks import mask
from gonggang.core.working_days import CalendarUnknown, working_days
from gonggang.people.queries import open_id_number
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.recruitment.actions.checks import check_day
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.actions.stages import StageBatch, finish
from gonggang.recruitment.files import keep_file
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import Application, NoticeEntry, Objection, PublicNotice, Review
from gonggang.recruitment.numbering import NOTICE, next_number
from gonggang.recruitment.rules import earliest_notice_end
from gonggang.regions import queries as regions

_TOWNSHIP: Final = 10**3
_SEX: Final = {"male": "男", "female": "女"}
DAY_KINDS: Final = {"working": "工作日", "calendar": "自然日"}


@dataclass(frozen=True, slots=True)
class Term:
    """How long a notice must hang. `why` is None where the parameters say so; else a person decided, with a reason."""

    min_days: int
    day_kind: str
    earliest_end_on: date
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """Days and kind that a person states where no parameter is in force, and why."""

    min_days: int
    day_kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A posting as the village states it: the real day, where, whom to tell, and the photograph of that day."""

    posted_on: date | None
    place: str
    telephone: str
    photo: NewFile | None
    decided: Decided | None = None


def term_of(village: int, posted_on: date, decided: Decided | None = None) -> Term | None:
    """How long a notice of a village posted on a day must hang; None where nobody has said and no one decides.

    Raises Refused where the calendar of that year is not known and working days are counted.
    """
    look_up = parameters().get
    try:
        days: int | None = limit(parameters(), "notice_min_days", region=village, on=posted_on)
        kind: str | None = look_up("notice_day_kind", region=village, on=posted_on)
        first_counts = look_up("notice_first_day_counts", region=village, on=posted_on)
        rest = look_up("notice_end_on_rest_day", region=village, on=posted_on)
    except OutsideForce:
        if decided is None:
            return None
        days, kind, first_counts, rest = decided.min_days, decided.day_kind, False, "keep"
    try:
        found = earliest_notice_end(posted_on, days, kind, first_counts, rest, working_days().is_working_day)
    except CalendarUnknown as unknown:
        raise Refused({"posted_on": str(unknown)}) from unknown
    if found.ends_on is None or days is None or kind is None:
        return None
    return Term(days, kind, found.ends_on, decided.why if decided else None)


def ready_for_notice(round_id: int, village_code: int, on: date | None = None) -> list[Application]:
    """Whom a village may post: the second review passed, nothing closed, not on a notice that still hangs or ended."""
    posted = NoticeEntry.objects.values("application_id")
    rows = Application.objects.filter(
        round=round_id,
        village_code=village_code,
        closing__isnull=True,
        reviews__level="second",
        reviews__passed=True,
        completed_stages__stage="democratic_appraisal",
    ).exclude(pk__in=posted)
    if on is not None:
        rows = rows.filter(reviews__level="second", reviews__passed=True, reviews__reviewed_on__lte=on)
    return list(
        rows.select_related("person", "round_post__post", "post").distinct().order_by("round_post", "pk")
    )


@transaction.atomic
def post(
    round_id: int,
    village_code: int,
    posting: Posting,
    *,
    officer: Any,
    applications: Sequence[int] | None = None,
) -> PublicNotice:
    """Post the masked list of a village; the clock starts at the real posting. Raises Refused with the clause."""
    problems: dict[str, str] = {}
    try:
        check_day(posting.posted_on, what="张贴", field="posted_on")
    except Refused as refused:
        problems |= refused.problems
    for name, what in (("place", "张贴地点"), ("telephone", "接收意见的电话")):
        if not getattr(posting, name).strip():
            problems[name] = f"没有写{what}（6.9、6.10）。"
    if posting.photo is None:
        problems["photo"] = "没有张贴当天的照片（6.10）。请拍照上传。"
    if problems:
        raise Refused(problems)
    posted_on = posting.posted_on
    assert posted_on is not None and posting.photo is not None
    those = ready_for_notice(round_id, village_code, posted_on)
    if applications is not None:
        those = [each for each in those if each.pk in set(applications)]
    if not those:
        raise Refused("没有可以公示的人：要复审已通过、评议已办结，日期不晚于张贴那一天（5.1、6.7）。")
    term = term_of(village_code, posted_on, posting.decided)
    if term is None:
        raise Refused({"min_days": "本地没有录入公示天数。请写明公示几天、怎么数，和这样定的理由（6.8）。"})
    reviews = {
        row.application_id: row.pk
        for row in Review.objects.filter(application__in=those, level="second", passed=True)
    }
    number = next_number(NOTICE, village_code, posted_on)
    notice = PublicNotice.objects.create(
        number=number, round_id=round_id, village_code=village_code, posted_on=posted_on, min_days=term.min_days,
        day_kind=term.day_kind, earliest_end_on=term.earliest_end_on, place=posting.place.strip()[:100],
        telephone=posting.telephone.strip()[:40], first_photo=keep_file(posting.photo, field="photo", photo=True),
        snapshot=_snapshot(village_code, number, those, posting, term), officer=officer,
    )  # fmt: skip
    NoticeEntry.objects.bulk_create(
        [NoticeEntry(notice=notice, application=each, review_id=reviews[each.pk]) for each in those]
    )
    audit.record(
        officer=officer,
        verb="recruitment.post_notice",
        subject=f"notice:{notice.pk}",
        region=village_code,
        detail={
            "number": number,
            "people": len(those),
            "on": posted_on.isoformat(),
            "until": term.earliest_end_on.isoformat(),
        },
    )
    return notice


def _snapshot(
    village: int, number: str, those: Sequence[Application], posting: Posting, term: Term
) -> dict[str, Any]:
    """The list as it hangs on the wall of the village, where neighbours must know of whom it speaks: with names.

    Never a category, a disability, an account or a whole number (6.10, X4); the board online masks the names too.
    """
    on = posting.posted_on
    assert on is not None
    names = regions.names({village, village // _TOWNSHIP * _TOWNSHIP})
    township = names.get(village // _TOWNSHIP * _TOWNSHIP, "")
    return {
        "number": number,
        "township": township,
        "village": names.get(village, ""),
        "posted_on": on.isoformat(),
        "earliest_end_on": term.earliest_end_on.isoformat(),
        "min_days": term.min_days,
        "day_kind": term.day_kind,
        "decided_why": term.why,
        "place": posting.place.strip()[:100],
        "telephone": posting.telephone.strip()[:40],
        "rows": [
            _row(serial, each, names.get(village, ""), on) for serial, each in enumerate(those, start=1)
        ],
    }


def _row(serial: int, each: Application, village: str, on: date) -> dict[str, Any]:
    post = each.round_post.post if each.round_post else each.post
    return {
        "serial": serial,
        "name": each.person.name,
        "sex": _SEX.get(each.person.sex, ""),
        "age": _age(each.person.birth_on, on),
        "village": village,
        "post": post.name if post else "",
        "duties": post.duties if post else "",
        "id_number": mask("id_number", open_id_number(each.person.id_sealed)),
    }


def _age(birth: date, on: date) -> int:
    had = (on.month, on.day) >= (birth.month, birth.day)
    return on.year - birth.year - (not had)


@dataclass(frozen=True, slots=True)
class Ended:
    """What the end of a notice came to: who has finished the stage, who was refused, who waits for an objection."""

    notice: PublicNotice
    batch: StageBatch
    waiting: tuple[int, ...]


@transaction.atomic
def end(notice_id: int, *, ended_on: date | None, photo: NewFile | None, officer: Any) -> Ended:
    """End a notice with the photograph of the last day, and finish the stage of all without an open objection.

    Those with one remain until it is settled (`finish_settled`). Raises Refused with the clause.
    """
    notice = PublicNotice.objects.select_for_update().get(pk=notice_id)
    if notice.ended_on is not None:
        raise Refused("这次公示已经结束。")
    problems: dict[str, str] = {}
    try:
        day = check_day(ended_on, what="公示结束", after=notice.posted_on, field="ended_on")
        if day < notice.earliest_end_on:
            kind = DAY_KINDS.get(notice.day_kind, notice.day_kind)
            problems["ended_on"] = (
                f"公示到 {notice.earliest_end_on} 才满 {notice.min_days} 个{kind}，不能提前结束（6.8）。"
            )
    except Refused as refused:
        problems |= refused.problems
    if photo is None:
        problems["photo"] = "没有末日的照片（6.10）。请拍照上传。"
    if problems:
        raise Refused(problems)
    assert ended_on is not None and photo is not None
    notice.ended_on, notice.last_photo = ended_on, keep_file(photo, field="photo", photo=True)
    notice.save(update_fields=["ended_on", "last_photo"])
    audit.record(
        officer=officer,
        verb="recruitment.end_notice",
        subject=f"notice:{notice.pk}",
        region=notice.village_code,
        detail={"number": notice.number, "on": ended_on.isoformat()},
    )
    return Ended(notice, *_finish_all(notice, officer))


@transaction.atomic
def finish_settled(notice_id: int, *, officer: Any) -> Ended:
    """Finish the stage of those whose objection has been rejected since the notice ended. Raises Refused."""
    notice = PublicNotice.objects.select_for_update().get(pk=notice_id)
    if notice.ended_on is None:
        raise Refused("公示还没有结束，不能办结审核公示（6.8）。")
    return Ended(notice, *_finish_all(notice, officer))


def _finish_all(notice: PublicNotice, officer: Any) -> tuple[StageBatch, tuple[int, ...]]:
    """Each is finished on the last day of the notice or on the day of the last result, whichever is later."""
    those = list(
        Application.objects.filter(notice_entries__notice=notice, closing__isnull=True)
        .exclude(completed_stages__stage="public_notice")
        .values_list("pk", flat=True)
    )
    objections: dict[int, list[Objection]] = {}
    for one in Objection.objects.filter(application__in=those):
        objections.setdefault(one.application_id, []).append(one)
    waiting: list[int] = []
    by_day: dict[date, list[int]] = {}
    ended = notice.ended_on
    assert ended is not None
    for key in those:
        own = objections.get(key, [])
        if any(each.result_published_on is None or each.upheld for each in own):
            waiting.append(key)
            continue
        settled = [each.result_published_on for each in own if each.result_published_on]
        by_day.setdefault(max([ended, *settled]), []).append(key)
    finished: list[int] = []
    refused: list[Any] = []
    for day, keys in sorted(by_day.items()):
        done = finish(
            keys, "public_notice", on=day, officer=officer, proofs=dict.fromkeys(keys, int(notice.pk))
        )
        finished += done.finished
        refused += done.refused
    return StageBatch(tuple(finished), tuple(refused)), tuple(waiting)
