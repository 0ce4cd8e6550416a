"""Retirement over all births: the delay never shrinks or passes its cap, and starts where the law says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.month import Month
from gonggang.policy.retirement import original_month, statutory_retirement

LIMITS = {"male60": (60, 63), "female55": (55, 58), "female50": (50, 55)}
births = st.dates(date(1930, 1, 1), date(2010, 12, 31))
categories = st.sampled_from(sorted(LIMITS))


@pytest.mark.clause("7.3", "12.2")
@given(births, categories)
def test_age_stays_between_the_old_and_the_new(birth: date, category: str) -> None:
    retirement = statutory_retirement(birth, category)
    assert retirement.month is not None and retirement.delay_months is not None
    assert retirement.age_years is not None and retirement.age_months is not None
    low, high = LIMITS[category]
    age = retirement.age_years * 12 + retirement.age_months
    assert low * 12 <= age <= high * 12
    assert age == low * 12 + retirement.delay_months == retirement.month.minus(Month.of(birth))
    if retirement.month < Month(2025, 1):
        assert retirement.delay_months == 0


@given(births, categories, st.integers(1, 60))
def test_the_younger_never_retire_earlier(birth: date, category: str, later: int) -> None:
    month = statutory_retirement(birth, category).month
    younger = statutory_retirement(Month.of(birth).plus(later).first, category).month
    assert month is not None and younger is not None
    assert younger > month


def test_the_original_month_has_no_delay() -> None:
    assert original_month(date(1965, 5, 1), "male60") == Month(2025, 5)
    assert original_month(date(1965, 5, 1), None) is None
    assert original_month(None, "male60") is None
    assert statutory_retirement(None, "male60").verdict == "to_verify"
