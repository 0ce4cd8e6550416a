"""City and province look at a month, go down to the county, work through what is late, and take the ledger away."""

from __future__ import annotations

from typing import Any

import pytest

from gonggang.accounts.roles import Role

pytestmark = pytest.mark.clause("15.5", "X2")
PLACES = {Role.CITY_OFFICER: 379900000000, Role.PROVINCE_OFFICER: 370000000000}


@pytest.mark.parametrize("role", PLACES)
def test_upper_level_takes_the_ledger_away(role: Role, desk: Any, sit: Any) -> None:
    page = sit(role, PLACES[role])
    page.goto("/?month=2024-05")
    assert "2024 年 5 月" in page.get_by_role("heading", level=1).inner_text()
    page.locator("a.gg-fig").first.click()
    page.wait_for_url("**/people/**")
    page.goto("/?place=379901&month=2024-05")
    page.get_by_role("heading", name="示范县 2024 年 5 月").wait_for()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="疑点核查").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    with open(download.value.path(), "rb") as file:
        assert file.read(2) == b"PK"
