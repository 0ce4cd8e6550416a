"""Changes of a post, each a version with its difference, author, reason and day (clause 2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.db import transaction

from gonggang.audit import actions as audit
from gonggang.core.errors import UnusableInput
from gonggang.posts.models import Post, PostVersion

Why = Literal["approved", "taken_over", "changed", "renamed", "merged", "assessed"]

FIELDS: Final = (
    "name", "category", "duties", "tasks", "work_requirements", "hours_system", "required_days", "standard_fen",
    "places", "sponsoring_department", "host_unit", "host_uscc", "standard_post", "tags", "closed_on", "merged_into_id",
)  # fmt: skip
CHANGEABLE: Final = frozenset(FIELDS) - {"places", "closed_on", "merged_into_id"}


class ChangeRefused(UnusableInput):
    """A change of a post that cannot be made; says in Chinese why and what to do."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a renaming in bulk did to one post, or why it did nothing."""

    post_id: int
    before: str
    after: str
    refused: str = ""


def first_version(post: Post, *, begins_on: date, reason: str, officer: Any) -> PostVersion:
    """Version 1 of a post that comes to be."""
    return PostVersion.objects.create(
        post=post,
        number=1,
        begins_on=begins_on,
        values=_values(post),
        why="approved",
        reason=reason,
        officer=officer,
    )


@transaction.atomic
def change(
    post_id: int, changes: Mapping[str, Any], *, reason: str, begins_on: date, today: date, officer: Any
) -> PostVersion:
    """Change elements of a post from a day on.

    Raises ChangeRefused: no reason, a day in the future or before the newest version, nothing changed, a closed post.
    """
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"these cannot be changed here: {sorted(unknown)}")
    post = locked(post_id)
    if begins_on > today:
        raise ChangeRefused("生效日不能晚于今天：请到那一天再改，或把生效日改为今天。")
    return apply(post, changes, why="changed", reason=reason, begins_on=begins_on, officer=officer)


@transaction.atomic
def rename(
    post_ids: Sequence[int], mapping: Mapping[str, str], *, reason: str, begins_on: date, officer: Any
) -> list[Renaming]:
    """Rename posts in bulk by a mapping of old names to new ones; a result for each post (clause 2.2)."""
    done = []
    for post in Post.objects.select_for_update().filter(pk__in=post_ids).order_by("pk"):
        after = mapping.get(post.name, "").strip()
        before = post.name
        if not after:
            done.append(Renaming(post.pk, before, before, "对照表里没有这个名称"))
            continue
        try:
            with transaction.atomic():
                apply(
                    post, {"name": after}, why="renamed", reason=reason, begins_on=begins_on, officer=officer
                )
        except ChangeRefused as refused:
            done.append(Renaming(post.pk, before, after, str(refused)))
        else:
            done.append(Renaming(post.pk, before, after))
    return done


def locked(post_id: int) -> Post:
    """The post, locked until the transaction ends."""
    return Post.objects.select_for_update().get(pk=post_id)


def apply(
    post: Post, changes: Mapping[str, Any], *, why: Why, reason: str, begins_on: date, officer: Any
) -> PostVersion:
    """Make changes to a locked post and keep them as its next version; the first one keeps what was there before."""
    if not reason.strip():
        raise ChangeRefused(f"改岗位“{post.name}”请写明原因。")
    if post.closed_on is not None:
        raise ChangeRefused(f"岗位“{post.name}”（{post.number}）已核减或并入别的岗位，不能再改。")
    newest = post.versions.order_by("-number").first()
    if newest is None:
        newest = PostVersion.objects.create(
            post=post, number=1, begins_on=min(begins_on, post.approved_on or begins_on), values=_values(post),
            why="taken_over", reason="建立版本前的内容", officer=officer,
        )  # fmt: skip
    if begins_on < newest.begins_on:
        raise ChangeRefused(
            f"岗位“{post.name}”最近一版从 {newest.begins_on} 起，新的一版不能更早：请改生效日。"
        )
    before = _values(post)
    for name, value in changes.items():
        setattr(post, name, value)
    after = _values(post)
    difference = {name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]}
    if not difference:
        raise ChangeRefused(f"岗位“{post.name}”没有改动：内容与现在的一样。")
    post.save()
    version = PostVersion.objects.create(
        post=post, number=newest.number + 1, begins_on=begins_on, values=after, difference=difference, why=why,
        reason=reason, officer=officer,
    )  # fmt: skip
    audit.record(
        officer=officer,
        verb="posts.change",
        subject=f"post:{post.pk}",
        detail={
            "number": post.number, "version": version.number, "reason": reason,
            "before": {name: pair[0] for name, pair in difference.items()},
            "after": {name: pair[1] for name, pair in difference.items()},
        },
        region=post.village_code,
    )  # fmt: skip
    return version


def _values(post: Post) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value := getattr(post, name), date) else value
        for name in FIELDS
    }
