"""When a democratic appraisal counts, and when an applicant has passed it (clause 6.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Share:
    """Whether a part is a large enough share of a whole; `needed` is the least part that is."""

    verdict: Literal["yes", "no", "to_verify"]
    needed: int | None


def share_reached(part: int, whole: int, percent: int | None) -> Share:
    """Whether `part` is at least `percent` of `whole`, in whole people; a share that nobody entered is for a person.

    Of nobody at all no share is reached. Raises ValueError for numbers that cannot be.
    """
    if part < 0 or whole < 0 or part > whole or (percent is not None and not 0 < percent <= 100):
        raise ValueError("a share lies between nothing and the whole")
    if percent is None:
        return Share("to_verify", None)
    needed = max(1, -(-whole * percent // 100))
    return Share("yes" if part >= needed else "no", needed)


def voters(present: int, withdrawn: int) -> int:
    """How many vote on an applicant: those present without those who withdrew for an interest in that one."""
    if not 0 <= withdrawn <= present:
        raise ValueError("nobody withdraws who is not there")
    return present - withdrawn
