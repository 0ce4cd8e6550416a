"""Choosing for a post: the draw among those who tie, the ranking as frozen, who is chosen and why (8.2 to 8.4)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.core.masks import mask
from gonggang.recruitment.actions.checks import RowResult, check_text
from gonggang.recruitment.actions.notifications import notify_one
from gonggang.recruitment.actions.refusals import ChangedMeanwhile, refusal_of
from gonggang.recruitment.actions.refusals import RecruitmentRefused as Refused
from gonggang.recruitment.models import (
    Draw,
    Notification,
    RankedApplication,
    Ranking,
    RoundPost,
)
from gonggang.recruitment.queries.ranking import Field, Row, field_of
from gonggang.recruitment.rules.choosing import Choice, Departure, comes_first, judge_choice
from gonggang.recruitment.rules.draw import drawn_order, seed_from

_REASON_MAX: Final = 400
_RANDOM_BYTES: Final = 32
_PROBLEMS: Final = {
    "too_many": "选的人或分给各组的名额超过了还空着的名额，或一组选的人多于分给它的名额。请改少些（3.4）。",
    "held": "有异议没有了结的人不能选，结果公布以后再定（6.9）。",
    "unknown": "有人已不在候选名单里，可能已办结。请刷新后再选。",
    "nobody": "一个人都没有选。请先选人。",
}
# What a departure is called when its reason is missing.
WHY_NEEDED: Final = {
    "beyond": "排在后面而入选，要写理由（8.4）",
    "passed_over": "排在前面而没有入选，要写理由（8.4）",
    "unranked": "有一项不清楚、不能排序，选或不选都要写理由（8.3）",
    "not_priority": "不在优先组，而优先组还有人没有入选，要写理由（8.2）",
    "priority_left": "在优先组而没有入选，却选了其他人员，要写不合岗的理由（8.2）",
}
_EXHAUSTED: Final = "优先组名单已用尽"


def _locked(round_post_id: int) -> RoundPost:
    """The post of the round, held until the transaction ends: rankings and draws of one post follow each other."""
    rows = RoundPost.objects.select_for_update(of=("self",)).select_related("round", "post")
    return rows.get(pk=round_post_id)


@transaction.atomic
def publish_seed(round_post_id: int, *, officer: Any) -> list[Draw]:
    """Make and publish a seed for every tie of a post that has none: from then on the outcome is fixed (clause 8.3).

    Each seed comes from the audit record that names the members, and from randomness of our own. Raises Refused when
    nobody ties.
    """
    field = field_of(_locked(round_post_id))
    waiting = {frozenset(draw.members) for draw in Draw.objects.filter(round_post=round_post_id)}
    made = []
    for group in field.groups:
        for tie in group.ties:
            members = sorted(row.application.number or "" for row in tie)
            if frozenset(members) in waiting:
                continue
            said = audit.record(
                officer=officer, verb="recruitment.draw_members", subject=f"round_post:{round_post_id}",
                region=field.round_post.post.village_code, detail={"members": members},
            )  # fmt: skip
            seed = seed_from(bytes(said.seal), secrets.token_bytes(_RANDOM_BYTES))
            made.append(_store_draw(field.round_post, seed, members, officer))
    if not made:
        raise Refused("这个岗位没有要抽签的并列，或种子已经公布。")
    for draw in made:
        audit.record(
            officer=officer, verb="recruitment.publish_seed", subject=f"round_post:{round_post_id}",
            region=field.round_post.post.village_code, detail={"seed": draw.seed, "members": draw.members},
        )  # fmt: skip
    return made


def _store_draw(round_post: RoundPost, seed: str, members: list[str], officer: Any) -> Draw:
    try:
        with transaction.atomic():
            return Draw.objects.create(
                round_post=round_post, seed=seed, seed_published_at=timezone.now(), members=members,
                officer=officer,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(refusal_of(error)) from error


@transaction.atomic
def draw_lots(draw_id: int, *, witnesses: str, officer: Any) -> Draw:
    """Carry out a draw whose seed was published: the order follows from seed and members alone. Raises Refused."""
    witnesses = check_text(witnesses, field="witnesses", what="见证人", longest=200)
    draw = Draw.objects.select_for_update(of=("self",)).select_related("round_post__post").get(pk=draw_id)
    if draw.drawn_at is not None:
        raise Refused("这次抽签已经办过，抽过的签不能重抽（8.3）。")
    draw.drawn_at, draw.witnesses, draw.officer = timezone.now(), witnesses, officer
    draw.order = drawn_order(draw.seed, draw.members)
    draw.save()
    audit.record(
        officer=officer, verb="recruitment.draw", subject=f"round_post:{draw.round_post_id}",
        region=draw.round_post.post.village_code, detail={"order": draw.order, "witnesses": witnesses},
    )  # fmt: skip
    return draw


@transaction.atomic
def freeze(
    round_post_id: int,
    *,
    allotted: Mapping[str, int],
    chosen: Collection[int],
    reasons: Mapping[int, str],
    seen: str,
    officer: Any,
) -> Ranking:
    """Freeze the ranking of a post with whoever is chosen; `allotted` gives each group its places (clauses 8.2 to 8.4).

    `seen` is the seal of what the officer saw. Every outcome that departs from the ranking needs a reason and goes to
    the spot check. Raises Refused by field (`reason-<application>`), ChangedMeanwhile.
    """
    round_post = _locked(round_post_id)
    if round_post.round.withdrawn_on is not None:
        raise Refused("公告已撤回，不能定人选。")
    field = field_of(round_post)
    if field.seal != seen:
        raise ChangedMeanwhile
    if any(places < 0 for places in allotted.values()):
        raise Refused(_PROBLEMS["too_many"])
    choice = judge_choice(
        [row.standing() for row in field.rows], allotted, {str(key) for key in chosen}, field.left
    )
    written = {key: text.strip() for key, text in reasons.items() if text.strip()}
    _refuse(field, choice, written)
    try:
        with transaction.atomic():
            ranking = Ranking.objects.create(
                round_post=round_post, number=Ranking.objects.filter(round_post=round_post).count() + 1,
                allotted=dict(allotted), not_yet=[each.number for each in field.not_yet], officer=officer,
            )  # fmt: skip
            RankedApplication.objects.bulk_create(
                [_entry(ranking, row, set(chosen), choice.departures, written) for row in field.rows]
            )
    except IntegrityError as error:
        raise Refused(refusal_of(error)) from error
    _record(ranking, field, choice, chosen, officer)
    return ranking


def _refuse(field: Field, choice: Choice, written: Mapping[int, str]) -> None:
    if choice.problem is not None:
        raise Refused(_PROBLEMS[choice.problem])
    names = {row.key: mask("name", row.application.person.name) for row in field.rows}
    if choice.undecided:
        tied = "、".join(names[key] for tie in choice.undecided for key in tie)
        raise Refused(f"{tied} 三项全同，名额在他们之间分界，要先抽签（8.3）。")
    missing = {
        f"reason-{key}": f"{names[key]}：{WHY_NEEDED[departure.kind]}。"
        for key, departure in choice.departures.items()
        if int(key) not in written
    }
    too_long = {
        f"reason-{key}": f"理由最多 {_REASON_MAX} 个字。"
        for key, text in written.items()
        if len(text) > _REASON_MAX
    }
    if missing or too_long:
        raise Refused(missing | too_long)


def _entry(
    ranking: Ranking,
    row: Row,
    chosen: set[int],
    departures: Mapping[str, Departure],
    written: Mapping[int, str],
) -> RankedApplication:
    departure = departures.get(row.key)
    is_chosen = row.application.pk in chosen
    reason = written.get(row.application.pk, "") if departure else ""
    if is_chosen and not comes_first(row.group) and not reason:
        # The clause wants a reason for whoever is not of a priority group, even when none of those is left.
        reason = _EXHAUSTED
    return RankedApplication(
        ranking=ranking, application=row.application, group=row.group, priority=row.priority,
        birth_on=row.birth, recognised_on=row.recognised_on, favoured_family=row.favoured, rank=row.rank,
        draw=row.draw, chosen=is_chosen, out_of_order=departure is not None,
        departure=departure.kind if departure else "", held=row.held, reason=reason,
        explanation=row.explanation.sentence if row.explanation else "",
    )  # fmt: skip


def _record(ranking: Ranking, field: Field, choice: Choice, chosen: Collection[int], officer: Any) -> None:
    region = field.round_post.post.village_code
    audit.record(
        officer=officer, verb="recruitment.rank", subject=f"round_post:{field.round_post.pk}", region=region,
        detail={
            "number": ranking.number, "candidates": len(field.rows), "chosen": len(set(chosen)),
            "out_of_order": len(choice.departures),
        },
    )  # fmt: skip
    audit.record_many(
        officer=officer,
        verb="recruitment.ranked",
        region=region,
        entries=[
            audit.Entry(
                f"application:{row.application.pk}",
                {"rank": row.rank, "outcome": "入选" if row.application.pk in set(chosen) else "未入选"},
            )
            for row in field.rows
        ],
    )


@transaction.atomic
def notify_not_chosen(round_post_id: int, *, on: date, officer: Any) -> list[RowResult]:
    """Tell everybody who stood in a frozen ranking of a post and was not chosen, each once; a result per person.

    Whoever waits for the result of an objection is not told yet. Raises Refused before anything is frozen.
    """
    round_post = _locked(round_post_id)
    if not Ranking.objects.filter(round_post=round_post).exists():
        raise Refused("还没有定人选，不能告知未入选。")
    told = set(
        Notification.objects.filter(application__round_post=round_post, kind="not_chosen").values_list(
            "application_id", flat=True
        )
    )
    entries = RankedApplication.objects.filter(ranking__round_post=round_post).order_by("ranking__number")
    ranked = {entry.application_id: entry for entry in entries}
    results = []
    for row in field_of(round_post).rows:
        key = row.application.pk
        if key in told or key not in ranked or row.held:
            continue
        try:
            notify_one(key, "not_chosen", reason=_told_why(ranked[key], round_post), on=on, officer=officer)
        except Refused as refused:
            results.append(RowResult(key, str(refused)))
        else:
            results.append(RowResult(key, None))
    return results


def _told_why(entry: RankedApplication, round_post: RoundPost) -> str:
    """What the person reads: the rank as frozen and its reason, and why somebody was passed over."""
    rank = f"您在本组排第 {entry.rank} 名" if entry.rank is not None else "您没有排出名次"
    why = f"{entry.reason}。" if entry.departure in ("passed_over", "priority_left", "unranked") else ""
    return (
        f"{rank}（{entry.explanation}），岗位“{round_post.post.name}”本次 {round_post.places} 个名额已定人选，"
        f"您没有入选。{why}"
    )
