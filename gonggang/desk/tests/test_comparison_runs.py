"""Registers with their age, comparisons against the one before, and starting one from the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gonggang.core.month import Month
from gonggang.cycle.actions import compare_month
from gonggang.desk.screens.comparison_runs import age_of
from gonggang.screening.models import Hit, ScreeningRun
from gonggang.testing import COUNTY, TOWNSHIP

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.3")]

MONTH = Month(2024, 5)


@pytest.fixture
def in_post(make_person: Any, make_post: Any, make_placement: Any) -> int:
    """Somebody past the age limit, and somebody whose age says nothing."""
    post = make_post()
    old = make_person(birth=date(1950, 1, 2))
    make_placement(old, post)
    make_placement(make_person(), post)
    return old


def test_the_age_of_a_register() -> None:
    assert age_of(date(2024, 5, 31), MONTH, None) == age_of(date(2024, 6, 3), MONTH, None)
    assert age_of(date(2024, 5, 20), MONTH, 45).tone == ""
    soon = age_of(date(2024, 4, 18), MONTH, 45)
    assert (soon.tone, "再过 2 天过期" in soon.words, soon.ticks[-1]) == ("gg-warn", True, "now")
    late = age_of(date(2024, 4, 1), MONTH, 45)
    assert (late.tone, "超过上限 45 天" in late.words) == ("gg-stop", True)
    assert age_of(date(2024, 5, 20), MONTH, None).ticks == ()


def test_a_run_is_told_against_the_one_before(in_post: int, officer: Any) -> None:
    first = compare_month(MONTH, COUNTY, officer=officer)[0]
    assert first.run.came_to["new"] == first.run.came_to["found"] >= 1
    assert first.cases_opened == first.run.came_to["found"]
    Hit.objects.filter(check_name="age_limit").update(check_name="death")
    second = compare_month(MONTH, COUNTY, officer=officer)[0].run
    assert second.came_to["before"] == first.run.pk
    assert (second.came_to["new"], second.came_to["vanished"]) == (1, 1)
    third = compare_month(MONTH, COUNTY, officer=officer)[0].run
    assert (third.came_to["new"], third.came_to["continued"], third.came_to["vanished"]) == (0, 1, 0)


def test_comparing_alone_locks_and_computes_nothing(in_post: int, officer: Any) -> None:
    from gonggang.exits.models import ExpiryWarning
    from gonggang.subsidies.models import SubsidyLine

    compare_month(MONTH, COUNTY, officer=officer)
    assert not SubsidyLine.objects.exists() and not ExpiryWarning.objects.exists()


def test_an_officer_of_the_county_starts_a_comparison(in_post: int, signed_in: Callable[..., Any]) -> None:
    desk = signed_in()
    before = desk.get("/registers/?month=2024-05").content.decode()
    assert "还没有比对" in before and 'action="/registers/run/?' in before and "历次比对" in before
    answer = desk.post(f"/registers/run/?place={COUNTY // 10**6}&month=2024-05", follow=True)
    page = answer.content.decode()
    assert "已重新比对：命中 1 项，新立案 1 件" in page and "这次与上次" in page
    run = ScreeningRun.objects.get()
    assert (run.region_code, run.month) == (COUNTY, date(2024, 5, 1))
    runs = desk.get("/registers/runs/").content.decode()
    assert "历次比对 1 次" in runs and "2024-05" in runs and "死亡" in runs


def test_a_month_without_anybody_says_so(county: int, signed_in: Callable[..., Any]) -> None:
    page = signed_in().post("/registers/run/?month=2024-05", follow=True).content.decode()
    assert "没有在岗人员可以比对" in page and "gg-stop" in page


@pytest.mark.clause("X2")
@pytest.mark.parametrize(("role", "place"), [("county_finance", COUNTY), ("township_officer", TOWNSHIP)])
def test_nobody_else_starts_one(in_post: int, signed_in: Callable[..., Any], role: str, place: int) -> None:
    desk = signed_in(role, place)
    assert desk.post("/registers/run/?month=2024-05").status_code == 404
    assert 'action="/registers/run/' not in desk.get("/registers/?month=2024-05").content.decode()
    assert not ScreeningRun.objects.exists()
