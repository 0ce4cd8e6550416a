"""How pressing a case is. Without a deadline nothing is late: 及时 has no number until somebody enters one."""

from __future__ import annotations

from datetime import date
from typing import Literal

Light = Literal["late", "today", "soon", "later", "none"]


def due_light(due_on: date | None, *, today: date, soon_days: int, closed: bool = False) -> Light:
    """The due light of a case. `soon_days` (calendar days, 1 or more) bounds what is soon; a closed case has none."""
    if due_on is None or closed:
        return "none"
    left = (due_on - today).days
    if left < 0:
        return "late"
    if left == 0:
        return "today"
    return "soon" if left <= soon_days else "later"


def days_late(due_on: date | None, *, today: date) -> int:
    """How many calendar days a deadline has passed; 0 where it has not, or there is none."""
    return max(0, (today - due_on).days) if due_on is not None else 0
