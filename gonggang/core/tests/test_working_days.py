"""The working calendar: the published holidays, counting across them, and years that nobody has published."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from gonggang.core.working_days import CalendarUnknown, read_calendar, rest_and_work_days, working_days


@pytest.mark.clause("X8")
def test_table_agrees_with_the_published_arrangements() -> None:
    day, last = date(2004, 1, 1), date(2026, 12, 31)
    while day <= last:
        assert working_days().is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_counting_meets_make_up_workdays() -> None:
    assert working_days().after(date(2024, 4, 26), 5) == date(2024, 5, 7)
    assert working_days().after(date(2024, 2, 8), 5) == date(2024, 2, 21)
    assert working_days().after(date(2024, 2, 8), 0) == date(2024, 2, 8)


def test_a_year_without_data_is_not_guessed() -> None:
    with pytest.raises(CalendarUnknown, match="2003 年的放假与调休安排"):
        working_days().is_working_day(date(2003, 5, 1))
    late = date(max(working_days().years), 12, 30)
    with pytest.raises(CalendarUnknown):
        working_days().after(late, 5)
    with pytest.raises(CalendarUnknown):
        rest_and_work_days(late, 5)


def test_lists_for_rules_cover_the_count_and_one_day_more() -> None:
    rest, work = rest_and_work_days(date(2024, 4, 26), 5)
    assert rest == tuple(date(2024, 5, day) for day in range(1, 6))
    assert work == (date(2024, 4, 28),)


def test_an_unknown_kind_of_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        read_calendar(["day,kind,occasion", "2030-01-01,holiday,元旦"])
