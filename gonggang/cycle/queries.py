"""What may be asked of this room: how a comparison stands that somebody asked for."""

from __future__ import annotations

from gonggang.core.month import Month
from gonggang.cycle.actions import COMPARISON, comparison_key
from gonggang.jobs.queries import Standing, newest, standing

__all__ = ["comparison_asked"]


def comparison_asked(region: int, month: Month) -> Standing | None:
    """How the newest comparison of a place and month that was asked for from a page stands; None if none was."""
    job = newest(COMPARISON, comparison_key(region, month))
    return standing(job) if job is not None else None
