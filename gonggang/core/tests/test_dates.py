"""Days as people write them, months added to a day, ages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.dates import add_months, age_on, counts_as_age_from, parse_date
from gonggang.core.month import Month

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
SERIAL_ORIGIN = date(1899, 12, 30)


@given(days, st.integers(0, 9))
def test_every_way_of_writing_a_day_reads_as_it(day: date, way: int) -> None:
    y, m, d = day.year, day.month, day.day
    written = (
        day.isoformat(),
        f"{y}.{m}.{d}",
        f"{y}/{m:02d}/{d}",
        f"{y}年{m}月{d}日",
        f"{y} 年 {m:02d} 月 {d:02d} 号 08:30",
        f"{y}{m:02d}{d:02d}",
        f"'{y}-{m}-{d} 0:00:00",
        f"\u3000{y}－{m}－{d}\u200b",
        f"{y}-{m:02d}-{d:02d}T23:59",
        f"\ufeff{y}.{m:02d}.{d:02d}\u00a0",
    )[way]
    read = parse_date(written)
    assert (read.verdict, read.date, read.month) == ("ok", day, Month.of(day))


@given(st.integers(20000, 80000), st.booleans())
def test_serial_numbers(serial: int, as_text: bool) -> None:
    assert parse_date(str(serial) if as_text else serial).date == SERIAL_ORIGIN + timedelta(days=serial)


@pytest.mark.parametrize(
    ("value", "verdict", "day"),
    [
        (date(2023, 5, 1), "ok", date(2023, 5, 1)),
        (datetime(2023, 5, 1, 8, 30), "ok", date(2023, 5, 1)),  # noqa: DTZ001 - as a sheet gives it
        (45047.75, "ok", date(2023, 5, 1)),
        (45047.0, "ok", date(2023, 5, 1)),
        (20230501.0, "ok", date(2023, 5, 1)),
        (2021.1, "bad_date", None),
        (float("nan"), "bad_date", None),
        (float("inf"), "bad_date", None),
        (True, "bad_date", None),
        (date(1899, 12, 31), "bad_date", None),
    ],
)
def test_cells_that_are_not_text(value: date | float, verdict: str, day: date | None) -> None:
    read = parse_date(value)
    assert (read.verdict, read.date) == (verdict, day)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading(text: str) -> None:
    read = parse_date(text)
    assert (read.date is None) == (read.verdict != "ok")


@given(days, st.integers(-600, 600))
def test_added_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    month = Month.of(day).plus(months)
    assert Month.of(moved) == month
    assert moved.day == min(day.day, month.days)


@given(
    days,
    st.integers(0, 36000),
    st.sampled_from(["birthday", "next_day"]),
    st.sampled_from(["02-28", "03-01"]),
)
def test_age_is_the_greatest_reached(birth: date, later: int, counts_from: str, leap: str) -> None:
    day = birth + timedelta(days=later)
    age = age_on(birth, day, counts_from, leap).age  # type: ignore[arg-type]
    assert age is not None and age >= 0
    if age:
        assert counts_as_age_from(birth, age, counts_from, leap) <= day  # type: ignore[arg-type]
    assert counts_as_age_from(birth, age + 1, counts_from, leap) > day  # type: ignore[arg-type]


def test_another_way_of_counting_is_refused() -> None:
    with pytest.raises(ValueError, match="no such way"):
        counts_as_age_from(date(1960, 2, 29), 65, "birthday", "02-29")  # type: ignore[arg-type]
