"""Who is to be chosen for a post, and what departs from the ranking (clauses 8.2 to 8.4). Between groups: no order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

# The five groups that clause 8 puts before others, in no order.
PRIORITY_GROUPS: Final = frozenset(
    {"ZERO_EMPLOYMENT_FAMILY", "URBAN_OLDER_UNEMPLOYED", "POVERTY_ALLEVIATED", "LOW_INCOME", "DISABLED"}
)


def group_of(category: str, monitored_counts_as_alleviated: bool) -> str:
    """The group in which somebody of a category competes."""
    if category == "RELAPSE_MONITORED" and monitored_counts_as_alleviated:
        return "POVERTY_ALLEVIATED"
    return category or "UNKNOWN"


def comes_first(group: str) -> bool:
    """Whether a group is one of the five that come before others."""
    return group in PRIORITY_GROUPS


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate in a group. `rank` is None where a key is missing; a `held` one waits for an objection's result."""

    key: str
    group: str
    rank: int | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """One candidate whose outcome departs from the ranking; without a reason the choice is refused.

    `beyond`: chosen though not among the first; `passed_over`: among the first and not chosen; `unranked`: a key is
    missing, so that nobody can say; `not_priority`: chosen while a candidate of a priority group was not;
    `priority_left`: a candidate of a priority group not chosen while one of another group was.
    """

    key: str
    kind: Literal["beyond", "passed_over", "unranked", "not_priority", "priority_left"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a choice amounts to: departures by key, ties that a draw must decide first, and why it cannot be at all."""

    departures: Mapping[str, Departure]
    undecided: Sequence[Sequence[str]]
    problem: Literal["too_many", "held", "unknown", "nobody"] | None


def judge_choice(
    standings: Sequence[Standing],
    allotted: Mapping[str, int],
    chosen: Collection[str],
    places: int,
) -> Choice:
    """Compare a choice with the ranking, group by group; `allotted` says how many places the officer gives each group.

    The first of a group are as many as it was given, those that are held among them: their place waits. A tie
    across the last of them must be drawn first, unless nobody of the tie is chosen.
    """
    picked = set(chosen)
    of_key = {standing.key: standing for standing in standings}
    if picked - set(of_key):
        return Choice({}, (), "unknown")
    if not picked:
        return Choice({}, (), "nobody")
    if any(of_key[key].held for key in picked):
        return Choice({}, (), "held")
    if len(picked) > places or sum(allotted.values()) > places:
        return Choice({}, (), "too_many")
    departures: dict[str, Departure] = {}
    undecided: list[list[str]] = []
    waiting: set[str] = set()
    for group in sorted({standing.group for standing in standings}):
        members = [standing for standing in standings if standing.group == group]
        given = allotted.get(group, 0)
        if sum(each.key in picked for each in members) > given:
            return Choice({}, (), "too_many")
        undecided += _judge_group(members, given, picked, departures, waiting)
    _judge_priority(standings, picked, waiting, departures)
    return Choice(departures, undecided, None)


def _judge_group(
    members: Sequence[Standing],
    given: int,
    picked: set[str],
    departures: dict[str, Departure],
    waiting: set[str],
) -> list[list[str]]:
    """Departures in a group go to `departures`, who is held and has a place kept to `waiting`; returns open ties."""
    ranked = sorted(
        (each for each in members if each.rank is not None), key=lambda each: (each.rank or 0, each.key)
    )
    first = {each.key for each in ranked[:given]}
    kept = given - sum(each.key in picked for each in members)
    tie: list[str] = []
    if 0 < given < len(ranked) and ranked[given - 1].rank == ranked[given].rank:
        tie = [each.key for each in ranked if each.rank == ranked[given].rank]
        if not picked & set(tie):
            tie = []
    for each in members:
        if each.key in tie:
            continue
        if each.rank is None:
            # Nobody knows where they stand: whatever becomes of them is said with a reason.
            departures[each.key] = Departure(each.key, "unranked")
        elif each.key in picked and each.key not in first:
            departures[each.key] = Departure(each.key, "beyond")
        elif each.key not in picked and each.key in first:
            if each.held and kept > 0:
                kept -= 1
                waiting.add(each.key)
            else:
                departures[each.key] = Departure(each.key, "passed_over")
    return [tie] if tie else []


def _judge_priority(
    standings: Sequence[Standing], picked: set[str], waiting: set[str], departures: dict[str, Departure]
) -> None:
    others = [each for each in standings if each.key in picked and not comes_first(each.group)]
    left = [
        each
        for each in standings
        if comes_first(each.group) and each.key not in picked and each.key not in waiting
    ]
    if not others or not left:
        return
    for each in others:
        departures.setdefault(each.key, Departure(each.key, "not_priority"))
    for each in left:
        departures.setdefault(each.key, Departure(each.key, "priority_left"))
