"""A township officer looks at what was handed in, sends one sheet back, locks another, and sees who ends soon."""

from __future__ import annotations

from typing import Any

import pytest

from gonggang.accounts.roles import Role
from gonggang.core.month import Month
from gonggang.testing import OTHER_VILLAGE, TOWNSHIP

pytestmark = pytest.mark.clause("11.5", "12.2")
JUNE = Month(2024, 6)


def _handed_in(rest: str) -> None:
    """The village has handed in June."""
    from gonggang.accounts.actions import operator_officer
    from gonggang.attendance import actions, queries

    officer = operator_officer()
    person = queries.sheet_people(OTHER_VILLAGE, JUNE)[0]
    edits = [actions.RowEdit(person.key, "√" * 28 + rest, "")]
    done = actions.edit_rows(OTHER_VILLAGE, JUNE, edits, officer=officer, version=0)
    actions.confirm_sheet(OTHER_VILLAGE, JUNE, officer=officer, version=done.version)


def test_township_officer_sends_back_and_locks(desk: Any, sit: Any) -> None:
    desk.ask(lambda: _handed_in("休休"))
    page = sit(Role.TOWNSHIP_OFFICER, TOWNSHIP)
    page.goto("/attendance/?month=2024-06&show=open")
    page.get_by_role("link", name="柳河镇 李家洼村").click()
    page.get_by_role("button", name="退回村").click()
    page.locator("#errors").get_by_role("link", name="没有写退回的理由").click()
    page.get_by_label("退回的理由，村里会看到").fill("29 日开会，请核对")
    page.get_by_role("button", name="退回村").click()
    page.get_by_text("已退回村里，村里可以再改").wait_for()
    # Above the village the township may mend and hand in itself.
    page.get_by_role("button", name="保存并上报").click()
    page.get_by_text("村已上报，待镇锁定").wait_for()
    if page.get_by_label("都看过了").count():
        page.get_by_label("都看过了").check()
    page.get_by_role("button", name="锁定").click()
    page.get_by_text("已锁定，可以计算补贴").wait_for()

    page.get_by_role("navigation", name="主导航").get_by_role("link", name="到期预警").click()
    page.wait_for_url("**/expiring/**")
    page.goto("/expiring/?month=2024-05&days=30")
    assert page.get_by_role("row").filter(has_text="尉").count() == 1
