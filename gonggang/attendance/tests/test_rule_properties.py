"""Attendance over all sheets: every day is in one kind or unknown, and counted days are inside or outside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.attendance.rules import KIND_OF_SIGN, KINDS, attendance_days
from gonggang.core.month import Month

days_about = st.dates(date(2024, 1, 15), date(2024, 3, 15))


@pytest.mark.clause("11.2", "11.7")
@given(
    st.text("√✓✔○△×休/／ \u3000-?A", max_size=29),
    days_about,
    st.none() | days_about,
    st.none() | days_about,
    st.booleans(),
    st.lists(st.sampled_from(KINDS)),
)
def test_counted_day_by_day(
    marks: str,
    begins: date,
    ends: date | None,
    died_on: date | None,
    death_day_counts: bool,
    counted_kinds: list[str],
) -> None:
    month = Month(2024, 2)
    got = attendance_days(month, marks, begins, ends, died_on, death_day_counts, counted_kinds)  # type: ignore[arg-type]
    counts = dict.fromkeys(KINDS, 0)
    inside, outside, unknown = 0, [], []
    last_alive = None if died_on is None else died_on - timedelta(days=0 if death_day_counts else 1)
    for number in range(1, month.days + 1):
        day = month.day(number)
        kind = KIND_OF_SIGN.get(marks[number - 1]) if number <= len(marks) else "unmarked"
        if kind is None:
            unknown.append(number)
            continue
        counts[kind] += 1
        alive = begins <= day and (ends is None or day < ends) and (last_alive is None or day <= last_alive)
        if kind in counted_kinds:
            inside += alive
            outside += [] if alive else [number]
    assert got.actual_days == inside
    assert got.counts == counts
    assert list(got.outside_days or ()) == outside
    assert list(got.unknown_days or ()) == unknown
    assert got.verdict == ("to_verify" if unknown else "ok")
