"""The county's section: a hit taken, verified and decided; the run looked at and taken away as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gonggang.accounts.roles import Role
from gonggang.testing import COUNTY

pytestmark = pytest.mark.clause("7.4", "13.7", "15.5")


def _case(name: str) -> int:
    from gonggang.casework.models import Case

    return int(Case.objects.filter(person__name=name).order_by("pk").values_list("pk", flat=True)[0])


def test_county_officer_decides_a_hit(desk: Any, sit: Any, tmp_path: Path) -> None:
    page = sit(Role.COUNTY_OFFICER, COUNTY)
    page.get_by_role("heading", name="示范县 2024 年 5 月").wait_for()
    page.goto("/worklist/?view=claim")
    page.get_by_role("row").filter(has_text="死亡").first.get_by_role("checkbox").check()
    page.get_by_role("button", name="领取所选").click()
    page.get_by_text(re.compile("已领取 1 件")).wait_for()
    page.goto("/worklist/")
    page.get_by_role("row").filter(has_text="死亡").first.get_by_role("link").first.click()
    page.get_by_text("添加证据").click()
    proof = tmp_path / "户籍证明.pdf"
    proof.write_bytes(b"%PDF-1.7\nproof")
    page.get_by_label("说明").fill("户籍注销证明")
    page.get_by_label("文件").set_input_files(proof)
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_role("link", name="户籍证明.pdf").wait_for()
    page.get_by_role("radio", name=re.compile("^属实")).check()
    page.get_by_label(re.compile("^理由：")).fill("2024 年 5 月病故，户籍已注销")
    page.get_by_role("button", name="了结", exact=True).click()
    page.get_by_text("已了结：属实").first.wait_for()


def test_county_approver_decides_with_a_second_factor(desk: Any, sit: Any) -> None:
    """Approving a run has no button yet; what the approver can finish today is a case, and the run's file."""
    key = desk.ask(lambda: _case("上官在保"))
    page = sit(Role.COUNTY_APPROVER, COUNTY)
    page.goto("/subsidies/2024-05/")
    page.get_by_role("heading", name="四本账对账").wait_for()
    page.goto(f"/cases/{key}/")
    page.get_by_role("radio", name=re.compile("^误报")).check()
    page.get_by_label(re.compile("^理由：")).fill("单位停保晚报，有证明")
    page.get_by_role("button", name="了结", exact=True).click()
    page.get_by_text("已了结：误报").first.wait_for()


def test_county_finance_reconciles_and_takes_the_file(desk: Any, sit: Any) -> None:
    page = sit(Role.COUNTY_FINANCE, COUNTY)
    page.goto("/subsidies/2024-05/")
    page.get_by_text("四本账对账").wait_for()
    page.goto("/returns/?month=2024-05&status=failed")
    assert "账户已销户" in page.get_by_role("main").inner_text()
    page.goto("/subsidies/?month=2024-05&held=0")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    assert download.value.suggested_filename.startswith("subsidies-2024-05-")
