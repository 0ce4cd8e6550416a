"""A village's month from the clerk's keyboard to the township's lock, in a real browser, wide and narrow."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gonggang.core.month import Month
from gonggang.testing import OTHER_VILLAGE, TOWNSHIP, VILLAGE, sign_in
from tests.journeys.test_month_in_a_browser import CHROMIUM, REFUSED, SWITCHES, pytestmark, site

__all__ = ["pytestmark", "site"]

ADDRESS = f"/attendance/{VILLAGE}/2024-05/"
MAY = Month(2024, 5)
PEOPLE = 30
THREE_MINUTES = 180
# Where pictures for looking at are kept, if anywhere.
SHOTS = os.environ.get("GONGGANG_SHOTS")
KEY_PAUSE = 110  # milliseconds: somebody who types with two fingers


@pytest.fixture
def village(make_person: Any, make_post: Any, make_placement: Any) -> list[Any]:
    """Thirty people in post; names and posts of every length."""
    cleaner, guard = make_post(places=40), make_post(places=40, name="乡村公共服务设施水利管护员")
    names = ["阿依古丽·买买提", "欧阳淑珍", "赵长河"] + [f"测试{n}" for n in range(4, PEOPLE + 1)]
    begins = {3: date(2024, 5, 20)}
    return [
        make_placement(
            make_person(name=name), guard if n % 4 == 0 else cleaner, begins.get(n, date(2023, 1, 1))
        )
        for n, name in enumerate(names, start=1)
    ]


@pytest.fixture
def ask(db: None) -> Callable[[Callable[[], Any]], Any]:
    """Ask the database of the test while the browser's loop holds the thread of the test."""
    from django.db import connections

    shared = connections["default"]

    def asked(question: Callable[[], Any]) -> Any:
        connections["default"] = shared
        return question()

    def in_a_thread(question: Callable[[], Any]) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asked, question).result()

    return in_a_thread


@pytest.fixture
def marks_of(ask: Callable[..., Any]) -> Callable[[Any], str]:
    """The marks that are stored for a placement."""
    from gonggang.attendance.models import AttendanceRow

    return lambda placement: str(ask(lambda: AttendanceRow.objects.get(placement=placement).marks))


@pytest.fixture
def desk_of(site: str, ask: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Open a browser as an officer; whatever it complains about fails the test."""
    from django.test import Client
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)

        def open_page(role: str, territory: int, width: int = 1440, *, script: bool = True) -> Any:
            session = ask(lambda: sign_in(Client(), role, territory).cookies["sessionid"].value)
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                base_url=site,
                locale="zh-CN",
                java_script_enabled=script,
            )
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
            page = context.new_page()
            page.set_default_timeout(8000)
            page.on(
                "console",
                lambda message: None if REFUSED.search(message.text) or "404" in message.text
                else complaints.append(message.text),
            )  # fmt: skip
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield open_page
        browser.close()
    assert not complaints


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.clause("11.2", "11.5", "X2")
def test_thirty_people_by_keyboard_in_three_minutes(
    village: list[Any], desk_of: Callable[..., Any], marks_of: Callable[[Any], str]
) -> None:
    page = desk_of("village_clerk", VILLAGE)
    page.goto("/attendance/?month=2024-05")
    page.get_by_role("navigation", name="分类查看").get_by_role("link", name="未交表的村").click()
    page.get_by_role("link", name="柳河镇 张家庄村").click()
    page.wait_for_url(f"**{ADDRESS}*")
    began = time.monotonic()
    page.get_by_role("button", name="空格按工作日填 √").press("Enter")
    grid = page.get_by_role("grid")
    assert grid.get_by_role("row").nth(1).locator("td.v").count() > 15
    # Absences of every third person, by the keys of the grid: down, along, marks.
    for _ in range(10):
        page.keyboard.press("ArrowDown", delay=KEY_PAUSE)
        page.keyboard.press("ArrowRight", delay=KEY_PAUSE)
        page.keyboard.type("234", delay=KEY_PAUSE)
        page.keyboard.press("ArrowDown", delay=KEY_PAUSE)
        page.keyboard.press("ArrowDown", delay=KEY_PAUSE)
        page.keyboard.press("Home", delay=KEY_PAUSE)
    # One whole person, day by day, without the plan; the last mark leads on to the next person.
    page.locator(f"#r-p{village[9].pk} td[tabindex]").first.click()
    page.keyboard.type("1" * 31, delay=KEY_PAUSE)
    assert page.evaluate("document.activeElement.closest('tr').id") == f"r-p{village[10].pk}"
    assert page.locator("[data-dirty]").inner_text().startswith("有 30 行还没有保存")
    shot(page, "sheet-typed")
    page.get_by_role("button", name="保存", exact=True).press("Enter")
    page.get_by_text("已保存 30 人的改动").wait_for()
    assert time.monotonic() - began < THREE_MINUTES
    assert marks_of(village[9]) == "√" * 31
    assert marks_of(village[1])[:6] == "休○△×休√"
    assert marks_of(village[2])[:19].strip() == ""  # not in post yet, so the plan leaves it blank
    page.get_by_role("button", name="保存并上报").click()
    page.get_by_text("村已上报，待镇锁定").wait_for()
    assert page.get_by_role("button", name="保存").count() == 0
    assert page.goto(f"/attendance/{OTHER_VILLAGE}/2024-05/").status == 404

    page = desk_of("township_officer", TOWNSHIP)
    page.goto(ADDRESS)
    shot(page, "sheet-township")
    page.get_by_role("button", name="锁定").click()
    page.locator("#errors").get_by_role("link", name=re.compile("都看过了")).click()
    page.get_by_label("处都看过了").check()
    page.get_by_role("button", name="锁定").click()
    page.get_by_text("已锁定，可以计算补贴").wait_for()
    assert page.get_by_role("grid").count() == 0
    page.emulate_media(media="print")
    assert page.get_by_text("村（社区）负责人签字").is_visible()
    assert not page.get_by_role("navigation", name="主导航").is_visible()
    if SHOTS:
        page.pdf(path=str(Path(SHOTS) / "sheet.pdf"), prefer_css_page_size=True)


def test_a_draft_outlives_the_session(
    village: list[Any], desk_of: Callable[..., Any], marks_of: Callable[[Any], str]
) -> None:
    page = desk_of("village_clerk", VILLAGE)
    page.goto(ADDRESS)
    page.locator(f"#r-p{village[0].pk} td[tabindex]").first.click()
    page.keyboard.type("1234")
    context = page.context
    kept = context.cookies()
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/sign-in/**")
    context.add_cookies(kept)
    page.goto(ADDRESS)
    page.get_by_text("没有保存的草稿，和现在的表有 1 行不同").wait_for()
    page.get_by_role("button", name="放回草稿").click()
    assert page.locator(f"#m-p{village[0].pk}").input_value() == "√○△×"
    page.keyboard.press("Control+z")
    assert page.locator(f"#m-p{village[0].pk}").input_value() == "√○△"
    page.keyboard.type("4")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("已保存 1 人的改动").wait_for()
    page.goto(ADDRESS)
    assert not page.locator("#draft").is_visible()
    assert marks_of(village[0]).strip() == "√○△×"


@pytest.mark.clause("X12")
def test_two_people_at_once_and_an_error(
    village: list[Any], desk_of: Callable[..., Any], marks_of: Callable[[Any], str]
) -> None:
    first, second = desk_of("village_clerk", VILLAGE), desk_of("township_officer", TOWNSHIP)
    for page in (first, second):
        page.goto(ADDRESS)
    for page, keys in ((first, "11"), (second, "33")):
        page.locator(f"#r-p{village[0].pk} td[tabindex]").first.click()
        page.keyboard.type(keys)
    second.keyboard.press("ArrowDown")
    second.keyboard.type("4")
    first.get_by_role("button", name="保存", exact=True).click()
    first.get_by_text("已保存 1 人的改动").wait_for()
    second.get_by_role("button", name="保存", exact=True).click()
    second.get_by_text("别人改了 1 人，您填的都还在").wait_for()
    shot(second, "sheet-changed")
    assert second.locator(f"#m-p{village[0].pk}").input_value() == "△△"
    second.get_by_role("button", name="保存", exact=True).click()
    second.get_by_text("已保存 2 人的改动").wait_for()
    assert marks_of(village[0]).strip() == "△△" and marks_of(village[1]).strip() == "×"


def test_without_script_and_on_a_telephone(
    village: list[Any], desk_of: Callable[..., Any], marks_of: Callable[[Any], str]
) -> None:
    page = desk_of("village_clerk", VILLAGE, script=False)
    page.goto(ADDRESS)
    page.get_by_role("button", name="空格按工作日填 √").click()
    page.locator(f"#m-p{village[0].pk}").fill("√√？")
    page.get_by_role("button", name="保存", exact=True).click()
    assert "3 日填的是“？”" in page.locator("#errors").inner_text()
    shot(page, "sheet-error")
    page.locator(f"#m-p{village[0].pk}").fill("√√√")
    page.get_by_role("button", name="保存", exact=True).click()
    assert marks_of(village[0]).strip() == "√√√" and marks_of(village[1]).startswith("休休休休休√")
    page = desk_of("village_clerk", VILLAGE, 390)
    page.goto(ADDRESS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(f"#r-p{village[0].pk} td[tabindex]").nth(3).click()
    page.get_by_role("button", name=re.compile("^○")).click()
    shot(page, "sheet-390")
    assert page.locator(f"#m-p{village[0].pk}").input_value() == "√√√○"
