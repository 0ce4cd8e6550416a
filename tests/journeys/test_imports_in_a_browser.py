"""A county officer signs in, brings a ledger with odd headings and mistakes, mends it on screen, and takes it in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_month_in_a_browser import CHROMIUM, SWITCHES, site

__all__ = ["site"]  # a fixture
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: as root, apt-get install chromium"
)

PASSWORD = "yi-ge-hen-chang-de-mi-ma"
LEDGER = """柳河镇岗位台账
岗位编号,岗位大类,岗位名称,乡镇,村,城乡,岗位职责,月规定出勤天数,补贴标准,要招几个
GG0001,,保洁员,柳河镇,张家庄村,乡村,负责道路清扫,22,800,2
GG0002,,护林员,柳河镇,张家洼村,乡村,负责护林防火,22,800,1
GG0003,,保洁员,柳河镇,李家洼村,乡村,负责道路清扫,22,八百,1
"""


@pytest.fixture
def page(county: int, officer: Any, site: str, settings: Any, tmp_path: Path) -> Any:
    """A browser in which nobody has signed in, and an officer of the county who may."""
    from playwright.sync_api import sync_playwright

    from gonggang.accounts.actions import create_officer, grant_role
    from gonggang.accounts.roles import Role

    settings.GONGGANG_HOME = tmp_path / "home"
    settings.GONGGANG_HOME.mkdir()
    who = create_officer(
        username="lin", name="林经办", organisation=None, territory_code=county, officer=officer,
        is_sample=True, password=PASSWORD,
    )  # fmt: skip
    grant_role(
        to=who, role=Role.COUNTY_OFFICER, territory_code=county, begins_on=date(2020, 1, 1), officer=officer
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser.new_context(
            viewport={"width": 1440, "height": 900}, base_url=site, locale="zh-CN"
        ).new_page()
        browser.close()


@pytest.mark.clause("X6", "X12")
def test_from_signing_in_to_a_finished_import(page: Any, tmp_path: Path) -> None:
    file = tmp_path / "岗位台账.csv"
    file.write_text(LEDGER, encoding="gb18030")
    page.goto("/imports/")
    page.get_by_label("账号").fill("lin")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/imports/")
    page.get_by_role("link", name="导入文件", exact=True).click()
    page.get_by_label("把文件拖到框里").set_input_files(file)
    page.get_by_role("button", name="上传，先看一遍").click()

    assert page.get_by_role("heading", level=1).inner_text() == "1 列的列名不认得"
    page.get_by_label("“要招几个”是什么").select_option("名额")
    page.get_by_role("button", name="记下，接着看").click()

    assert page.get_by_role("heading", level=1).inner_text() == "看一遍，再导入"
    page.get_by_label("第 4 行村改为").fill("李家洼村")
    page.get_by_label("第 5 行补贴标准改为").fill("八百元")
    page.get_by_role("button", name="保存改动，重新检查").click()
    assert page.get_by_label("第 5 行补贴标准改为").input_value() == "八百元"
    page.get_by_role("link", name="第 5 行「补贴标准」").click()
    page.get_by_label("第 5 行补贴标准改为").fill("800")
    page.keyboard.press("Enter")
    page.get_by_text("没有要改的行").first.wait_for()
    page.get_by_role("button", name="导入 3 行").click()

    assert page.get_by_role("heading", level=1).inner_text() == "已导入 3 行"
    page.get_by_role("link", name="3", exact=True).click()
    page.wait_for_url("**/posts/**")
    assert page.get_by_role("row", name="GG0002").is_visible()
    page.go_back()
    page.get_by_role("link", name="撤回整批").click()
    page.get_by_label("为什么撤回").fill("台账还没有盖章，先撤回")
    page.get_by_role("button", name="撤回 3 行").click()
    page.get_by_text("已整批撤回").wait_for()
    assert "已撤回 林经办" in page.get_by_role("row", name="岗位台账.csv").inner_text()
    page.goto("/posts/")
    assert not page.get_by_role("row", name="GG0002").is_visible()
