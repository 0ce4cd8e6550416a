"""Reads for choosing: candidates for a post by group, where each stands and why; choices out of order (8.2-8.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gonggang.policy.parameters import parameters
from gonggang.recruitment.models import Application, Draw, RankedApplication, Ranking, RoundPost
from gonggang.recruitment.queries.standing import Standing as Progress
from gonggang.recruitment.queries.standing import standings
from gonggang.recruitment.rules.choosing import Standing, comes_first, group_of
from gonggang.recruitment.rules.explanation import Explanation, Place, explanations
from gonggang.recruitment.rules.priority import Candidate, PriorityOrder, priority_order
from gonggang.regions.queries import in_ranges

Ranges = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Row:
    """A candidate: the three keys, the rank, and why. `held` waits for the result of an objection."""

    application: Application
    group: str
    priority: bool
    birth: date | None
    recognised_on: date | None
    low_income_family: bool
    zero_employment_family: bool
    held: bool
    rank: int | None = None
    explanation: Explanation | None = None
    draw: Draw | None = None

    @property
    def key(self) -> str:
        """How the rules name the candidate."""
        return str(self.application.pk)

    @property
    def favoured(self) -> bool:
        """Of a low-income or zero-employment family."""
        return self.low_income_family or self.zero_employment_family

    def standing(self) -> Standing:
        """As the rule on choices sees the candidate."""
        return Standing(self.key, self.group, self.rank, self.held)


@dataclass(slots=True)
class Group:
    """The candidates of one group in order; those that cannot be ranked come last. `ties` have no draw yet."""

    code: str
    priority: bool
    rows: list[Row]
    ties: list[list[Row]] = field(default_factory=list)


@dataclass(slots=True)
class Field:
    """Everybody who competes for a post of a round now. `left` places are still to be given."""

    round_post: RoundPost
    groups: list[Group]
    not_yet: list[Application]
    chosen: list[RankedApplication]
    left: int

    @property
    def rows(self) -> list[Row]:
        """The candidates of all groups."""
        return [row for group in self.groups for row in group.rows]

    @property
    def seal(self) -> str:
        """A mark of what was seen: if it differs later, somebody has come, gone, or been drawn meanwhile."""
        text = ";".join(f"{row.key}:{row.rank}:{row.held}" for row in self.rows)
        return sha256(f"{self.left}|{text}".encode()).hexdigest()[:32]


def field_of(round_post: RoundPost) -> Field:
    """Who competes for a post, by group; nothing is ordered between the groups (clause 8.3)."""
    rows = Application.objects.filter(round_post=round_post, closing__isnull=True)
    there = list(rows.select_related("person", "procedure").order_by("number"))
    progress = standings([row.pk for row in there])
    chosen = _chosen(round_post)
    taken = {entry.application_id for entry in chosen}
    groups: dict[str, list[Row]] = defaultdict(list)
    not_yet = []
    for application in there:
        if application.pk in taken or progress[application.pk].upheld:
            continue
        if not _has_come(progress[application.pk]):
            not_yet.append(application)
            continue
        row = _row(application, progress[application.pk].objected)
        groups[row.group].append(row)
    draws = list(Draw.objects.filter(round_post=round_post, drawn_at__isnull=False).order_by("-pk"))
    found = [_ranked(code, members, draws) for code, members in groups.items()]
    found.sort(key=lambda group: (not group.priority, group.code))
    return Field(round_post, found, not_yet, chosen, round_post.places - len(chosen))


def _has_come(progress: Progress) -> bool:
    """Whether somebody stands where people are chosen: noticed and, a relative, filed; or held by an objection."""
    following = progress.next_step
    if following is not None and following.stage == "county_approval":
        return True
    return progress.objected and "democratic_appraisal" in progress.finished


def _row(application: Application, held: bool) -> Row:
    on = application.applied_on or timezone.localdate()
    counts = parameters().get("monitored_counts_as_alleviated", region=application.village_code or 0, on=on)
    group = group_of(application.group, counts)
    return Row(
        application=application,
        group=group,
        priority=comes_first(group),
        birth=application.person.birth_on,
        recognised_on=application.recognised_on,
        low_income_family="low_income_family" in application.family,
        zero_employment_family="zero_employment_family" in application.family,
        held=held,
    )


def _ranked(code: str, rows: list[Row], draws: Sequence[Draw]) -> Group:
    of_key = {row.key: row for row in rows}
    candidates = [
        Candidate(row.key, row.birth, row.recognised_on, row.low_income_family, row.zero_employment_family)
        for row in rows
    ]
    undrawn = priority_order(candidates, "draw_lots", None)
    lots: list[str] = []
    for tie in undrawn.ties:
        numbers = {of_key[key].application.number or "": key for key in tie}
        draw = next((each for each in draws if set(numbers) <= set(each.members)), None)
        if draw is not None:
            lots += [numbers[number] for number in draw.order if number in numbers]
            for key in tie:
                of_key[key].draw = draw
    order: PriorityOrder = priority_order(candidates, "draw_lots", lots)
    for key, rank in order.ranks.items():
        of_key[key].rank = rank
    said = explanations(
        [
            Place(row.key, row.rank, row.birth, row.recognised_on, row.favoured, row.draw is not None)
            for row in rows
        ]
    )
    for row in rows:
        row.explanation = said[row.key]
    ordered = [of_key[key] for key in (*order.order, *order.to_verify)]
    return Group(code, comes_first(code), ordered, [[of_key[key] for key in tie] for tie in order.ties])


def _chosen(round_post: RoundPost) -> list[RankedApplication]:
    """Who was chosen for the post and has not dropped out since."""
    rows = RankedApplication.objects.filter(ranking__round_post=round_post, chosen=True)
    dropped = rows.filter(application__closing__isnull=False).exclude(application__closing__kind="started")
    kept = rows.exclude(pk__in=dropped.values("pk"))
    upheld = kept.filter(application__objections__upheld=True)
    return list(
        kept.exclude(pk__in=upheld.values("pk"))
        .select_related("application__person")
        .order_by("ranking", "pk")
    )


def round_post_of(round_post_id: int, ranges: Ranges) -> RoundPost | None:
    """A post of a published round whose post lies within reach; None for any other."""
    if not 0 < round_post_id < 2**63:
        return None
    rows = RoundPost.objects.filter(in_ranges("post__village_code", ranges), pk=round_post_id)
    return rows.select_related("round", "post").filter(round__published_on__isnull=False).first()


def rankings_of(round_post_id: int) -> list[Ranking]:
    """The frozen rankings of a post of a round, the newest first, with their entries."""
    rows = Ranking.objects.filter(round_post=round_post_id).select_related("officer").order_by("-number")
    return list(rows.prefetch_related("entries__application__person", "entries__draw"))


def draws_of(round_post_id: int) -> list[Draw]:
    """The draws of a post of a round, the newest first."""
    rows = Draw.objects.filter(round_post=round_post_id).select_related("officer")
    return list(rows.order_by("-pk"))


def draw_of(draw_id: int, ranges: Ranges) -> Draw | None:
    """A draw for a post within reach; None for any other."""
    if not 0 < draw_id < 2**63:
        return None
    rows = Draw.objects.filter(in_ranges("round_post__post__village_code", ranges), pk=draw_id)
    return rows.select_related("round_post__round", "round_post__post", "officer").first()


def place_of(application_id: int) -> RankedApplication | None:
    """Where an application stood in the newest frozen ranking that names it."""
    rows = RankedApplication.objects.filter(application=application_id)
    return rows.select_related("ranking__round_post__post", "draw").order_by("-ranking").first()


def chosen_ids(application_ids: Sequence[int]) -> set[int]:
    """Which of the applications were chosen in a frozen ranking."""
    rows = RankedApplication.objects.filter(application__in=list(application_ids), chosen=True)
    return set(rows.values_list("application_id", flat=True))


def out_of_order(ranges: Ranges) -> QuerySet[RankedApplication]:
    """Every outcome that departs from its ranking, the newest first: the pool of the spot check (clause 8.4)."""
    rows = RankedApplication.objects.filter(in_ranges("application__village_code", ranges), out_of_order=True)
    return rows.select_related(
        "application__person", "ranking__round_post__post", "ranking__round_post__round", "ranking__officer"
    ).order_by("-pk")


def offered_posts(round_id: int, ranges: Ranges) -> list[Mapping[str, Any]]:
    """The posts of a round within reach with how many are chosen and whether a ranking is frozen."""
    rows = RoundPost.objects.filter(in_ranges("post__village_code", ranges), round=round_id)
    return [
        {"row": row, "rankings": Ranking.objects.filter(round_post=row).count()}
        for row in rows.select_related("post").order_by("post__number")
    ]
