"""The month as a value: order, arithmetic, and what is no month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month

months = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))
steps = st.integers(-1200, 1200)


@given(months, steps)
def test_minus_undoes_plus(month: Month, step: int) -> None:
    assert month.plus(step).minus(month) == step
    assert month.plus(step).plus(-step) == month


@given(months, months)
def test_order_is_the_order_of_first_days(one: Month, other: Month) -> None:
    assert (one < other) == (one.first < other.first) == (one.minus(other) < 0)


@given(months)
def test_text_and_days_agree(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Month.of(month.last) == month
    assert month.day(month.days) == month.last
    assert (month.next().first - month.first).days == month.days
    assert month.contains(month.first) and not month.contains(month.next().first)
    assert month.number == int(str(month).replace("-", ""))


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-00", "2024-5", "202405", "2024-05-01", "", "五月", "1899-12"]
)
def test_what_is_no_month_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UnusableInput, match=r"没有“.*”这个月份"):
        Month.parse(text)


def test_no_month_outside_the_calendar() -> None:
    with pytest.raises(ValueError, match="no such month"):
        Month(2024, 13)
    assert Month(2024, 2).last == date(2024, 2, 29)
