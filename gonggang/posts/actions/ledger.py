"""Writes on posts: taking over a ledger, and places taken by one guarded update (the table refuses one too many)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F

from gonggang.exchange.actions import ImportBatch, change_row
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


def take_over(entries: Sequence[PostEntry], *, officer: Any, batch: ImportBatch) -> int:
    """Store posts of a ledger, changing those that are there; returns how many were added or changed."""
    there = {post.number: post for post in Post.objects.filter(number__in=[e.number for e in entries])}
    changed = 0
    new: list[Post] = []
    for entry in entries:
        post = there.get(entry.number)
        if post is None:
            new.append(Post(batch=batch, **asdict(entry)))
        else:
            values = asdict(entry)
            if entry.places is not None:
                values["places"] = max(entry.places, post.places_taken)
            changed += change_row(batch, post, **values)
    Post.objects.bulk_create(new, batch_size=_CHUNK)
    return changed + len(new)


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
