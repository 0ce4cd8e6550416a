"""Places of posts: each taken by one guarded update, so that the last one is never taken twice (clause 3.4)."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from gonggang.core.errors import WorkFailed
from gonggang.posts.models import Post


class NoFreePlace(WorkFailed):
    """A post has no place left, or nobody ever said how many it has; the message says which."""


def take_one(post_id: int, *, officer: Any) -> None:
    """Take one place in a post, in the caller's transaction; raises NoFreePlace.

    One statement tests and takes: whoever comes second to the last place waits for the first and then finds none.
    A post for which no number of places was ever entered has none to give.
    """
    free = Post.objects.filter(
        pk=post_id, closed_on__isnull=True, places__isnull=False, places_taken__lt=F("places")
    )
    if free.update(places_taken=F("places_taken") + 1):
        return
    post = Post.objects.filter(pk=post_id).first()
    if post is None:
        raise NoFreePlace("没有这个岗位。请从岗位名单重新选择。")
    if post.closed_on is not None:
        raise NoFreePlace(f"岗位 {post.number} 已核减或并入别的岗位，不能再安置：请另选岗位（3.4）。")
    if post.places is None:
        raise NoFreePlace(f"岗位 {post.number} 没有核定名额，不能安置：请先在岗位台账录入名额（3.4）。")
    raise NoFreePlace(
        f"岗位 {post.number} 的 {post.places} 个名额已用完，不能再安置：请另选岗位或等空出名额（3.4）。"
    )


def free_one(post_id: int, *, officer: Any) -> None:
    """Give one place of a post back, in the caller's transaction; raises WorkFailed when none is taken."""
    if not Post.objects.filter(pk=post_id, places_taken__gt=0).update(places_taken=F("places_taken") - 1):
        raise WorkFailed("这个岗位没有已用的名额可以空出：请管理员运行 gonggang doctor 核对名额。")
