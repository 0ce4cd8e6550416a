"""Ends and warnings over all dates: the earliest is the earliest, a warning is never sent for nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.month import Month
from gonggang.exits.rules import earliest_end, expiry_warning, near_retirement_extension

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
maybe_day = st.none() | days
months = st.builds(Month, st.integers(2020, 2035), st.integers(1, 12))


@pytest.mark.clause("12.2", "7.3")
@given(maybe_day, maybe_day, st.none() | months, maybe_day, st.booleans(), st.booleans())
def test_no_firm_day_is_earlier(
    term: date | None,
    age: date | None,
    statutory: Month | None,
    agreement: date | None,
    extended: bool,
    binds: bool,
) -> None:
    end = earliest_end(term, age, statutory, agreement, extended, [], "month_start", binds)
    firm = {
        "term": None if extended else term,
        "statutory": statutory.first if statutory else None,
        "age": age,
        "agreement": agreement if binds else None,
    }
    known = [day for day in firm.values() if day is not None]
    assert end.ends == (min(known) if known else None)
    assert list(end.causes) == [cause for cause, day in firm.items() if day is not None and day == end.ends]
    assert (end.verdict == "ok") == bool(known and not (extended and statutory is None))
    if end.agreement_notice is not None:
        assert not binds and end.agreement_notice == agreement
        assert end.ends is None or end.agreement_notice < end.ends


@pytest.mark.clause("12.3")
@given(days, st.integers(-400, 400), st.lists(st.integers(0, 200)), st.lists(st.integers(0, 200)))
def test_a_warning_is_due_from_its_threshold_to_the_day_itself(
    today: date, left: int, thresholds: list[int], sent: list[int]
) -> None:
    warning = expiry_warning(today, today + timedelta(days=left), thresholds, sent)
    assert warning.days_left == left
    covering = [each for each in thresholds if each >= left]
    if left < 0:
        assert (warning.verdict, warning.threshold) == ("passed", None)
    elif covering:
        assert (warning.verdict, warning.threshold) == ("due", min(covering))
    else:
        assert (warning.verdict, warning.threshold) == ("none", None)
    assert warning.send in (None, warning.threshold)
    assert warning.send not in sent or warning.send is None


@given(days, months, st.integers(0, 36), st.integers(1, 120), st.booleans())
def test_an_extension_is_never_granted_beyond_the_threshold(
    approved: date, original: Month, delay: int, threshold: int, follow: bool
) -> None:
    statutory = original.plus(delay)
    got = near_retirement_extension(approved, original, statutory, threshold, date(2025, 1, 1), follow)
    assert got.months_left == statutory.minus(Month.of(approved))
    if got.verdict == "yes":
        assert got.extends_to == statutory
        assert original.minus(Month.of(approved)) < threshold
    else:
        assert got.extends_to is None and got.reason is not None
