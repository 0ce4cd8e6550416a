"""Priority among the applicants of one group for one post: three keys, and lots for a tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal


@dataclass(frozen=True, slots=True)
class Candidate:
    """An applicant of one group for one post; `key` names the person in what comes back."""

    key: str
    birth: date | None
    recognised_on: date | None
    low_income_family: bool | None
    zero_employment_family: bool | None


@dataclass(frozen=True, slots=True)
class PriorityOrder:
    """Keys in order, their ranks, the ties that no lot has decided, and who could not be ranked."""

    order: Sequence[str]
    ranks: Mapping[str, int]
    ties: Sequence[Sequence[str]]
    to_verify: Sequence[str]


def _is_known(candidate: Candidate) -> bool:
    return None not in (
        candidate.birth,
        candidate.recognised_on,
        candidate.low_income_family,
        candidate.zero_employment_family,
    )


def _sort_key(candidate: Candidate) -> tuple[date, date, bool]:
    family = bool(candidate.low_income_family or candidate.zero_employment_family)
    # Only candidates with every key come here; the earliest day stands for the impossible.
    return candidate.birth or date.min, candidate.recognised_on or date.min, not family


def priority_order(
    candidates: Sequence[Candidate], tie_rule: Literal["draw_lots"], draw: Sequence[str] | None
) -> PriorityOrder:
    """Older first, then recognised earlier, then of a low-income or zero-employment family (8.2, 8.3, 8.4).

    Between groups the policy sets no order, so all candidates must be of one. A draw decides a tie only if it
    names every member; until then they share a rank and the next rank skips. A missing key goes to a person.
    """
    lots = {key: position for position, key in reversed(list(enumerate(draw or ())))}
    known = sorted(filter(_is_known, candidates), key=lambda each: (_sort_key(each), each.key))
    order: list[str] = []
    ranks: dict[str, int] = {}
    ties: list[list[str]] = []
    for _, group in groupby(known, key=_sort_key):
        members = [candidate.key for candidate in group]
        drawn = all(member in lots for member in members)
        if drawn:
            members.sort(key=lots.__getitem__)
        elif len(members) > 1:
            ties.append(members)
        first = len(order) + 1
        for position, member in enumerate(members):
            ranks[member] = first + position if drawn else first
        order += members
    to_verify = sorted(candidate.key for candidate in candidates if not _is_known(candidate))
    return PriorityOrder(order, ranks, ties, to_verify)
