"""Reads of posts for other rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from gonggang.posts.models import (
    Assessment,
    AssessmentQuestion,
    KeptApart,
    Post,
    SortingProgress,
    SortingTask,
)
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import COUNTY, enclosing, territory

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A post as importers and reports need it."""

    post_id: int
    number: str
    village_code: int
    name: str
    urban_rural: str | None
    duties: str
    standard_fen: int | None
    required_days: int | None
    host_unit: str
    places: int | None
    places_taken: int


def post_rows(region: int, unit: str | None = None) -> QuerySet[Post]:
    """The posts of a territory, to be filtered and paged.

    With a `unit`, the unified social credit code of an employer, its own posts; "" has none.
    """
    low, high = territory(region)
    rows = Post.objects.filter(village_code__gte=low, village_code__lt=high)
    if unit is None:
        return rows
    return rows.filter(host_uscc=unit) if unit else rows.none()


def posts_in_use(region: int) -> QuerySet[Post]:
    """The posts of a territory that were neither cut nor merged away."""
    return post_rows(region).filter(closed_on__isnull=True)


@dataclass(frozen=True, slots=True)
class PostSums:
    """How many posts there are, their places, and how many of these are taken."""

    posts: int
    places: int
    taken: int


def sums(region: int) -> PostSums:
    """The sums over the posts of a territory."""
    found = (
        post_rows(region)
        .order_by()
        .aggregate(posts=Count("pk"), places=Sum("places"), taken=Sum("places_taken"))
    )
    return PostSums(found["posts"], found["places"] or 0, found["taken"] or 0)


def posts(region: int = 0, numbers: Iterable[str] | None = None, unit: str | None = None) -> list[PostFacts]:
    """The posts of a territory, or those with the given numbers there; with a `unit` as for `post_rows`."""
    rows = post_rows(region, unit).order_by("number")
    if numbers is not None:
        rows = rows.filter(number__in=list(numbers))
    return [
        PostFacts(*row)
        for row in rows.values_list(
            "pk", "number", "village_code", "name", "urban_rural", "duties", "standard_fen", "required_days",
            "host_unit", "places", "places_taken",
        )
    ]  # fmt: skip


def post_of(post_id: int) -> Post | None:
    """One post. Whether an officer may see it is for the caller to say."""
    return Post.objects.filter(pk=post_id).first() if 0 < post_id < 2**63 else None


def places_of(post_ids: Iterable[int], *, low: int = 0, high: int = 10**12) -> dict[int, int | None]:
    """How many places each post has left (None where no number was ever set), of those in a range of codes."""
    rows = Post.objects.filter(pk__in=set(post_ids), village_code__gte=low, village_code__lt=high)
    return {
        pk: 0 if closed_on else None if places is None else places - taken
        for pk, places, taken, closed_on in rows.values_list("pk", "places", "places_taken", "closed_on")
    }


@dataclass(frozen=True, slots=True)
class PlacesBelow:
    """The open posts of one place below another: posts, places, places with somebody in them, and empty ones."""

    posts: int
    places: int
    taken: int
    free: int

    def __add__(self, other: PlacesBelow) -> PlacesBelow:
        return PlacesBelow(
            self.posts + other.posts,
            self.places + other.places,
            self.taken + other.taken,
            self.free + other.free,
        )


NO_PLACES = PlacesBelow(0, 0, 0, 0)


def places_below(region: int, year: int | None = None, kind: str | None = None) -> dict[int, PlacesBelow]:
    """The open posts by the places right below a place (clause 3.6), each counted where it lies.

    With a year only posts that were developed under the plan of that year, with a kind (URBAN, RURAL) only that one.
    """
    low, high = territory(region)
    span = next((size for size in (10**8, 10**6, 10**3, 1) if (high - low) > size), 1)
    rows = Post.objects.filter(village_code__gte=low, village_code__lt=high, closed_on__isnull=True)
    if year is not None:
        rows = rows.filter(plan_year=year)
    if kind is not None:
        rows = rows.filter(urban_rural=kind)
    found = (
        rows.annotate(below=F("village_code") / span * span)
        .values_list("below")
        .annotate(
            n=Count("pk"),
            of=Coalesce(Sum("places"), 0),
            people=Sum("places_taken"),
            # A post without a number of places has none that could be empty.
            free=Coalesce(Sum(F("places") - F("places_taken")), 0),
        )
        .order_by("below")
    )
    return {code: PlacesBelow(*counts) for code, *counts in found}


def kept_apart(region: int) -> list[tuple[str, str]]:
    """The pairs of posts of a territory that were decided to stay apart, by number (clause 2.3)."""
    low, high = territory(region)
    rows = KeptApart.objects.filter(left__village_code__gte=low, left__village_code__lt=high)
    return [(min(pair), max(pair)) for pair in rows.values_list("left__number", "right__number")]


def open_posts(post_ids: Iterable[int], ranges: Ranges) -> list[Post]:
    """Those of the posts that are in use and lie inside the ranges, in the order of their numbers."""
    rows = Post.objects.filter(
        in_ranges("village_code", ranges), pk__in=set(post_ids), closed_on__isnull=True
    )
    return list(rows.order_by("number"))


def with_free_places(region: int) -> QuerySet[Post]:
    """The posts in use of a territory with places that nobody fills (clause 3.1)."""
    low, high = territory(region)
    return Post.objects.filter(
        village_code__gte=low, village_code__lt=high, closed_on__isnull=True, places_taken__lt=F("places")
    )


def sorting_of(region: int) -> SortingTask | None:
    """The sorting-out of the county of a place: the one under way, else the newest."""
    rows = SortingTask.objects.filter(county_code=enclosing(region, COUNTY))
    return rows.order_by(F("finished_on").desc(nulls_first=True), "-pk").first()


def sortings_below(region: int) -> list[SortingTask]:
    """The newest sorting-out of each county of a city or a province, by county."""
    low, high = territory(region)
    rows = SortingTask.objects.filter(county_code__gte=low, county_code__lt=high)
    return list(
        rows.order_by("county_code", F("finished_on").desc(nulls_first=True), "-pk").distinct("county_code")
    )


def sorting_task(task_id: int, ranges: Ranges) -> SortingTask | None:
    """A sorting-out of a county that touches the ranges."""
    found = SortingTask.objects.filter(pk=task_id).first()
    if found is None:
        return None
    low, high = territory(found.county_code)
    return found if any(begin < high and low < end for begin, end in ranges) else None


def reported(task: SortingTask) -> dict[int, SortingProgress]:
    """Which townships have reported their part of a sorting-out."""
    return {each.township_code: each for each in task.progress.select_related("officer")}


def assessments(ranges: Ranges) -> QuerySet[Assessment]:
    """The assessments of posts inside the ranges, with their posts."""
    rows = Assessment.objects.filter(in_ranges("post__village_code", ranges))
    return rows.select_related("post", "officer", "asked__given_by")


def assessment_of(assessment_id: int, ranges: Ranges) -> Assessment | None:
    """One assessment of a post inside the ranges."""
    return assessments(ranges).filter(pk=assessment_id).first()


def questions(ranges: Ranges, departments: Iterable[str] | None = None) -> QuerySet[AssessmentQuestion]:
    """What departments were asked about posts inside the ranges, with the posts; of some departments alone."""
    rows = AssessmentQuestion.objects.filter(in_ranges("village_code", ranges))
    if departments is not None:
        rows = rows.filter(department__in=list(departments))
    return rows.select_related("post", "asked_by", "given_by")


def absorbed_by(post_id: int) -> list[Post]:
    """The posts that were merged into a post."""
    return list(Post.objects.filter(merged_into=post_id).order_by("number"))


def descriptions(region: int) -> list[Any]:
    """The posts in use of a territory with all that their sorting-out looks at, by number (clauses 2.2, 2.6)."""
    low, high = territory(region)
    rows = Post.objects.filter(village_code__gte=low, village_code__lt=high, closed_on__isnull=True)
    return list(rows.order_by("number").only(
        "pk", "number", "village_code", "name", "urban_rural", "duties", "work_requirements", "hours_system",
        "required_days", "standard_fen", "places", "places_taken",
    ))  # fmt: skip
