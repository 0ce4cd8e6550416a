"""Which follow-ups of a referral are due, and when (4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, Func, OuterRef, Q, QuerySet

from gonggang.bridging.models import FollowUp, Referral
from gonggang.core.dates import add_months
from gonggang.policy.parameters import parameters
from gonggang.regions.rules import COUNTY, enclosing, level_of


@dataclass(frozen=True, slots=True)
class FollowUpDue:
    """One follow-up: after how many months, on which day, and what was found, if it was."""

    months: int
    due_on: date
    done: FollowUp | None

    def is_due(self, on: date) -> bool:
        return self.done is None and self.due_on <= on


def follow_up_months(village_code: int, on: date) -> list[int]:
    """After how many months somebody is asked, the earliest first."""
    found: list[int] = parameters().get(
        "bridging_follow_up_months", region=enclosing(village_code, COUNTY), on=on
    )
    return sorted(found)


def follow_ups_of(referral: Referral, on: date) -> list[FollowUpDue]:
    """The follow-ups of somebody who was taken; after they left only those that were made."""
    if referral.starts_on is None:
        return []
    done: dict[int, Any] = {each.months: each for each in referral.follow_ups.select_related("officer")}
    months = {*done} if referral.left_on else {*done, *follow_up_months(referral.village_code, on)}
    return [
        FollowUpDue(each, add_months(referral.starts_on, each), done.get(each)) for each in sorted(months)
    ]


class _Months(Func):
    """A day so many months after a field, at most the last one of its month, as PostgreSQL reckons."""

    function = ""
    template = "(%(expressions)s + make_interval(months => %(months)s))::date"


def follow_ups_due(rows: QuerySet[Any], region: int, on: date) -> QuerySet[Any]:
    """Of referrals those whose people are to be asked on a day, and have not been."""
    months = follow_up_months(region, on) if region and level_of(region) >= COUNTY else _of_country(on)
    due = Q(pk__in=[])
    for each in months:
        asked = FollowUp.objects.filter(referral=OuterRef("pk"), months=each)
        rows = rows.annotate(**{f"due_{each}": _Months("starts_on", months=each, output_field=DateField())})
        due |= Q(**{f"due_{each}__lte": on}) & ~Exists(asked)
    return rows.filter(due, state="taken")


def _of_country(on: date) -> list[int]:
    found: list[int] = parameters().get("bridging_follow_up_months", region=0, on=on)
    return sorted(found)
