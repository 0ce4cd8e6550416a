"""Reads of placements for other rooms: who is in post, over which days, in which post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, DateField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, NullIf

from gonggang.core.month import Month
from gonggang.people.queries import open_id_number
from gonggang.placements.models import Placement
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import territory


def in_post(region: int, month: Month) -> QuerySet[Placement]:
    """Placements of a territory that are alive on some day of the month, contested ones too."""
    low, high = territory(region)
    return Placement.objects.filter(village_code__gte=low, village_code__lt=high).filter(
        Q(during__overlap=(month.first, month.next().first))
    )


def of_unit(rows: QuerySet[Placement], unit: str | None) -> QuerySet[Placement]:
    """Those of the placements that are with an employer, by its unified social credit code.

    None leaves all of them; "" is an employer whose code is not known, and leaves none.
    """
    if unit is None:
        return rows
    if not unit:
        return rows.none()
    return rows.filter(Q(host_uscc=unit) | Q(host_uscc="", post__host_uscc=unit))


def rows(region: int) -> QuerySet[Placement]:
    """Every placement of a territory, whenever it was, contested ones too; to be filtered and paged."""
    low, high = territory(region)
    return Placement.objects.filter(village_code__gte=low, village_code__lt=high)


@dataclass(frozen=True, slots=True)
class InPostCounts:
    """How many are in post in a month: persons, and placements by what they are."""

    people: int
    placements: int
    urban: int
    rural: int
    contested: int


def counts(region: int, month: Month) -> InPostCounts:
    """Count those in post in a territory's month."""
    found = (
        in_post(region, month)
        .order_by()
        .aggregate(
            people=Count("person", distinct=True),
            placements=Count("pk"),
            urban=Count("pk", filter=Q(urban_rural="URBAN")),
            rural=Count("pk", filter=Q(urban_rural="RURAL")),
            contested=Count("pk", filter=Q(contested_why__isnull=False)),
        )
    )
    return InPostCounts(**found)


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A placement with the person and the post, as comparison and payment need it. The ID is open: handle with care."""

    placement_id: int
    person_id: int
    id_number: str
    name: str
    sex: str
    birth_on: date
    retirement_category: str | None
    urban_rural: str | None
    begins_on: date
    ends_on: date | None
    placement_seq: int
    village_code: int
    post_id: int
    post_number: str
    post_name: str
    standard_fen: int | None
    required_days: int | None
    host_unit: str
    host_uscc: str
    account_key: str | None
    contested_why: str | None
    source_row: int | None


def roster(region: int, month: Month) -> Iterator[RosterEntry]:
    """Everyone in post in a territory in a month, with the identity number opened for comparison."""
    rows = (
        in_post(region, month)
        .order_by("pk")
        .values_list(
            "pk", "person_id", "person__id_sealed", "person__name", "person__sex", "person__birth_on",
            "person__retirement_category", "urban_rural", "during", "placement_seq", "village_code", "post_id",
            "post__number", "post__name", "post__standard_fen", "post__required_days",
            Coalesce(NullIf("host_unit", Value("")), "post__host_unit"),
            Coalesce(NullIf("host_uscc", Value("")), "post__host_uscc"),
            "account__account_index",
            "contested_why", "source_row",
        )
    )  # fmt: skip
    for row in rows.iterator(chunk_size=5000):
        during, account = row[8], row[18]
        yield RosterEntry(  # type: ignore[call-arg]
            row[0], row[1], open_id_number(row[2]), *row[3:8], during.lower, during.upper, *row[9:18],
            bytes(account).hex() if account is not None else None, *row[19:],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PayrollEntry:
    """What the computation of a month's subsidy needs of one placement; no personal data."""

    placement_id: int
    person_id: int
    village_code: int
    post_number: str
    standard_fen: int | None
    required_days: int | None
    begins_on: date
    ends_on: date | None
    contested_why: str | None


def payroll(region: int, month: Month) -> Iterator[PayrollEntry]:
    """The placements of a territory that a month's subsidy is computed for."""
    rows = (
        in_post(region, month)
        .order_by("pk")
        .values_list(
            "pk", "person_id", "village_code", "post__number", "post__standard_fen", "post__required_days",
            "during", "contested_why",
        )
    )  # fmt: skip
    for row in rows.iterator(chunk_size=10000):
        during = row[6]
        yield PayrollEntry(row[0], row[1], row[2], row[3], row[4], row[5], during.lower, during.upper, row[7])


def people_in_post(person_ids: Iterable[int]) -> set[int]:
    """Which of the persons have a placement, at any time."""
    wanted = list(set(person_ids))
    found: set[int] = set()
    for start in range(0, len(wanted), 5000):
        rows = Placement.objects.filter(person_id__in=wanted[start : start + 5000])
        found.update(rows.values_list("person_id", flat=True))
    return found


def of_person(person_id: int, ranges: tuple[tuple[int, int], ...]) -> list[Placement]:
    """A person's placements inside the ranges with their posts, the newest first; contested ones too."""
    rows = Placement.objects.filter(in_ranges("village_code", ranges), person=person_id)
    return list(rows.select_related("post").order_by("-during", "-pk"))


def count_of_person(person_id: int) -> int:
    """How many placements a person has anywhere, so that what lies out of reach is not taken for nothing."""
    return Placement.objects.filter(person=person_id).count()


# `during` without an upper end: somebody is there. What is contested takes no place.
_WRONG_COUNTS = """
SELECT post.number, post.places_taken, count(there.id)
FROM posts_post post
LEFT JOIN placements_placement there
    ON there.post_id = post.id AND there.contested_why IS NULL AND upper_inf(there.during)
GROUP BY post.id
HAVING post.places_taken <> count(there.id)
ORDER BY post.number
"""


def wrong_counts() -> list[tuple[str, int, int]]:
    """Posts whose places taken are not the people in them: number, places taken, people (clause 3.4).

    The database commits no such state; this finds what came about in any other way.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_COUNTS)
        return list(cursor.fetchall())


def turns_of(person_id: int) -> list[tuple[int, date, date | None, str | None]]:
    """A person's placements anywhere in the province, by first day: turn, first day, first day out, why contested.

    For a decision, not for a screen: it may tell of places that the officer must not see.
    """
    rows = Placement.objects.filter(person=person_id).order_by("during", "pk")
    return [
        (seq, during.lower, during.upper, why)
        for seq, during, why in rows.values_list("placement_seq", "during", "contested_why")
    ]


def starts_of(placement_ids: Iterable[int]) -> dict[int, tuple[int, date, str | None]]:
    """Of each placement the person, the first day, and why it is contested (None if it is not)."""
    rows = Placement.objects.filter(pk__in=set(placement_ids))
    columns = ("pk", "person_id", "during", "contested_why")
    return {pk: (person, during.lower, why) for pk, person, during, why in rows.values_list(*columns)}


def earlier_of(person_ids: Iterable[int]) -> dict[int, list[tuple[date, date | None, int]]]:
    """Of each person the uncontested placements in the whole country: first day in, first day out, village."""
    wanted = list(set(person_ids))
    found: dict[int, list[tuple[date, date | None, int]]] = {}
    for start in range(0, len(wanted), 5000):
        rows = Placement.objects.filter(
            person_id__in=wanted[start : start + 5000], contested_why__isnull=True
        )
        for person, during, village in rows.values_list("person_id", "during", "village_code"):
            found.setdefault(person, []).append((during.lower, during.upper, village))
    return found


def alive_on(person_ids: Iterable[int], on: date) -> list[Placement]:
    """The placements in which persons are on a day, anywhere, with their posts; contested ones too."""
    rows = Placement.objects.filter(person_id__in=list(set(person_ids)), during__contains=on)
    return list(rows.select_related("post").order_by("pk"))


# When people came into a post and left it, moves included; what is contested takes no place. The first day after the
# last on which the post was full is the day since when a place is empty. A post that was never full is empty since it
# was approved, or since the first who came, or since its ledger was taken over: the earliest of it that is known.
_EMPTY_SINCE = """
(WITH came_and_left AS (
    SELECT lower(p.during) AS on_day, 1 AS more FROM placements_placement p
        WHERE p.post_id = posts_post.id AND p.contested_why IS NULL
          AND NOT EXISTS (SELECT FROM placements_move m WHERE m.placement_id = p.id)
    UNION ALL SELECT upper(p.during), -1 FROM placements_placement p
        WHERE p.post_id = posts_post.id AND p.contested_why IS NULL AND NOT upper_inf(p.during)
    UNION ALL SELECT m.moved_on, 1 FROM placements_move m WHERE m.to_post_id = posts_post.id
    UNION ALL SELECT m.moved_on, -1 FROM placements_move m WHERE m.from_post_id = posts_post.id
    UNION ALL SELECT lower(p.during), 1 FROM placements_move m JOIN placements_placement p ON p.id = m.placement_id
        WHERE m.from_post_id = posts_post.id AND NOT EXISTS (
            SELECT FROM placements_move e WHERE e.placement_id = m.placement_id AND e.moved_on < m.moved_on)
), people AS (
    SELECT on_day, sum(sum(more)) OVER (ORDER BY on_day) AS there FROM came_and_left GROUP BY on_day
), full_until AS (SELECT max(on_day) AS last FROM people WHERE there >= posts_post.places)
SELECT coalesce(
    (SELECT min(on_day) FROM people, full_until WHERE on_day > full_until.last),
    posts_post.approved_on,
    (SELECT min(on_day) FROM people),
    (SELECT imported_at::date FROM exchange_importbatch b WHERE b.id = posts_post.batch_id),
    current_date))
"""


def with_empty_since(posts: QuerySet[Any]) -> QuerySet[Any]:
    """Posts with free places, each with the day since when a place of it is empty as `empty_since` (clause 3.1)."""
    return posts.annotate(empty_since=RawSQL(_EMPTY_SINCE, (), output_field=DateField()))  # noqa: S611


def people_of_post(post_id: int) -> list[Placement]:
    """Who is in a post now, contested ones too, by first day."""
    rows = Placement.objects.filter(post_id=post_id, during__endswith__isnull=True)
    return list(rows.select_related("person").prefetch_related("moves").order_by("during", "pk"))


def people_of_posts(post_ids: Iterable[int]) -> dict[int, list[Placement]]:
    """Who is in each of some posts now, contested ones too, by first day."""
    found: dict[int, list[Placement]] = {}
    rows = Placement.objects.filter(post_id__in=set(post_ids), during__endswith__isnull=True)
    for placement in rows.select_related("person").order_by("during", "pk"):
        found.setdefault(placement.post_id, []).append(placement)
    return found


def placement_of(placement_id: int, ranges: tuple[tuple[int, int], ...]) -> Placement | None:
    """One placement inside the ranges with its person, its post and its moves."""
    rows = Placement.objects.filter(in_ranges("village_code", ranges), pk=placement_id)
    return (
        rows.select_related("person", "post").prefetch_related("moves__from_post", "moves__to_post").first()
    )


def of_post(post_id: int, ranges: tuple[tuple[int, int], ...]) -> list[Placement]:
    """The placements in a post inside the ranges, those who are there first, then by first day, the newest first."""
    rows = Placement.objects.filter(in_ranges("village_code", ranges), post=post_id)
    found = list(rows.select_related("person").order_by("-during", "-pk"))
    return sorted(found, key=lambda each: each.during.upper is not None)
