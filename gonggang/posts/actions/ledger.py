"""Writes on posts: taking over a ledger, and places taken by one guarded update (the table refuses one too many)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.posts.actions.versions import keep_taken_over, values_of
from gonggang.posts.models import Post

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post as a ledger gives it. Money in fen a month, `required_days` in days a month."""

    number: str
    village_code: int
    category: str
    name: str
    urban_rural: str | None
    duties: str
    work_requirements: str
    hours_system: str
    required_days: int | None
    standard_fen: int | None
    places: int | None
    sponsoring_department: str
    host_unit: str
    host_uscc: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a ledger did: how many posts were added or changed, and why the rows of some numbers were not taken."""

    changed: int
    refused: Mapping[str, str]


def take_over(
    entries: Sequence[PostEntry], *, officer: Any, batch: ImportBatch, on: date | None = None
) -> TakenOver:
    """Store posts of a ledger, changing those that are there; a change is the post's next version (clause 2.4).

    A post that is closed, or was developed under a plan, is not given other places, another village or another kind by
    a ledger: that takes an approval or an assessment.
    """
    there = {post.number: post for post in Post.objects.filter(number__in=[e.number for e in entries])}
    changed: list[tuple[Post, Mapping[str, Any]]] = []
    refused: dict[str, str] = {}
    new: list[Post] = []
    for entry in entries:
        post = there.get(entry.number)
        if post is None:
            new.append(Post(batch=batch, **asdict(entry)))
            continue
        if why := _not_by_a_ledger(post, entry):
            refused[entry.number] = why
            continue
        values = asdict(entry)
        if entry.places is not None:
            values["places"] = max(entry.places, post.places_taken)
        before = values_of(post)
        if change_row(batch, post, **values):
            changed.append((post, before))
    Post.objects.bulk_create(new, batch_size=_CHUNK)
    keep_taken_over(
        [(post, before) for post, before in changed if values_of(post) != before],
        reason=f"导入岗位台账“{batch.file_name}”", on=on or timezone.localdate(), officer=officer,
    )  # fmt: skip
    return TakenOver(len(changed) + len(new), refused)


def _not_by_a_ledger(post: Post, entry: PostEntry) -> str:
    if post.closed_on is not None:
        return f"岗位 {post.number} 已核减或并入别的岗位，不能再导入：请从台账里删去这一行。"
    if post.plan_year is None:
        return ""
    if entry.places != post.places:
        return (
            f"岗位 {post.number} 是按 {post.plan_year} 年计划批的 {post.places} 个名额，台账里填的是 {entry.places}："
            "请改回，名额只能由批复或评估改。"
        )
    if (entry.village_code, entry.urban_rural) != (post.village_code, post.urban_rural):
        return f"岗位 {post.number} 是按 {post.plan_year} 年计划批的，村和城乡不能由台账改：请改回。"
    return ""


def lock_free_places(post_ids: Sequence[int], *, officer: Any) -> dict[int, int | None]:
    """Lock posts until the transaction ends; how many places each has left, None where no number was ever set."""
    rows = Post.objects.select_for_update().filter(pk__in=post_ids).order_by("pk")
    return {
        pk: 0 if closed_on else None if places is None else places - taken
        for pk, places, taken, closed_on in rows.values_list("pk", "places", "places_taken", "closed_on")
    }


def take_places(wanted: Mapping[int, int], *, officer: Any, batch: ImportBatch) -> None:
    """Take that many places in each post; the table refuses more than there are (clause 3.4)."""
    for post_id, count in wanted.items():
        Post.objects.filter(pk=post_id).update(places_taken=F("places_taken") + count)
