"""Money over all inputs: parts add up, nobody earns more than the standard, both ways of counting agree."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.attendance.rules import attendance_days
from gonggang.core.month import Month
from gonggang.subsidies.rules import Payment, funding_split, recovery_amount, subsidy_amount

LEVELS = ("province", "city", "county", "other")
ROUNDINGS = st.sampled_from(["half_up", "down"])


@st.composite
def shares(draw: st.DrawFn) -> dict[str, int]:
    levels = draw(st.lists(st.sampled_from(LEVELS), min_size=1, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, 10000), min_size=len(levels) - 1, max_size=len(levels) - 1)))
    edges = [0, *cuts, 10000]
    return {level: edges[place + 1] - edges[place] for place, level in enumerate(levels)}


@pytest.mark.clause("13.1", "13.6")
@given(st.integers(-(10**12), 10**12), shares())
def test_parts_add_up_and_are_within_one_fen(amount_fen: int, split: dict[str, int]) -> None:
    parts = funding_split(amount_fen, split).parts  # type: ignore[arg-type]
    assert parts is not None
    assert sum(parts.values()) == amount_fen
    assert list(parts) == list(split)
    for level, part in parts.items():
        assert abs(part - Fraction(amount_fen * split[level], 10000)) < 1
        assert part * amount_fen >= 0
    opposite = funding_split(-amount_fen, split).parts  # type: ignore[arg-type]
    assert opposite == {level: -part for level, part in parts.items()}


@pytest.mark.clause("13.2", "13.7")
@given(st.integers(0, 10**7), st.integers(1, 31), st.integers(0, 40), ROUNDINGS)
def test_subsidy_lies_between_nothing_and_the_standard(
    standard: int, required: int, actual: int, rounding: str
) -> None:
    amount = subsidy_amount(standard, required, rounding, actual_days=actual)  # type: ignore[arg-type]
    assert amount.amount_fen is not None
    assert 0 <= amount.amount_fen <= standard
    exact = Fraction(standard * min(actual, required), required)
    assert abs(amount.amount_fen - exact) <= (Fraction(1, 2) if rounding == "half_up" else 1)
    if actual >= required:
        assert amount.amount_fen == standard


@given(
    st.dates(date(2024, 4, 1), date(2024, 6, 30)),
    st.none() | st.dates(date(2024, 4, 1), date(2024, 6, 30)),
    st.none() | st.dates(date(2024, 4, 1), date(2024, 6, 30)),
    st.booleans(),
    st.text("√✓✔○△×休/／ \u3000-?", max_size=33),
)
def test_both_ways_of_giving_days_agree(
    begins: date, ends: date | None, died_on: date | None, death_day_counts: bool, marks: str
) -> None:
    month = Month(2024, 5)
    days = attendance_days(month, marks, begins, ends, died_on, death_day_counts, ("present",))
    amount = subsidy_amount(
        60000,
        30,
        "half_up",
        month=month,
        marks=marks,
        begins=begins,
        ends=ends,
        died_on=died_on,
        death_day_counts=death_day_counts,
    )
    if days.verdict == "ok":
        assert amount == subsidy_amount(60000, 30, "half_up", actual_days=days.actual_days)
    else:
        assert (amount.verdict, amount.reason) == ("refused", "marks_unclear")


def test_attendance_that_nobody_gave_is_not_full() -> None:
    for given_part in ({"month": Month(2024, 5)}, {"begins": date(2024, 5, 1)}, {"marks": "√" * 31}, {}):
        amount = subsidy_amount(60000, 30, "half_up", **given_part)  # type: ignore[arg-type]
        assert amount.reason == "actual_days_missing"


def test_a_payment_without_a_standard_goes_to_a_person() -> None:
    payment = Payment(Month(2024, 4), "success", 60000, None, 30, [1, 2])
    recovery = recovery_amount(date(2024, 4, 16), "by_day", "half_up", [payment], 0, 0, False)
    assert (recovery.verdict, recovery.reason, recovery.recoverable_fen) == (
        "to_verify",
        "subsidy_unknown",
        None,
    )


@pytest.mark.clause("7.5", "12.6")
@given(
    st.dates(date(2024, 1, 1), date(2024, 6, 30)),
    st.lists(st.integers(0, 80000), min_size=6, max_size=6),
    st.integers(0, 500000),
    st.integers(0, 500000),
    st.booleans(),
)
def test_what_is_owed_is_accounted_for(
    event_on: date, paid: list[int], repaid: int, owed: int, offset_allowed: bool
) -> None:
    payments = [
        Payment(Month(2024, number), "success", fen, 80000, 22, list(range(1, 23)))
        for number, fen in enumerate(paid, start=1)
    ]
    recovery = recovery_amount(event_on, "by_day", "half_up", payments, repaid, owed, offset_allowed)
    assert recovery.by_month is not None and recovery.recoverable_fen is not None
    assert recovery.offset_fen is not None and recovery.outstanding_fen is not None
    assert recovery.refund_fen is not None
    assert sum(each.fen for each in recovery.by_month) == recovery.recoverable_fen <= sum(paid)
    assert recovery.outstanding_fen - recovery.refund_fen == (
        recovery.recoverable_fen - repaid - recovery.offset_fen
    )
    assert 0 <= recovery.offset_fen <= (owed if offset_allowed else 0)
    assert recovery.outstanding_fen == 0 or recovery.refund_fen == 0
