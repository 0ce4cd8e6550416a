"""Writes on rounds: draw up, change while a draft, publish, withdraw with a reason, repeat (clause 6.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.posts import actions as posts
from gonggang.posts.queries import places_of
from gonggang.recruitment.actions.closings import close
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, RecruitmentRefused, refusal_of
from gonggang.recruitment.limits import limit
from gonggang.recruitment.models import Application, CompletedStage, Notification, Round, RoundPost
from gonggang.recruitment.numbering import NOTIFICATION, next_number
from gonggang.recruitment.queries.rounds import places_promised
from gonggang.regions.rules import COUNTY, enclosing, level_of, territory

ROUND: Final = "ZP"
_TITLE_MAX: Final = 120
_REASON_MAX: Final = 200
_APPEAL: Final = "对撤回有意见的，可以向发布公告的单位书面反映，或向县级人力资源社会保障部门反映。"
TEMPLATE: Final = (
    "为帮助就业困难人员就业，现面向本辖区公开招募城乡公益性岗位人员。岗位、名额和要求见下表。\n"
    "报名人员持居民身份证、户口簿和人员类别证明，到户籍或居住地村（社区）报名，如实说明有无亲属是公职人员"
    "或村（社区）干部，并签字承诺。\n"
    "报名以后依次进行民主评议、审核公示、县级审批、协议签订、岗前培训和安排上岗。同一群体中年龄大的、认定登记早的、"
    "低保家庭或零就业家庭成员优先。"
)


@dataclass(frozen=True, slots=True)
class PostOffer:
    """A post in a round with the places offered there."""

    post_id: int
    places: int
    requirements: str = ""


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """What an announcement says. Both days of application are inside."""

    title: str
    region_code: int
    applications_begin_on: date
    applications_end_on: date
    posts: tuple[PostOffer, ...]
    intro: str = TEMPLATE
    contact: str = ""
    telephone: str = ""
    channels: str = ""


@transaction.atomic
def draw_up(
    draft: RoundDraft, *, officer: Any, repeats: int | None = None, today: date | None = None
) -> Round:
    """Draw up a round; its number has no gap. Raises RecruitmentRefused by field."""
    today = today or timezone.localdate()
    _check(draft, today, officer)
    made = Round(
        number=next_number(ROUND, enclosing(draft.region_code, COUNTY), today),
        region_code=draft.region_code, village_code=draft.region_code, repeats_id=repeats, **_words(draft),
    )  # fmt: skip
    made.save()
    _offer(made, draft)
    _record(made, draft, "recruitment.draw_up", officer)
    return made


@transaction.atomic
def edit(round_id: int, draft: RoundDraft, *, version: int, officer: Any, today: date | None = None) -> Round:
    """Change a draft. Raises ChangedMeanwhile when somebody else did, RecruitmentRefused once it is published."""
    there = _locked(round_id, version)
    if there.published_on is not None or there.withdrawn_on is not None:
        raise RecruitmentRefused("已发布或撤回的公告不能改，只能写明理由撤回再发（6.1）。")
    _check(draft, today or timezone.localdate(), officer)
    for name, value in _words(draft).items():
        setattr(there, name, value)
    there.version += 1
    there.save()
    there.posts.all().delete()
    _offer(there, draft)
    _record(there, draft, "recruitment.edit_round", officer)
    return there


@transaction.atomic
def publish(round_id: int, *, on: date, version: int, officer: Any, today: date | None = None) -> Round:
    """Publish a round on a day; posts, places and days stand from now on.

    Raises RecruitmentRefused when the days are too few, or a post has fewer free places than are offered.
    """
    today = today or timezone.localdate()
    there = _locked(round_id, version)
    if there.published_on is not None or there.withdrawn_on is not None:
        raise RecruitmentRefused("这份公告已经发布或撤回。")
    if on > today:
        raise RecruitmentRefused({"on": f"发布日期 {on} 还没有到，要填实际发布的那一天（6.2）。"})
    if on > there.applications_begin_on:
        raise RecruitmentRefused(
            {"on": f"发布日期 {on} 晚于报名开始 {there.applications_begin_on}（6.1）。请先改报名日期。"}
        )
    _days_enough(there, on)
    wanted = dict(there.posts.values_list("post_id", "places"))
    if not wanted:
        raise RecruitmentRefused("公告里还没有岗位，不能发布（6.1）。")
    problems = _too_many(wanted, posts.lock_free_places(sorted(wanted), officer=officer), today, there.pk)
    if problems:
        raise RecruitmentRefused("；".join(problems.values()))
    there.published_on, there.published_by, there.version = on, officer, there.version + 1
    try:
        with transaction.atomic():
            there.save(update_fields=["published_on", "published_by", "version"])
    except IntegrityError as error:
        raise RecruitmentRefused(refusal_of(error)) from error
    audit.record(
        officer=officer, verb="recruitment.publish", subject=f"round:{there.pk}", region=there.region_code,
        detail={"number": there.number, "on": str(on)},
    )  # fmt: skip
    return there


@transaction.atomic
def withdraw(
    round_id: int, *, on: date, reason: str, version: int, officer: Any, today: date | None = None
) -> int:
    """Withdraw a round with a reason; every application still open is told and closed. Returns how many."""
    today = today or timezone.localdate()
    there = _locked(round_id, version)
    reason = " ".join(reason.split())[:_REASON_MAX]
    if there.withdrawn_on is not None:
        raise RecruitmentRefused("这份公告已经撤回。")
    if not reason:
        raise RecruitmentRefused({"reason": "撤回的理由没有写。请写明为什么撤回，报名的人会看到。"})
    if on > today or (there.published_on and on < there.published_on):
        raise RecruitmentRefused({"on": f"撤回日期 {on} 不对：要在发布以后，不能晚于今天。"})
    there.withdrawn_on, there.withdrawn_why, there.version = on, reason, there.version + 1
    there.save(update_fields=["withdrawn_on", "withdrawn_why", "version"])
    started = CompletedStage.objects.filter(stage="onboarding").values("application_id")
    rows = Application.objects.filter(round=there, closing__isnull=True).exclude(pk__in=started)
    closed = 0
    for application in rows.select_related(None).order_by("pk"):
        Notification.objects.create(
            application=application, kind="round_withdrawn", reason=f"公告撤回：{reason}", appeal=_APPEAL,
            number=next_number(NOTIFICATION, enclosing(application.village_code or 0, COUNTY), on),
            issued_on=on, officer=officer,
        )  # fmt: skip
        close(
            application.pk, "round_withdrawn", on=max(on, application.applied_on or on), officer=officer,
            reason=reason, today=today,
        )  # fmt: skip
        closed += 1
    audit.record(
        officer=officer, verb="recruitment.withdraw", subject=f"round:{there.pk}", region=there.region_code,
        detail={"number": there.number, "on": str(on), "reason": reason, "closed": closed},
    )  # fmt: skip
    return closed


def repeat_of(there: Round, *, today: date) -> RoundDraft:
    """The draft of a round that repeats an earlier one: its words and posts, with the places still to be had."""
    offers = {each.post_id: each for each in there.posts.all()}
    free = places_of(offers)
    promised = places_promised(offers, today)
    left = {pk: max((free.get(pk) or 0) - promised.get(pk, 0), 0) for pk in offers}
    length = there.applications_end_on - there.applications_begin_on
    begins = today + timedelta(days=1)
    return RoundDraft(
        title=there.title, region_code=there.region_code, applications_begin_on=begins,
        applications_end_on=begins + length, intro=there.intro, contact=there.contact,
        telephone=there.telephone, channels=there.channels,
        posts=tuple(
            PostOffer(pk, min(left[pk], each.places), each.requirements)
            for pk, each in offers.items()
            if left[pk]
        ),
    )  # fmt: skip


def _locked(round_id: int, version: int) -> Round:
    there = Round.objects.select_for_update().filter(pk=round_id).first()
    if there is None:
        raise RecruitmentRefused("没有这份公告。")
    if there.version != version:
        raise ChangedMeanwhile
    return there


def _words(draft: RoundDraft) -> dict[str, Any]:
    return {
        "title": " ".join(draft.title.split())[:_TITLE_MAX],
        "intro": draft.intro.replace("\0", "").strip(),
        "applications_begin_on": draft.applications_begin_on,
        "applications_end_on": draft.applications_end_on,
        "contact": draft.contact.strip()[:60],
        "telephone": draft.telephone.strip()[:40],
        "channels": draft.channels.strip()[:200],
    }


def _check(draft: RoundDraft, today: date, officer: Any) -> None:
    problems: dict[str, str] = {}
    if not draft.title.strip():
        problems["title"] = "公告的题目没有写。"
    if level_of(draft.region_code) not in (COUNTY, COUNTY + 1, COUNTY + 2):
        problems["region"] = "公告由县（市、区）或乡镇（街道）发布。请先选定所站的地方。"
    if draft.applications_end_on < draft.applications_begin_on:
        problems["ends"] = (
            f"报名截止 {draft.applications_end_on} 早于报名开始 {draft.applications_begin_on}。"
        )
    if not draft.posts:
        problems["posts"] = "没有选岗位。请至少为一个岗位填名额。"
    twice = [post for post, times in Counter(each.post_id for each in draft.posts).items() if times > 1]
    if twice:
        problems["posts"] = "同一个岗位写了两次。"
    low, high = territory(draft.region_code)
    free = places_of([each.post_id for each in draft.posts], low=low, high=high)
    if any(each.post_id not in free for each in draft.posts):
        problems["posts"] = "有的岗位不在发布单位的辖区。"
    elif not problems:
        problems |= _too_many({each.post_id: each.places for each in draft.posts}, free, today, None)
    if problems:
        raise RecruitmentRefused(problems)


def _too_many(
    wanted: Mapping[int, int], free: Mapping[int, int | None], today: date, round_id: int | None
) -> dict[str, str]:
    """The posts that offer more places than are free and not promised by other open rounds (clauses 3.4, 6.1)."""
    promised = places_promised(wanted, today, but_not=round_id)
    problems = {}
    for post, places in wanted.items():
        field, there = f"places_{post}", free.get(post)
        if there is None:
            problems[field] = "岗位没有核定名额，不能拿出来招募（3.4）。请先在岗位台账里填名额。"
        elif places < 1:
            problems[field] = "名额至少是 1。"
        elif places > there - promised.get(post, 0):
            rest = max(there - promised.get(post, 0), 0)
            problems[field] = (
                f"名额填 {places}，空名额 {there} 个，其他公告已拿出 {promised.get(post, 0)} 个，最多填 {rest}（3.4）。"
            )
    return problems


def _days_enough(there: Round, on: date) -> None:
    try:
        least: int = limit(parameters(), "announcement_days_min", region=there.region_code, on=on)
    except OutsideForce:
        return  # nobody has set how many days it takes: nothing is checked
    days = (there.applications_end_on - on).days
    if days < least:
        raise RecruitmentRefused(
            {"on": f"从发布到报名截止只有 {days} 天，本地要求至少 {least} 天（6.1）。请改报名截止日期。"}
        )


def _offer(made: Round, draft: RoundDraft) -> None:
    RoundPost.objects.bulk_create(
        RoundPost(
            round=made, post_id=each.post_id, places=each.places, requirements=each.requirements.strip()[:400]
        )
        for each in draft.posts
    )


def _record(made: Round, draft: RoundDraft, verb: str, officer: Any) -> None:
    audit.record(
        officer=officer, verb=verb, subject=f"round:{made.pk}", region=made.region_code,
        detail={
            "number": made.number, "posts": len(draft.posts), "places": sum(each.places for each in draft.posts),
        },
    )  # fmt: skip
