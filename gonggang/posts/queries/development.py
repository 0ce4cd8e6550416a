"""Reads of needs, proposals and opinions, and of a post's versions and lineage; each within an officer's ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from gonggang.posts.catalogue import TAGS as TAGS
from gonggang.posts.catalogue import StandardPost as StandardPost
from gonggang.posts.catalogue import standard_posts as standard_posts
from gonggang.posts.models import (
    ApprovalPaper,
    IndustryOpinion,
    Need,
    OpinionAsked,
    Post,
    PostVersion,
    Proposal,
)
from gonggang.regions.queries import in_ranges

Ranges = tuple[tuple[int, int], ...]
# A key beyond this is no key of any row.
_KEY_MAX = 2**63


def needs(ranges: Ranges) -> QuerySet[Need]:
    """The needs of villages within reach; `drawn_up` is whether a proposal that was not refused rests on one."""
    drawn = Proposal.objects.filter(need=OuterRef("pk")).exclude(decision=Proposal.Decision.REFUSED)
    return Need.objects.filter(in_ranges("village_code", ranges)).annotate(drawn_up=Exists(drawn))


def need_of(need_id: int, ranges: Ranges) -> Need | None:
    """One need within reach."""
    if not 0 < need_id < _KEY_MAX:
        return None
    return needs(ranges).select_related("officer").filter(pk=need_id).first()


@dataclass(frozen=True, slots=True)
class NeedSums:
    """What a result of needs comes to: needs, people needed, and the villages they are of."""

    needs: int
    places: int
    villages: int


def need_sums(rows: QuerySet[Need]) -> NeedSums:
    """The sums over needs."""
    found = rows.order_by().aggregate(
        n=Count("pk"), places=Coalesce(Sum("places"), 0), villages=Count("village_code", distinct=True)
    )
    return NeedSums(found["n"], found["places"], found["villages"])


def villages_with_needs(ranges: Ranges, year: int) -> set[int]:
    """The villages that have stated a need for a year and not taken it back."""
    rows = Need.objects.filter(in_ranges("village_code", ranges), year=year, withdrawn_on__isnull=True)
    return set(rows.values_list("village_code", flat=True))


def proposals(ranges: Ranges) -> QuerySet[Proposal]:
    """The proposals of villages within reach."""
    return Proposal.objects.filter(in_ranges("village_code", ranges))


def proposal_of(proposal_id: int, ranges: Ranges) -> Proposal | None:
    """One proposal within reach."""
    if not 0 < proposal_id < _KEY_MAX:
        return None
    rows = proposals(ranges).select_related("officer", "decided_by", "need", "post")
    return rows.filter(pk=proposal_id).first()


def asked_of(proposal: Proposal) -> list[OpinionAsked]:
    """Which departments were asked, in the order in which they were."""
    return list(proposal.asked.select_related("officer").order_by("pk"))


def opinions_of(proposal: Proposal) -> list[IndustryOpinion]:
    """All opinions, the oldest first."""
    return list(proposal.opinions.select_related("officer").order_by("pk"))


def waiting_for(chair: str) -> Q:
    """The proposals of which a department was asked and has not said anything yet."""
    asked = OpinionAsked.objects.filter(proposal=OuterRef("pk"), chair=chair)
    said = IndustryOpinion.objects.filter(proposal=OuterRef("pk"), chair=chair)
    return Q(Exists(asked), ~Exists(said), submitted_on__isnull=False, decision__isnull=True)


def papers_of(proposal: Proposal) -> list[ApprovalPaper]:
    """The files of an approval, the oldest first."""
    return list(proposal.papers.select_related("officer").order_by("pk"))


def paper_of(proposal: Proposal, paper_id: int) -> ApprovalPaper | None:
    """One file of an approval."""
    return proposal.papers.filter(pk=paper_id).first() if 0 < paper_id < _KEY_MAX else None


def versions_of(post: Post) -> list[PostVersion]:
    """The versions of a post, the newest first."""
    return list(post.versions.select_related("officer").order_by("-number"))


@dataclass(frozen=True, slots=True)
class Lineage:
    """Into which post a post was merged, and which were merged into it; posts out of reach are left out."""

    into: Post | None
    absorbed: tuple[Post, ...]
    absorbed_elsewhere: int


def lineage_of(post: Post, ranges: Ranges) -> Lineage:
    """Where a post has come from and gone to (clause 2.3)."""
    within = Post.objects.filter(in_ranges("village_code", ranges))
    into = within.filter(pk=post.merged_into_id).first() if post.merged_into_id else None
    absorbed = tuple(within.filter(merged_into=post).order_by("number"))
    return Lineage(into, absorbed, Post.objects.filter(merged_into=post).count() - len(absorbed))


@dataclass(frozen=True, slots=True)
class OfProgramme:
    """What was developed for a programme: posts, their places, people in them (clause 1.2)."""

    posts: int
    places: int
    taken: int


def by_programme(rows: QuerySet[Post], tags: Iterable[str]) -> Mapping[str, OfProgramme]:
    """The posts of a result by programme; a post of two programmes counts for both."""
    found = {}
    for tag in tags:
        one = rows.order_by().filter(tags__contains=[tag]).aggregate(
            n=Count("pk"), places=Coalesce(Sum("places"), 0), taken=Coalesce(Sum("places_taken"), 0)
        )  # fmt: skip
        found[tag] = OfProgramme(one["n"], one["places"], one["taken"])
    return found


def by_standard_post(rows: QuerySet[Post]) -> dict[str, OfProgramme]:
    """The posts of a result by the standard post they were drawn from; "" are those drawn from none."""
    counted = rows.order_by().values_list("standard_post").annotate(
        n=Count("pk"), of=Coalesce(Sum("places"), 0), people=Coalesce(Sum("places_taken"), 0)
    )  # fmt: skip
    return {code: OfProgramme(posts, places, taken) for code, posts, places, taken in counted}


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name that posts bear, how many bear it, and whether the catalogue has it."""

    name: str
    posts: int
    is_standard: bool


def names_of_posts(rows: QuerySet[Post], standard: Iterable[str]) -> list[NameCount]:
    """The names of open posts by how many bear them, the most frequent first (clause 2.2)."""
    known = set(standard)
    counted = (
        rows.filter(closed_on__isnull=True)
        .order_by()
        .values_list("name")
        .annotate(n=Count("pk"))
        .order_by("-n", "name")
    )
    return [NameCount(name, n, name in known) for name, n in counted]
