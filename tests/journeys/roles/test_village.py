"""A village clerk fills the month's sheet by keyboard and hands it in; an employer's clerk fills its own rows only."""

from __future__ import annotations

from typing import Any

import pytest

from gonggang.accounts.roles import Role
from gonggang.testing import OTHER_VILLAGE, VILLAGE

pytestmark = pytest.mark.clause("11.2", "X2")


def test_village_clerk_hands_in_the_month(desk: Any, sit: Any) -> None:
    page = sit(Role.VILLAGE_CLERK, OTHER_VILLAGE)
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="考勤", exact=True).click()
    page.wait_for_url("**/attendance/**")
    page.goto("/attendance/?month=2024-05&show=missing")
    page.get_by_role("link", name="柳河镇 李家洼村").click()
    page.get_by_role("button", name="空格按工作日填 √").press("Enter")
    page.locator("table.gg-att td[tabindex]").first.click()
    page.keyboard.type("234")
    page.get_by_role("button", name="保存", exact=True).press("Enter")
    page.get_by_text("已保存 1 人的改动").wait_for()
    page.get_by_role("button", name="保存并上报").press("Enter")
    page.get_by_text("村已上报，待镇锁定").wait_for()
    assert page.get_by_role("button", name="保存").count() == 0
    assert page.goto(f"/attendance/{VILLAGE}/2024-05/").status == 404


def test_employer_clerk_fills_its_own_rows(desk: Any, sit: Any) -> None:
    """Its people stand beside those of the village on one sheet; it sees and fills two rows of all of them."""
    page = sit(Role.EMPLOYER_CLERK, VILLAGE)
    page.wait_for_url("**/worklist/**")
    page.get_by_role("link", name="去填本月考勤").click()
    page.wait_for_url("**/attendance/**")
    page.goto(f"/attendance/{VILLAGE}/2024-06/")
    page.get_by_text("这里只有本单位的人").wait_for()
    names = page.locator("table.gg-att tbody th.p").all_inner_texts()
    assert sorted(names) == ["欧阳无恙", "长孙早勤"]
    page.locator("table.gg-att td[tabindex]").first.click()
    page.keyboard.type("1" * 30)
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("已保存 1 人的改动").wait_for()
    assert page.get_by_role("button", name="保存并上报").count() == 0
    for address in ("/people/", f"/people/{desk.persons['司马已故']}/", "/cases/", "/hits/"):
        assert page.goto(address).status == 404, address
