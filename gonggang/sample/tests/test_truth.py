"""The reckoning of the truth on cases worked out by hand: ages, names, days, money, stages, relations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gonggang.core.month import Month
from gonggang.sample.ages import birthday, later_by_months, retirement_month
from gonggang.sample.jobs import CLEANER
from gonggang.sample.model import Person, Placement, Post
from gonggang.sample.places import Village
from gonggang.sample.truth import actual_days, age_limit_on, amount_fen, same_name
from gonggang.sample.truth_of_people import _defects

MAY = Month(2024, 5)


def placement(marks: str = "", urban: bool = False, retirement: str = "男60", **changes: Any) -> Placement:
    village = Village(379901100200, "张家庄村", "柳林镇", urban)
    post = Post("GG1", village, CLEANER, "保洁员", "", "", 22, 72000, False, "", village.host)
    days = [date(2023, 3, day) for day in (1, 5, 9, 12, 18, 19, 21, 23)]
    stages: list[date | None] = [*days, changes.get("begins", date(2023, 3, 25))]
    person = Person("379901196001010013", "王伟", True, changes.get("birth", date(1960, 1, 1)))
    return Placement(person, post, "", date(2022, 1, 1), retirement, stages, 1, "", marks=list(marks))


@pytest.mark.parametrize(
    ("birth", "category", "month"),
    [
        (date(1964, 12, 9), "男60", Month(2024, 12)),
        (date(1965, 5, 1), "男60", Month(2025, 7)),
        (date(1976, 9, 30), "男60", Month(2039, 9)),
        (date(1971, 4, 1), "女55", Month(2026, 8)),
        (date(1981, 8, 1), "女55", Month(2039, 7)),
        (date(1975, 3, 1), "女50", Month(2025, 5)),
        (date(1984, 11, 1), "女50", Month(2039, 11)),
    ],
)
def test_retirement_follows_the_published_table(birth: date, category: str, month: Month) -> None:
    assert retirement_month(birth, category) == month


def test_months_end_where_the_month_ends() -> None:
    assert later_by_months(date(2021, 8, 31), 36) == date(2024, 8, 31)
    assert later_by_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert birthday(date(1960, 2, 29), 65) == date(2025, 2, 28)


def test_age_limits_of_villages_and_of_the_county_town() -> None:
    assert age_limit_on(placement(birth=date(1959, 5, 31))) == date(2024, 5, 31)
    assert age_limit_on(placement(birth=date(1964, 5, 31), urban=True)) == date(2024, 5, 1)
    assert age_limit_on(placement(urban=True, retirement="")) is None


def test_names_are_one_whatever_the_gap_or_dot() -> None:
    assert same_name("王 伟", "王\u3000伟")
    assert same_name("古丽•阿娜", "古丽·阿娜")
    assert not same_name("王伟", "王玮")


def test_days_count_from_the_start_and_end_before_the_death() -> None:
    assert actual_days(placement("√" * 31), MAY, None) == 31
    assert actual_days(placement("√" * 31, begins=date(2024, 5, 11)), MAY, None) == 21
    assert actual_days(placement("√" * 31), MAY, date(2024, 5, 11)) == 10
    assert actual_days(placement("√" * 31), MAY, date(2024, 4, 30)) == 0
    assert actual_days(placement("√" * 31), MAY, date(2024, 6, 1)) == 31
    assert actual_days(placement("√休○√"), MAY, None) == 2


def test_halves_of_a_fen_go_up() -> None:
    assert amount_fen(72000, 20, 22) == 65455  # 65454.54…
    assert amount_fen(10001, 1, 2) == 5001  # 5000.5
    assert amount_fen(72000, 30, 22) == 72000
    assert amount_fen(72000, 0, 22) == 0


def test_defects_name_the_later_stage() -> None:
    good = placement()
    assert _defects(good) == []
    good.stages[2] = date(2023, 3, 4)
    assert _defects(good) == [("inversion", "democratic_appraisal")]
    good.stages[2] = good.stages[1] = None
    assert _defects(good) == [("missing", "application"), ("missing", "democratic_appraisal")]
    good.stages[4] = date(2023, 3, 16)
    assert ("notice_too_short", "public_notice") in _defects(good)
