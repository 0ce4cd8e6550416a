"""Changes of a post, each a version with its difference, author, reason and day (clause 2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from gonggang.audit import actions as audit
from gonggang.core.errors import FormRefused
from gonggang.posts.models import Post, PostVersion

Why = Literal["approved", "taken_over", "changed", "renamed", "merged", "assessed"]

FIELDS: Final = (
    "name", "category", "duties", "tasks", "work_requirements", "hours_system", "required_days", "standard_fen",
    "places", "sponsoring_department", "host_unit", "host_uscc", "standard_post", "tags", "closed_on", "merged_into_id",
)  # fmt: skip
CHANGEABLE: Final = frozenset(FIELDS) - {"places", "closed_on", "merged_into_id"}


class ChangeRefused(FormRefused):
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
    post_id: int,
    changes: Mapping[str, Any],
    *,
    reason: str,
    begins_on: date,
    today: date,
    officer: Any,
    seen: int | None = None,
) -> PostVersion:
    """Change elements of a post from a day on; `seen` is the number of the version that was on the page.

    Raises ChangeRefused: changed by somebody else since, no reason, a day in the future or before the newest version,
    nothing changed, a closed post.
    """
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"these cannot be changed here: {sorted(unknown)}")
    post = locked(post_id)
    if seen is not None and seen != newest_number(post):
        raise ChangeRefused(_("岗位“%(name)s”已被别人修改：请看过现在的内容再改。") % {"name": post.name})
    if begins_on > today:
        raise ChangeRefused(_("生效日不能晚于今天：请到那一天再改，或把生效日改为今天。"))
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
            done.append(Renaming(post.pk, before, before, _("对照表里没有这个名称")))
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


def newest_number(post: Post) -> int:
    """The number of a post's newest version; 0 for a post of a ledger that was never changed."""
    return post.versions.order_by("-number").values_list("number", flat=True).first() or 0


def locked(post_id: int) -> Post:
    """The post, locked until the transaction ends."""
    return Post.objects.select_for_update().get(pk=post_id)


def apply(
    post: Post, changes: Mapping[str, Any], *, why: Why, reason: str, begins_on: date, officer: Any
) -> PostVersion:
    """Make changes to a locked post and keep them as its next version; the first one keeps what was there before."""
    if not reason.strip():
        raise ChangeRefused(_("改岗位“%(name)s”请写明原因。") % {"name": post.name})
    if post.closed_on is not None:
        raise ChangeRefused(
            _("岗位“%(name)s”（%(number)s）已核减或并入别的岗位，不能再改。")
            % {"name": post.name, "number": post.number}
        )
    newest = post.versions.order_by("-number").first()
    if newest is None:
        newest = PostVersion.objects.create(
            post=post, number=1, begins_on=min(begins_on, post.approved_on or begins_on), values=_values(post),
            why="taken_over", reason="建立版本前的内容", officer=officer,
        )  # fmt: skip
    newest = _caught_up(post, newest, officer)
    if begins_on < newest.begins_on:
        raise ChangeRefused(
            _("岗位“%(name)s”最近一版从 %(on)s 起，新的一版不能更早：请改生效日。")
            % {"name": post.name, "on": newest.begins_on}
        )
    before = _values(post)
    for name, value in changes.items():
        setattr(post, name, value)
    after = _values(post)
    difference = _difference(before, after)
    if not difference:
        raise ChangeRefused(_("岗位“%(name)s”没有改动：内容与现在的一样。") % {"name": post.name})
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


def _caught_up(post: Post, newest: PostVersion, officer: Any) -> PostVersion:
    """The newest version, after one more where an import that was taken back has made the post another since."""
    now = _values(post)
    difference = _difference(newest.values, now)
    if not difference:
        return newest
    return PostVersion.objects.create(
        post=post, number=newest.number + 1, begins_on=newest.begins_on, values=now, difference=difference,
        why="taken_over", reason="导入或撤回导入后的内容", officer=officer,
    )  # fmt: skip


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [before.get(name), after[name]]
        for name in FIELDS
        if before.get(name, after[name]) != after[name]
    }


def keep_taken_over(
    posts: Sequence[tuple[Post, Mapping[str, Any]]], *, reason: str, on: date, officer: Any
) -> None:
    """Keep what a ledger has changed of posts as their next versions; each comes with its values before."""
    newest = {
        version.post_id: version
        for version in PostVersion.objects.filter(post_id__in=[post.pk for post, _before in posts]).order_by(
            "number"
        )
    }
    made = []
    for post, before in posts:
        last = newest.get(post.pk)
        number, begins_on = (last.number, max(last.begins_on, on)) if last else (1, on)
        if last is None:
            made.append(
                PostVersion(
                    post=post, number=1, begins_on=min(on, post.approved_on or on), values=before, why="taken_over",
                    reason="建立版本前的内容", officer=officer,
                )
            )  # fmt: skip
        made.append(
            PostVersion(
                post=post, number=number + 1, begins_on=begins_on, values=_values(post),
                difference=_difference(before, _values(post)), why="taken_over", reason=reason[:400], officer=officer,
            )
        )  # fmt: skip
    PostVersion.objects.bulk_create(made, batch_size=2000)


def values_of(post: Post) -> dict[str, Any]:
    """The elements of a post as a version keeps them."""
    return _values(post)
