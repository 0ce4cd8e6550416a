"""People moved from post to post with their term unbroken, one by one or when posts are merged (clauses 2.3, 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from gonggang.audit import actions as audit
from gonggang.placements.models import Move, Placement
from gonggang.placements.starting import PlacementRefused
from gonggang.posts import actions as posts
from gonggang.posts.queries import post_of
from gonggang.regions.rules import COUNTY, enclosing


@dataclass(frozen=True, slots=True)
class Transfer:
    """One person to another post from the first day of a month, with consent and a changed agreement."""

    placement_id: int
    to_post_id: int
    moved_on: date
    consented_on: date
    agreement_change: str
    reason: str


@transaction.atomic
def transfer(wanted: Transfer, *, officer: Any) -> Move:
    """Move somebody; the place follows and the term counts on (clause 3.5).

    Raises PlacementRefused: not in post then, across counties or between urban and rural, no consent, no agreement,
    a day inside a month; and NoFreePlace of posts for a full or closed post.
    """
    placement = _locked(wanted.placement_id)
    if not wanted.agreement_change.strip():
        raise PlacementRefused("转岗要变更协议：请填写变更协议编号（3.5）。")
    if wanted.consented_on > wanted.moved_on:
        raise PlacementRefused("本人同意转岗的日期要在转岗日之前：请改正（3.5）。")
    move = _move(
        placement, wanted.to_post_id, wanted.moved_on, "transfer", wanted.reason, officer,
        consented_on=wanted.consented_on, agreement_change=wanted.agreement_change.strip(),
    )  # fmt: skip
    audit.record(
        officer=officer, verb="placements.transfer", subject=f"placement:{placement.pk}",
        region=placement.village_code,
        detail={"from": move.from_post.number, "to": move.to_post.number, "on": wanted.moved_on.isoformat()},
    )  # fmt: skip
    return move


@transaction.atomic
def merge_posts(
    kept_id: int, absorbed_ids: Sequence[int], *, reason: str, on: date, officer: Any
) -> list[Move]:
    """Merge posts into one: places, quota and people go to it, the others are closed and keep their history (2.3).

    All of it or nothing. Raises PlacementRefused (across counties, urban with rural, a day inside a month, somebody
    who began later than that day), ChangeRefused of posts, and PlanRefused where the quota of the place of the
    remaining post does not suffice.
    """
    if on > timezone.localdate():
        raise PlacementRefused("合并日还没有到：到了那一天再办。")
    if on.day != 1:
        raise PlacementRefused("合并从某月 1 日起：请把合并日改为 1 日，考勤和补贴按整月衔接。")
    kept, absorbed = _facts(kept_id), [_facts(post_id) for post_id in dict.fromkeys(absorbed_ids)]
    for post in absorbed:
        _refuse_unlike(kept, post)
    moves: list[Move] = []
    posts.widen(kept_id, by_post_ids=[post.pk for post in absorbed], reason=reason, on=on, officer=officer)
    for post in absorbed:
        there = Placement.objects.select_for_update().filter(post_id=post.pk, during__endswith__isnull=True)
        moves += [
            _move(placement, kept_id, on, "merge", reason, officer)
            for placement in there.filter(contested_why__isnull=True).order_by("pk")
        ]
        posts.close_into(post.pk, kept_id, reason=reason, on=on, officer=officer)
    audit.record(
        officer=officer, verb="posts.merge", subject=f"post:{kept_id}", region=kept.village_code,
        detail={"number": kept.number, "absorbed": "、".join(post.number for post in absorbed), "people": len(moves)},
    )  # fmt: skip
    return moves


def _move(
    placement: Placement, to_post_id: int, on: date, why: str, reason: str, officer: Any, **more: Any
) -> Move:
    source, target = _facts(placement.post_id), _facts(to_post_id)
    _refuse_unlike(source, target)
    if placement.contested_why is not None:
        raise PlacementRefused("这条在岗记录还没有核定，不能转岗：请先核定（7.7）。")
    if placement.during.upper is not None:
        raise PlacementRefused(f"此人已于 {placement.during.upper} 退岗，不能转岗。")
    if on > timezone.localdate():
        raise PlacementRefused("转岗日还没有到：到了那一天再办，名额和考勤才对得上（3.5）。")
    if on.day != 1:
        raise PlacementRefused("转岗从某月 1 日起：请把转岗日改为 1 日，考勤和补贴按整月衔接（3.5）。")
    newest = placement.moves.order_by("-moved_on").first()
    earliest = newest.moved_on if newest else placement.during.lower
    if on < earliest:
        raise PlacementRefused(f"转岗日不能早于 {earliest}（上岗或上次转岗）：请改正。")
    if not reason.strip():
        raise PlacementRefused("请写明转岗的原因（3.5）。")
    posts.take_one(to_post_id, officer=officer)
    posts.free_one(placement.post_id, officer=officer)
    move = Move.objects.create(
        placement=placement, from_post_id=source.pk, to_post_id=to_post_id, moved_on=on, why=why,
        reason=reason.strip(), officer=officer, **more,
    )  # fmt: skip
    placement.post_id = to_post_id
    placement.host_unit, placement.host_uscc = target.host_unit, target.host_uscc
    placement.save(update_fields=["post", "host_unit", "host_uscc"])
    return move


def _refuse_unlike(source: Any, target: Any) -> None:
    if source.pk == target.pk:
        raise PlacementRefused(f"岗位 {source.number} 不能转到或并入它自己。")
    if enclosing(source.village_code, COUNTY) != enclosing(target.village_code, COUNTY):
        raise PlacementRefused(f"岗位 {source.number} 与 {target.number} 不在一个县，不能合并或转岗。")
    if source.urban_rural != target.urban_rural:
        raise PlacementRefused(
            f"岗位 {source.number} 与 {target.number} 一个是城镇、一个是乡村，对象和期限不同，不能合并或转岗。"
        )


def _facts(post_id: int) -> Any:
    found = post_of(post_id)
    if found is None:
        raise PlacementRefused("没有这个岗位：请从岗位名单重新选择。")
    return found


def _locked(placement_id: int) -> Placement:
    placement = Placement.objects.select_for_update().filter(pk=placement_id).first()
    if placement is None:
        raise PlacementRefused("没有这条在岗记录。请从人员档案打开。")
    return placement
