"""Registers with their age, comparisons against the one before, and starting one from the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gonggang.accounts.models import Notice
from gonggang.core.errors import WorkFailed
from gonggang.core.month import Month
from gonggang.cycle.actions import compare_month
from gonggang.desk.screens.comparison_runs import age_of
from gonggang.jobs.worker import do_next
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


def test_an_officer_of_the_county_starts_a_comparison(
    in_post: int, signed_in: Callable[..., Any], settings: Any
) -> None:
    desk = signed_in()
    before = desk.get("/registers/?month=2024-05").content.decode()
    assert "还没有比对" in before and 'action="/registers/run/?' in before and "历次比对" in before
    start = f"/registers/run/?place={COUNTY // 10**6}&month=2024-05"
    waiting = desk.post(start, follow=True)
    page = waiting.content.decode()
    assert waiting.headers["Refresh"] == "2" and "后台程序没有在运行" in page
    assert 'action="/registers/run/' not in page, "what is under way is not started again"
    assert "已经在办" in desk.post(start, follow=True).content.decode()
    assert do_next() and not do_next()
    answer = desk.get("/registers/?month=2024-05")
    page = answer.content.decode()
    assert "Refresh" not in answer.headers and 'action="/registers/run/' in page
    assert "已重新比对：命中 1 项，新立案 1 件" in page and "这次与上次" in page
    run = ScreeningRun.objects.get()
    assert (run.region_code, run.month) == (COUNTY, date(2024, 5, 1))
    runs = desk.get("/registers/runs/").content.decode()
    assert "历次比对 1 次" in runs and "2024-05" in runs and "死亡" in runs
    notices = desk.get("/notices/").content.decode()
    assert "2024-05 的数据比对已完成：2024-05 已重新比对：命中 1 项，新立案 1 件。" in notices
    opened = desk.get(f"/notices/{Notice.objects.get().pk}/")
    assert opened.url == f"/registers/?place={COUNTY}&month=2024-05"
    settings.JOBS_IN_BACKGROUND = False
    assert "已重新比对：命中 1 项，新立案 0 件" in desk.post(start, follow=True).content.decode()


def test_what_failed_is_said_on_the_page_and_in_a_notice(
    in_post: int, signed_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in()
    desk.post("/registers/run/?month=2024-05")

    def no_register(*_: Any, **__: Any) -> None:
        raise WorkFailed("死亡登记的文件读不了：请重新导入。")

    monkeypatch.setattr("gonggang.cycle.jobs.compare_month", no_register)
    assert do_next()
    page = desk.get("/registers/?month=2024-05").content.decode()
    assert "没有办成，没有写入任何数据" in page and "死亡登记的文件读不了" in page
    assert 'action="/registers/run/' in page, "it can be started again"
    said = desk.get("/notices/").content.decode()
    assert "2024-05 的数据比对没有办成：死亡登记的文件读不了：请重新导入。" in said
    assert not ScreeningRun.objects.exists()


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
