"""Whom bridging is for (clause 4.4): the term is over, not retired by then, and willing to work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gonggang.core.said import Listed, Said
from gonggang.policy.finding import Verdict


@dataclass(frozen=True, slots=True)
class BridgingCandidate:
    """Whether somebody is to be led on to another job; `verdict` is that of the clause, `failing` what decides it."""

    verdict: Verdict
    failing: Sequence[Literal["working_age", "willing"]]
    sentence: Said


def bridging_candidate(ends: date, retires: Sequence[date], willing: bool | None) -> BridgingCandidate:
    """Clause 4.4: the three conditions together. `ends` is the first day out; None is a wish that nobody has asked for.

    `retires` are the possible first days of statutory retirement, several where the category is not known.
    """
    still = [ends < day for day in retires]
    if still and not any(still):
        return BridgingCandidate(
            "not_met",
            ["working_age"],
            Said(
                "%(ends)s 到期时已到法定退休年龄（%(month)s），不再推荐，请告知办理退休待遇",
                ends=ends,
                month=f"{max(retires):%Y-%m}",
            ),
        )
    if willing is False:
        return BridgingCandidate("not_met", ["willing"], Said("本人说暂不想再就业，不推荐；改主意了可再登记"))
    unknown: list[Literal["working_age", "willing"]] = []
    asked: list[Said] = []
    if not still or not all(still):
        unknown.append("working_age")
        asked.append(Said("退休类别"))
    if willing is None:
        unknown.append("willing")
        asked.append(Said("就业意愿"))
    if unknown:
        return BridgingCandidate(
            "to_verify", unknown, Said("%(ends)s 到期，还要问清%(what)s", ends=ends, what=Listed(asked))
        )
    return BridgingCandidate(
        "met", [], Said("%(ends)s 到期，还没到法定退休年龄，愿意就业，应当推荐", ends=ends)
    )
