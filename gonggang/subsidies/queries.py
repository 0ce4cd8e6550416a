"""Reads of subsidy lines and bank returns for other rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from gonggang.core.month import Month
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import territory
from gonggang.subsidies.models import BankReturnLine, SubsidyLine


def lines_of(region: int, month: Month) -> list[SubsidyLine]:
    """The lines of a territory's month, by placement."""
    low, high = territory(region)
    rows = SubsidyLine.objects.filter(month=month.first, village_code__gte=low, village_code__lt=high)
    return list(rows.order_by("placement_id"))


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
    inside = Q(village_code__gte=low, village_code__lt=high) | Q(village_code=None)
    rows = BankReturnLine.objects.filter(inside, month=month.first).select_related("person")
    return rows.order_by("succeeded", "village_code", "pk")


def bank_returns(region: int, month: Month | None) -> list[BankReturnLine]:
    """What the bank returned for a territory's month (or ever)."""
    low, high = territory(region)
    rows = BankReturnLine.objects.filter(
        Q(village_code__gte=low, village_code__lt=high) | Q(village_code=None)
    )
    if month is not None:
        rows = rows.filter(month=month.first)
    return list(rows.order_by("pk"))
