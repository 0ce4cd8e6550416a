"""Reads of subsidy lines and bank returns for other rooms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext

from gonggang.attendance import queries as attendance
from gonggang.core.month import Month
from gonggang.placements import queries as placements
from gonggang.policy.parameters import parameters
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import COUNTY, enclosing, level_of, territory
from gonggang.screening import queries as screening
from gonggang.subsidies import rules
from gonggang.subsidies.differences import WHYS, Difference, PaidLine, differences
from gonggang.subsidies.models import BankReturnLine, SubsidyLine, SubsidyRun
from gonggang.subsidies.proof import Ground, prove

__all__ = ["WHYS", "Difference", "PaidLine"]


def lines_of(region: int, month: Month) -> list[SubsidyLine]:
    """The lines of a territory's month, by placement."""
    low, high = territory(region)
    rows = SubsidyLine.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    return list(rows.order_by("placement_id"))


def rest_on(village_code: int, month: Month) -> bool:
    """Whether anything has been computed from the sheet of a village's month."""
    return SubsidyLine.objects.filter(month=month.first, village_code=village_code).exists()


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """A territory's month in sums. All amounts in fen; `payable` is what is not held."""

    lines: int
    total_fen: int
    held_lines: int
    held_fen: int

    @property
    def payable_fen(self) -> int:
        return self.total_fen - self.held_fen


def totals(region: int, month: Month) -> MonthTotals:
    """The sums of a territory's month."""
    low, high = territory(region)
    rows = SubsidyLine.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    held = Q(held=True)
    sums = rows.aggregate(
        lines=Count("pk"),
        total=Sum("amount_fen"),
        held_lines=Count("pk", filter=held),
        held=Sum("amount_fen", filter=held),
    )
    return MonthTotals(sums["lines"], sums["total"] or 0, sums["held_lines"], sums["held"] or 0)


def line_rows(region: int, month: Month) -> QuerySet[SubsidyLine]:
    """The lines of a territory's month with person and post, by village; to be filtered and paged."""
    low, high = territory(region)
    rows = SubsidyLine.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    return rows.select_related("person", "placement__post").order_by("village_code", "placement_id")


def lines_of_person(person_id: int, ranges: tuple[tuple[int, int], ...]) -> list[SubsidyLine]:
    """A person's lines inside the ranges, the newest month first."""
    rows = SubsidyLine.objects.filter(in_ranges("village_code", ranges), person=person_id)
    return list(rows.order_by("-month", "-pk"))


def returns_of_person(person_id: int, ranges: tuple[tuple[int, int], ...]) -> list[BankReturnLine]:
    """What the bank answered for a person inside the ranges, the newest month first."""
    rows = BankReturnLine.objects.filter(in_ranges("village_code", ranges), person=person_id)
    return list(rows.order_by("-month", "-pk"))


def held_by_reason(region: int, month: Month) -> dict[str, int]:
    """How many lines of a territory's month are held, by the reason, the most frequent first."""
    rows = line_rows(region, month).filter(held=True).order_by().values_list("reason")
    return dict(rows.annotate(lines=Count("pk")).order_by("-lines", "reason"))


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are and what they come to, in fen."""

    rows: int
    fen: int


def sum_of(rows: QuerySet[SubsidyLine] | QuerySet[BankReturnLine]) -> Total:
    """The sum over a whole result, not over a page of it."""
    total = rows.order_by().aggregate(rows=Count("pk"), fen=Sum("amount_fen"))
    return Total(total["rows"], total["fen"] or 0)


def return_rows(region: int, month: Month) -> QuerySet[BankReturnLine]:
    """What the bank returned for a territory's month with persons, failures first; to be filtered and paged."""
    low, high = territory(region)
    rows = BankReturnLine.objects.filter(
        village_code__gte=low, village_code__lt=high, month=month.first
    ).select_related("person")
    return rows.order_by("succeeded", "village_code", "pk")


def bank_returns(region: int, month: Month | None) -> list[BankReturnLine]:
    """What the bank returned for a territory's month (or ever)."""
    low, high = territory(region)
    rows = BankReturnLine.objects.filter(village_code__gte=low, village_code__lt=high)
    if month is not None:
        rows = rows.filter(month=month.first)
    return list(rows.order_by("pk"))


def runs_over(region: int, month: Month) -> list[SubsidyRun]:
    """The runs of a month that computed something in a territory, or in the county that holds it."""
    low, high = territory(enclosing(region, COUNTY) if level_of(region) > COUNTY else region)
    rows = SubsidyRun.objects.filter(month=month.first, region_code__gte=low, region_code__lt=high)
    return list(rows.select_related("officer").order_by("pk"))


_PAID = ("placement_id", "person_id", "village_code", "standard_fen", "actual_days", "amount_fen", "held")


def paid_lines(region: int, month: Month) -> dict[int, PaidLine]:
    """What each placement of a territory is owed for a month, by placement."""
    low, high = territory(region)
    rows = SubsidyLine.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    return {row[0]: PaidLine(*row) for row in rows.values_list(*_PAID).iterator(chunk_size=10000)}


def month_differences(region: int, month: Month) -> list[Difference] | None:
    """Why the payable sum of a territory is not last month's; None where nothing was computed last month."""
    before = paid_lines(region, month.plus(-1))
    if not before:
        return None
    spans = dict(placements.in_post(region, month).values_list("pk", "during"))
    began = {
        each for each, during in spans.items() if during.lower is not None and during.lower < month.first
    }
    now = paid_lines(region, month)
    return differences(before, now, still_in_post=set(spans), began_before=began)


BankWhy = Literal["bounced", "unanswered", "other_amount", "not_computed"]


@dataclass(frozen=True, slots=True)
class BankBook:
    """What the bank paid against what was payable: by reason, persons and fen; the parts add up to the whole gap."""

    answers: int
    paid: int
    paid_fen: int
    gaps: Mapping[BankWhy, tuple[int, int]]


def bank_book(region: int, month: Month) -> BankBook | None:
    """Compare the payable lines of a territory's month with the bank's answers, person by person; None without any."""
    answers: dict[int, list[tuple[int, bool]]] = {}
    for person, fen, paid in (
        return_rows(region, month).order_by().values_list("person_id", "amount_fen", "succeeded")
    ):
        answers.setdefault(person, []).append((fen, paid))
    if not answers:
        return None
    due: dict[int, int] = {}
    for line in paid_lines(region, month).values():
        due[line.person_id] = due.get(line.person_id, 0) + line.payable_fen
    gaps: dict[BankWhy, tuple[int, int]] = {}
    for person in {*due, *answers}:
        given = answers.get(person, [])
        gap = sum(fen for fen, paid in given if paid) - due.get(person, 0)
        if gap == 0:
            continue
        why: BankWhy = "other_amount"
        if not given:
            why = "unanswered"
        elif due.get(person, 0) == 0:
            why = "not_computed"
        elif not any(paid for _fen, paid in given):
            why = "bounced"
        people, fen_of = gaps.get(why, (0, 0))
        gaps[why] = (people + 1, fen_of + gap)
    paid_ones = [fen for given in answers.values() for fen, paid in given if paid]
    return BankBook(sum(map(len, answers.values())), len(paid_ones), sum(paid_ones), gaps)


@dataclass(frozen=True, slots=True)
class Unequal:
    """A line that a second computation from what is stored now does not confirm; None where there is no line."""

    placement_id: int
    person_id: int
    village_code: int
    stored: tuple[int, int] | None
    again: tuple[int, int]


def recompute(region: int, month: Month) -> list[Unequal]:
    """Compute every line of a territory's month again by a separate way; returns those that differ, to the fen.

    Days and fen. Death is as registers and people say it now: a decision taken after the run shows here. A placement
    of a locked village without a line is unequal too.
    """
    county = enclosing(region, COUNTY) if level_of(region) > COUNTY else region
    low, high = territory(region)
    rows = SubsidyLine.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    stored = {row[0]: row for row in rows.values_list("placement_id", "actual_days", "amount_fen")}
    marks, deaths = attendance.marks_by_placement(county, month), screening.deaths(county, month.last)
    locked = attendance.locked_villages(region, month)
    look_up, terms, found = parameters().get, {}, []
    for entry in placements.payroll(region, month):
        if entry.placement_id not in stored and (entry.village_code not in locked or not stored):
            continue
        where = enclosing(entry.village_code, COUNTY)
        if where not in terms:
            names = ("subsidy_rounding", "death_day_counts", "required_days_default")
            terms[where] = [look_up(name, region=where, on=month.last) for name in names]
        rounding, death_day_counts, required = terms[where]
        ground = Ground(
            entry.standard_fen,
            entry.required_days or required,
            entry.begins_on,
            entry.ends_on,
            marks.get(entry.placement_id) or "",
            deaths.get(entry.person_id),
        )
        proven = prove(ground, month.first, month.last, rounding, death_day_counts=death_day_counts)
        again, line = (proven.actual_days, proven.amount_fen), stored.get(entry.placement_id)
        if line is None or tuple(line[1:]) != again:
            kept = (line[1], line[2]) if line is not None else None
            found.append(Unequal(entry.placement_id, entry.person_id, entry.village_code, kept, again))
    return found


def explain(lines: Iterable[SubsidyLine], why_held: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    """Each amount in at most five sentences, by the line's key; `why_held` are words by reason."""
    wanted = list(lines)
    found: dict[int, tuple[str, ...]] = {}
    marks: dict[tuple[int, Month], dict[int, str]] = {}
    for line in wanted:
        month, county = Month.of(line.month), enclosing(line.village_code, COUNTY)
        if (county, month) not in marks:
            ids = [each.placement_id for each in wanted]
            marks[county, month] = attendance.marks_of(ids, month)
        said = rules.explain(
            month=month,
            standard_fen=line.standard_fen,
            required_days=line.required_days,
            actual_days=line.actual_days,
            amount_fen=line.amount_fen,
            marks=marks[county, month].get(line.placement_id),
            rounding=parameters().get("subsidy_rounding", region=county, on=month.last),
            why_held=str(why_held.get(line.reason or "", line.reason)) if line.held else None,
        )
        found[line.pk] = tuple(sentence.by(gettext) for sentence in said)
    return found
