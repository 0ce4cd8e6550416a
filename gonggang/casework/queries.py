"""Reads of cases, always inside the ranges of codes that an officer holds: no range means nobody's cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from gonggang.accounts.actions import ToDo
from gonggang.casework.models import NO_DEADLINE, Case, CaseEvent, Evidence
from gonggang.casework.rules import KINDS, Light, due_light, kind_of
from gonggang.policy.parameters import parameters
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import PROVINCE, territory_size, within

__all__ = [
    "COUNT_CAP",
    "NO_DEADLINE",
    "Case",
    "CaseEvent",
    "Counted",
    "Evidence",
    "Filters",
    "Ranges",
    "Worklist",
    "by_key",
    "capped_count",
    "case_keys",
    "case_of",
    "events_since",
    "evidence_of",
    "evidence_with",
    "ledger",
    "light_of",
    "narrowed",
    "of_person",
    "open_counts",
    "overdue",
    "soon_days",
    "status_counts",
    "timeline",
    "to_dos_of",
    "worklist",
]

Ranges = tuple[tuple[int, int], ...]
# Counting stops here: what a reader needs of more is that there are more.
COUNT_CAP = 10_000
# Up to this level cases are many; counting them one by one would keep the page waiting.
_MANY_UP_TO = PROVINCE
_CHUNK = 2000
LIGHTS: tuple[Light, ...] = ("late", "today", "soon", "later", "none")


def to_dos_of(officer: Any) -> list[ToDo]:
    """The open cases that somebody owns, by deadline, without a word about whom they concern."""
    rows = Case.objects.filter(assignee=officer).exclude(status="concluded").order_by("due_order", "pk")
    return [
        ToDo(f"case:{pk}", kind_of(kind).label, code, due_on, "cases.work")
        for pk, kind, code, due_on in rows.values_list("pk", "kind", "village_code", "due_on")
    ]


def _within(ranges: Ranges) -> Q:
    return in_ranges("village_code", ranges)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of cases is narrowed to; empty is everything. `due` is a due light, `assignee` an officer's key."""

    kind: str = ""
    topic: str = ""
    status: str = ""
    due: str = ""
    assignee: int | None = None
    unassigned: bool = False
    place: tuple[int, int] | None = None
    text: str = ""


def soon_days(region: int, today: date) -> int:
    """How many calendar days before its deadline a case counts as pressing."""
    found: int = parameters().get("case_due_soon_days", region=region, on=today)
    return found


def light_of(case: Case, today: date) -> Light:
    """The due light of a case."""
    county = case.village_code // 10**6 * 10**6
    return due_light(
        case.due_on, today=today, soon_days=soon_days(county, today), closed=case.status == "concluded"
    )


def _due(light: str, today: date, soon: int) -> Q:
    """The condition of a due light, for cases that are not concluded."""
    until = today + timedelta(days=soon)
    return {
        "late": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "soon": Q(due_on__gt=today, due_on__lte=until),
        "later": Q(due_on__gt=until),
        "none": Q(due_on__isnull=True),
    }.get(light, Q())


def ledger(ranges: Ranges, filters: Filters, *, today: date) -> QuerySet[Case]:
    """The cases of a territory that pass the filters, those due first in front."""
    rows = Case.objects.filter(_within(ranges)).select_related("person", "assignee")
    return narrowed(rows, filters, today=today, soon=_soon(ranges, today)).order_by("due_order", "pk")


def narrowed(rows: QuerySet[Case], filters: Filters, *, today: date, soon: int) -> QuerySet[Case]:
    """Of some cases those that pass the filters; `soon` is how many days ahead a deadline is pressing."""
    for name in ("kind", "topic"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.status == "alive":
        rows = rows.exclude(status=Case.Status.CONCLUDED)
    elif filters.status:
        rows = rows.filter(status=filters.status)
    if filters.due:
        rows = rows.exclude(status=Case.Status.CONCLUDED)
        rows = rows.filter(_due(filters.due, today, soon))
    if filters.assignee is not None:
        rows = rows.filter(assignee=filters.assignee)
    if filters.unassigned:
        rows = rows.filter(assignee=None)
    if filters.place is not None:
        rows = rows.filter(village_code__gte=filters.place[0], village_code__lt=filters.place[1])
    if filters.text:
        rows = rows.filter(_said(filters.text.strip()))
    return rows


def _soon(ranges: Ranges, today: date) -> int:
    return soon_days(ranges[0][0] if len(ranges) == 1 and ranges[0][0] >= 10**11 else 0, today)


def _said(text: str) -> Q:
    text = text.replace("\x00", "")  # the database cannot hold it
    number = text.upper().removeprefix("AJ").lstrip("0")
    if number.isascii() and number.isdigit() and len(number) < 18:
        return Q(pk=int(number))
    return Q(person__name__icontains=text) | Q(title__icontains=text)


def capped_count(rows: QuerySet[Case], cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows there are, counted up to a cap; the second value says that there are more."""
    count = rows.order_by().values("pk")[: cap + 1].count()
    return min(count, cap), count > cap


@dataclass(frozen=True, slots=True)
class Counted:
    """Open cases of one kind by due light, and how many nobody has taken."""

    kind: str
    by_light: Mapping[Light, int]
    unassigned: int

    @property
    def total(self) -> int:
        return sum(self.by_light.values())


def open_counts(ranges: Ranges, *, today: date, officer: Any = None) -> list[Counted]:
    """The open cases of a territory (of an officer, if one is given) by kind and due light.

    Of a whole province each number is counted up to one above the cap, so that it is known to be larger.
    """
    if officer is None and any(_is_large(each) for each in ranges):
        return _capped_counts(ranges, today)
    rows = Case.objects.filter(_within(ranges)).exclude(status=Case.Status.CONCLUDED)
    if officer is not None:
        rows = rows.filter(assignee=officer)
    soon = _soon(ranges, today)
    counts = {light: Count("pk", filter=_due(light, today, soon)) for light in LIGHTS}
    grouped = (
        rows.order_by("kind")
        .values("kind")
        .annotate(
            **{f"n_{light}": each for light, each in counts.items()},
            unassigned=Count("pk", filter=Q(assignee=None)),
        )
    )
    return [
        Counted(row["kind"], {light: row[f"n_{light}"] for light in LIGHTS}, row["unassigned"])
        for row in grouped
    ]


def _is_large(span: tuple[int, int]) -> bool:
    low, high = span
    return high - low >= territory_size(_MANY_UP_TO)


def _capped_counts(ranges: Ranges, today: date) -> list[Counted]:
    soon = _soon(ranges, today)
    found = []
    for kind in KINDS:
        alive = Case.objects.filter(_within(ranges), kind=kind).exclude(status=Case.Status.CONCLUDED)
        by_light = {light: _up_to_the_cap(alive.filter(_due_order(light, today, soon))) for light in LIGHTS}
        if any(by_light.values()):
            found.append(Counted(kind, by_light, _up_to_the_cap(alive.filter(assignee=None))))
    return sorted(found, key=lambda each: each.kind)


def _due_order(light: Light, today: date, soon: int) -> Q:
    """The condition of a due light in the order of deadlines, which an index serves."""
    until = today + timedelta(days=soon)
    return {
        "late": Q(due_order__lt=today),
        "today": Q(due_order=today),
        "soon": Q(due_order__gt=today, due_order__lte=until),
        "later": Q(due_order__gt=until, due_order__lt=NO_DEADLINE),
        "none": Q(due_order=NO_DEADLINE),
    }[light]


def _up_to_the_cap(rows: QuerySet[Case]) -> int:
    return rows.order_by().values("pk")[: COUNT_CAP + 1].count()


def status_counts(ranges: Ranges) -> dict[str, int]:
    """How many cases stand how, each counted up to one above the cap."""
    there = Case.objects.filter(_within(ranges))
    return {status: _up_to_the_cap(there.filter(status=status)) for status in Case.Status.values}


@dataclass(frozen=True, slots=True)
class Worklist:
    """What an officer has to do: their own cases, those that nobody has taken, and how pressing all of them are."""

    mine: list[Case]
    to_claim: list[Case]
    by_light: Mapping[Light, int]
    mine_count: int
    to_claim_count: int
    kinds: list[Counted] = field(default_factory=list)


def worklist(
    ranges: Ranges, officer: Any, *, today: date, size: int = 50, place: tuple[int, int] | None = None
) -> Worklist:
    """The worklist of an officer inside their territory: nothing outside it, not even what they once took.

    What is open and what nobody has taken is counted in a place inside it, if one is given.
    """
    there = Case.objects.filter(_within(ranges)).exclude(status=Case.Status.CONCLUDED)
    mine = there.filter(assignee=officer).select_related("person", "assignee").order_by("due_order", "pk")
    free = there.filter(assignee=None).select_related("person", "assignee").order_by("due_order", "pk")
    kinds = open_counts(ranges if place is None else within(ranges, place), today=today)
    lights: Counter[Light] = Counter()
    for own in open_counts(ranges, today=today, officer=officer):
        lights.update(own.by_light)
    return Worklist(
        mine=list(mine[:size]),
        to_claim=list(free[:size]),
        by_light={light: lights[light] for light in LIGHTS},
        mine_count=sum(lights.values()),
        to_claim_count=sum(each.unassigned for each in kinds),
        kinds=kinds,
    )


def overdue(ranges: Ranges, *, today: date) -> QuerySet[Case]:
    """The open cases whose deadline has passed, the oldest first; without a deadline nothing is late."""
    return ledger(ranges, Filters(due="late"), today=today)


def case_of(case_id: int, ranges: Ranges) -> Case | None:
    """One case, if it lies in the ranges: foreign and absent look alike."""
    rows = Case.objects.filter(_within(ranges), pk=case_id)
    return rows.select_related("person", "assignee", "verified_by", "concluded_by").first()


def by_key(case_ids: Iterable[int]) -> dict[int, Case]:
    """Cases by key."""
    return Case.objects.in_bulk(list(set(case_ids)))


def of_person(person_id: int, ranges: Ranges) -> list[Case]:
    """A person's cases inside the ranges, the newest first."""
    rows = Case.objects.filter(_within(ranges), person=person_id).select_related("assignee")
    return list(rows.order_by("-pk"))


def case_keys(kind: str, subjects: Iterable[str]) -> dict[str, int]:
    """The case of each subject of a kind, where there is one."""
    wanted = list(set(subjects))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = Case.objects.filter(kind=kind, subject__in=wanted[start : start + _CHUNK])
        found.update(rows.values_list("subject", "pk"))
    return found


def timeline(case: Case) -> list[CaseEvent]:
    """Everything that happened to a case, the newest first."""
    return list(CaseEvent.objects.filter(case=case).select_related("officer").order_by("-number"))


def events_since(case: Case, version: int) -> list[CaseEvent]:
    """What happened after a version that somebody saw, the oldest first."""
    rows = CaseEvent.objects.filter(case=case, number__gt=version).select_related("officer")
    return list(rows.order_by("number"))


def evidence_of(case: Case) -> list[Evidence]:
    """The evidence of a case, the oldest first."""
    return list(Evidence.objects.filter(case=case).select_related("officer").order_by("pk"))


def evidence_with(case: Case, evidence_id: int) -> Evidence | None:
    """One piece of evidence of a case."""
    return Evidence.objects.filter(case=case, pk=evidence_id).first()
