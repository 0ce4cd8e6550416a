"""Rounds within reach of an officer, and how many places they still offer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from gonggang.recruitment.models import Application, Round, RoundPost
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import holding_codes, territory

Ranges = tuple[tuple[int, int], ...]


def within_reach(ranges: Ranges) -> Q:
    """Rounds announced in the ranges, and published ones of the places that hold them.

    An announcement speaks to everybody below it; a draft is seen only by whoever owns the whole of its region.
    """
    above = {code for low, high in ranges for end in (low, high - 1) for code in holding_codes(end)}
    return in_ranges("region_code", ranges) | Q(region_code__in=above, published_on__isnull=False)


def rounds(ranges: Ranges) -> QuerySet[Round]:
    """The rounds within reach, the newest first."""
    return Round.objects.filter(within_reach(ranges)).order_by("-number")


def round_of(round_id: int, ranges: Ranges) -> Round | None:
    """One round, if it is within reach. Ranges are territories: an announcement belongs to all of its region."""
    if not 0 < round_id < 2**63:
        return None
    return rounds(ranges).select_related("published_by", "repeats").filter(pk=round_id).first()


def owned_round(round_id: int, ranges: Ranges) -> Round | None:
    """One round whose whole region lies in the ranges, for those who announce."""
    found = round_of(round_id, ranges)
    if found is None:
        return None
    low, high = territory(found.region_code)
    return found if any(begin <= low and high <= end for begin, end in ranges) else None


def open_rounds(on: date) -> Q:
    """Published, not withdrawn, and still taking applications or with one that has not ended."""
    unfinished = Application.objects.filter(round=OuterRef("pk"), closing__isnull=True)
    return Q(published_on__isnull=False, withdrawn_on__isnull=True) & (
        Q(applications_end_on__gte=on) | Exists(unfinished)
    )


def places_promised(post_ids: Iterable[int], on: date, *, but_not: int | None = None) -> dict[int, int]:
    """How many places of each post other open rounds have offered and not filled yet."""
    rounds_open = Round.objects.filter(open_rounds(on)).exclude(pk=but_not)
    rows = (
        RoundPost.objects.filter(post_id__in=set(post_ids), round__in=rounds_open.values("pk"))
        .annotate(started=Count("applications", filter=Q(applications__completed_stages__stage="onboarding")))
        .values_list("post_id", F("places"), "started")
    )
    promised: dict[int, int] = {}
    for post, places, started in rows:
        promised[post] = promised.get(post, 0) + max(places - started, 0)
    return promised


def round_posts(round_id: int) -> QuerySet[RoundPost]:
    """The posts of a round with how many have applied and how many have started, by village."""
    return (
        RoundPost.objects.filter(round_id=round_id)
        .select_related("post")
        .annotate(
            applied=Count("applications", distinct=True),
            started=Count(
                "applications",
                filter=Q(applications__completed_stages__stage="onboarding"),
                distinct=True,
            ),
        )
        .order_by("post__village_code", "post__number")
    )


def offered(round_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many posts and places each round offers."""
    keys = list(round_ids)
    rows = RoundPost.objects.filter(round_id__in=keys).values("round_id")
    counted = rows.annotate(posts=Count("pk"), whole=Sum("places"))
    found = {row["round_id"]: (row["posts"], row["whole"]) for row in counted}
    return {key: found.get(key, (0, 0)) for key in keys}


def applied(round_ids: Iterable[int], region: int) -> dict[int, int]:
    """How many of a territory have applied in each round."""
    low, high = territory(region)
    rows = Application.objects.filter(
        round_id__in=list(round_ids), village_code__gte=low, village_code__lt=high
    ).values("round_id")
    return {row["round_id"]: row["number"] for row in rows.annotate(number=Count("pk"))}
