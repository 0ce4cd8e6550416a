"""Terms over all starts: a term ends in the right month, never a day early, never a day late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.month import Month
from gonggang.placements.rules import term_end

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.clause("12.2", "3.5")
@given(days, st.integers(1, 120), st.lists(days, max_size=3))
def test_a_term_ends_after_its_months(begins: date, term_months: int, transfers: list[date]) -> None:
    term = term_end(begins, term_months, transfers, False)
    assert term.ends is not None and term.last_day is not None
    assert Month.of(term.ends) == Month.of(begins).plus(term_months)
    assert term.ends.day == min(begins.day, Month.of(term.ends).days)
    assert term.last_day == term.ends - timedelta(days=1)
    again = term_end(begins, term_months, transfers, True)
    assert again == term_end(max([begins, *transfers]), term_months, [], False)


@given(days, st.integers(1, 120))
def test_a_longer_term_ends_later(begins: date, term_months: int) -> None:
    shorter, longer = (term_end(begins, months, [], False).ends for months in (term_months, term_months + 1))
    assert shorter is not None and longer is not None
    assert begins < shorter < longer
