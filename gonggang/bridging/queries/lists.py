"""Institutions, openings, those who leave and referrals of a territory, to be filtered and paged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from gonggang.bridging.models import Institution, Opening, Referral, Wish
from gonggang.exits import queries as exits
from gonggang.policy.parameters import parameters
from gonggang.regions.rules import COUNTY, enclosing, level_of, territory

IN_PROGRESS: Final = ("proposed", "accepted", "referred")
# A person on the worklist, by what is to be done next.
STEPS: Final = ("unasked", "waiting", "proposed", "accepted", "referred", "taken", "unwilling")
# Nobody leads those on any more: a next job is there, or none is wanted.
SETTLED: Final = ("taken", "unwilling")


def institutions(region: int, unit: str | None = None) -> QuerySet[Institution]:
    """The institutions of a territory; with a `unit`, an employer's code, its own; "" has none."""
    low, high = territory(region)
    rows = Institution.objects.filter(village_code__gte=low, village_code__lt=high)
    return rows if unit is None else rows.filter(uscc=unit) if unit else rows.none()


def openings(region: int, unit: str | None = None) -> QuerySet[Opening]:
    """The openings whose place of work lies in a territory; with a `unit` that employer's own."""
    low, high = territory(region)
    rows = Opening.objects.filter(village_code__gte=low, village_code__lt=high).select_related("institution")
    return rows if unit is None else rows.filter(institution__uscc=unit) if unit else rows.none()


def taking(on: date) -> Q:
    """The condition under which an opening takes people on a day."""
    return Q(closed_on__isnull=True, offered_until__gte=on, places_taken__lt=F("places"))


def referrals(region: int, unit: str | None = None) -> QuerySet[Referral]:
    """The referrals of people of a territory; with a `unit` those to that employer's openings there."""
    low, high = territory(region)
    rows = Referral.objects.select_related("person", "opening__institution", "insurance")
    if unit is None:
        return rows.filter(village_code__gte=low, village_code__lt=high)
    if not unit:
        return rows.none()
    # An employer sees whom it was asked to take, not who was only asked.
    return rows.filter(
        opening__institution__uscc=unit,
        opening__village_code__gte=low,
        opening__village_code__lt=high,
        referred_on__isnull=False,
    )


def window(region: int, on: date) -> tuple[date, date]:
    """From which end to which somebody is on the worklist of a place on a day, both included."""
    county = enclosing(region, COUNTY) if region and level_of(region) >= COUNTY else region
    get = parameters().get
    after: int = get("bridging_days_after_end", region=county, on=on)
    ahead: list[int] = get("expiry_warning_days", region=county, on=on)
    return on - timedelta(days=after), on + timedelta(days=max(ahead))


def leavers(region: int, on: date) -> QuerySet[Any]:
    """The warnings of whoever leaves around a day, with `step`: what is to be done next (4.4)."""
    since, until = window(region, on)
    return with_steps(exits.current_rows(region, since, until))


def with_steps(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Warnings with `willing` (null: not asked), `going` (a referral under way), `step`."""
    said = Wish.objects.filter(warning__placement=OuterRef("placement")).order_by("-pk")
    own = Referral.objects.filter(warning__placement=OuterRef("placement"))
    return rows.annotate(
        willing=Subquery(said.values("willing")[:1]),
        going=Subquery(own.filter(state__in=IN_PROGRESS).order_by("-pk").values("state")[:1]),
        has_job=Exists(own.filter(state="taken")),
    ).annotate(
        step=Case(
            When(has_job=True, then=Value("taken")),
            When(going__isnull=False, then=F("going")),
            When(willing__isnull=True, then=Value("unasked")),
            When(willing=False, then=Value("unwilling")),
            default=Value("waiting"),
            output_field=CharField(),
        )
    )
