"""What a merger does to the posts themselves; the people are moved by the room above (clause 2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from gonggang.campaign import actions as campaign
from gonggang.posts.actions.versions import ChangeRefused, apply, locked
from gonggang.posts.models import Post


@transaction.atomic
def widen(kept_id: int, *, by_post_ids: Sequence[int], reason: str, on: date, officer: Any) -> Post:
    """Give a post the places of those that will be merged into it, quota included.

    Where the posts used the quotas of other villages, that use moves to the village of the remaining post. Raises
    ChangeRefused for a post that is closed, or for which no number of places was ever entered.
    """
    absorbed = [locked(post_id) for post_id in sorted(by_post_ids)]
    kept = locked(kept_id)
    for post in (kept, *absorbed):
        if post.closed_on is not None:
            raise ChangeRefused(f"岗位“{post.name}”（{post.number}）已核减或已合并，不能再合并。")
        if post.places is None:
            raise ChangeRefused(f"岗位“{post.name}”（{post.number}）没有核定名额：请先录入名额再合并。")
    if not absorbed:
        raise ChangeRefused("请至少选一个要并入的岗位。")
    for post in absorbed:
        if (
            post.plan_year is not None
            and post.urban_rural is not None
            and post.village_code != kept.village_code
        ):
            campaign.give_back(
                post.plan_year, post.village_code, post.urban_rural, post.places or 0, officer=officer
            )
            campaign.use(
                post.plan_year, kept.village_code, post.urban_rural, post.places or 0, officer=officer
            )
    more = sum(post.places or 0 for post in absorbed)
    if more:
        apply(
            kept,
            {"places": (kept.places or 0) + more},
            why="merged",
            reason=reason,
            begins_on=on,
            officer=officer,
        )
    return kept


@transaction.atomic
def close_into(post_id: int, kept_id: int, *, reason: str, on: date, officer: Any) -> Post:
    """Close a post that was merged into another; everybody must have been moved, or the table refuses."""
    post = locked(post_id)
    changes = {"places": 0, "closed_on": on, "merged_into_id": kept_id}
    apply(post, changes, why="merged", reason=reason, begins_on=on, officer=officer)
    return post
