"""What officers are told of cases: one was given to them, or one of theirs is late; never whom it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F

from gonggang.accounts.notices import notify
from gonggang.casework.models import Case
from gonggang.casework.rules import kind_of

_TOLD_MAX = 50


def tell_assigned(case: Case, to: Any, officer: Any) -> None:
    """A case was given to somebody; who takes one needs no news of it."""
    if to.pk != officer.pk:
        facts = {
            "case": case.pk,
            "kind": kind_of(case.kind).label,
            "due_on": case.due_on and str(case.due_on),
        }
        notify([to], "case_assigned", subject=f"case:{case.pk}", facts=facts | {"by": str(officer)})


def tell_handed_over(to: Any, officer: Any, moved: int) -> None:
    """Cases came with a colleague's good-bye."""
    if moved and to.pk != officer.pk:
        notify([to], "cases_received", subject="worklist", facts={"n": moved, "by": str(officer)})


def tell_overdue(officer: Any, on: date) -> None:
    """Own open cases whose deadline has passed, told once each deadline."""
    late = Case.objects.filter(assignee=officer, due_on__lt=on).exclude(status="concluded")
    for case in late.order_by(F("due_on"), "pk")[:_TOLD_MAX]:
        notify(
            [officer], "case_overdue", subject=f"case:{case.pk}", key=f"late:{case.pk}:{case.due_on}",
            facts={"case": case.pk, "kind": kind_of(case.kind).label, "due_on": str(case.due_on)},
        )  # fmt: skip
