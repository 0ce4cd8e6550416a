"""A county officer opens a death hit, proves it, concludes it; another is a false alarm; the month is run again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gonggang.desk.tests.conftest import MONTH, loaded, month_run, secrets
from tests.journeys.test_month_in_a_browser import browse, pytestmark, site

__all__ = ["browse", "loaded", "month_run", "pytestmark", "secrets", "site"]  # fixtures, and when to skip

# Where pictures of the pages go, for whoever wants to look at them.
Ask = Callable[[Callable[[], Any]], Any]
PICTURES = os.environ.get("GONGGANG_PICTURES")


@pytest.fixture
def beside(db: None) -> Callable[[Callable[[], Any]], Any]:
    """Ask the database of the test while the browser's loop holds the thread of the test."""
    from django.db import connections

    shared = connections["default"]

    def ask(question: Callable[[], Any]) -> Any:
        def asked() -> Any:
            connections["default"] = shared
            return question()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asked).result()

    return ask


def picture(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def no_wider(page: Any, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.clause("7.4", "7.6", "15.5")
def test_from_a_hit_to_a_conclusion(
    month_run: list[int], beside: Ask, browse: Callable[[int], Any], tmp_path: Path, officer: Any
) -> None:
    from gonggang.casework.models import Case
    from gonggang.cycle.actions import run_month
    from gonggang.screening.models import Hit

    page = browse(1440)
    page.goto("/worklist/?view=claim")
    picture(page, "worklist-claim")
    page.get_by_role("row").filter(has_text="死亡").first.get_by_role("checkbox").check()
    page.get_by_role("button", name="领取所选").click()
    assert "已领取 1 件" in page.get_by_role("heading", level=1).inner_text()
    picture(page, "batch")
    page.get_by_role("link", name="待办", exact=True).click()
    page.get_by_role("row").filter(has_text="死亡").first.get_by_role("link").first.click()
    picture(page, "case-open")

    page.get_by_text("记一笔核实经过").click()
    page.get_by_label("完成哪一项").select_option(index=1)
    page.get_by_label("做了什么、对方怎么说").fill("到派出所查过，证号是本人的")
    page.get_by_role("button", name="记录").click()
    page.get_by_text("添加证据").click()
    proof = tmp_path / "注销证明.pdf"
    proof.write_bytes(b"%PDF-1.7\nproof")
    page.get_by_label("说明").fill("户籍注销证明")
    page.get_by_label("文件").set_input_files(proof)
    page.get_by_role("button", name="添加").click()
    assert page.get_by_role("link", name="注销证明.pdf").is_visible()

    page.get_by_role("radio", name=re.compile("^属实")).check()
    page.get_by_role("button", name="了结").click()
    summary = page.get_by_role("alert")
    assert "理由没有写" in summary.inner_text()
    picture(page, "case-error")
    summary.get_by_role("link").click()
    assert page.get_by_role("radio", name=re.compile("^属实")).is_checked()
    page.get_by_label(re.compile("^理由：")).fill("2024 年 5 月病故，户籍已注销")
    page.get_by_role("button", name="了结").click()
    assert "已了结：属实" in page.get_by_role("main").inner_text()
    picture(page, "case-concluded")

    page.get_by_role("link", name="疑点核查", exact=True).last.click()
    picture(page, "ledger")
    page.get_by_label("比对项").select_option("employee_insurance")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("rowheader").get_by_role("link").first.click()
    picture(page, "case-insurance")
    page.get_by_role("radio", name=re.compile("^误报")).check()
    page.get_by_label(re.compile("^理由：")).fill("单位停保晚报")
    page.get_by_role("button", name="了结").click()
    assert "已了结：误报" in page.get_by_role("main").inner_text()

    def ledger() -> Any:
        return list(Case.objects.order_by("pk").values("pk", "status", "outcome", "version"))

    before = beside(ledger)
    beside(lambda: run_month(MONTH, officer=officer))
    assert beside(ledger) == before
    decided = beside(
        lambda: set(Hit.objects.exclude(status="unverified").values_list("check_name", "status"))
    )
    assert decided == {("death", "true"), ("employee_insurance", "false_positive")}


def test_cases_fit_on_a_telephone(month_run: list[int], beside: Ask, browse: Callable[[int], Any]) -> None:
    from gonggang.casework.models import Case

    page = browse(390)
    death = beside(lambda: Case.objects.get(topic="death"))
    for address, name in (
        ("/worklist/", "worklist"),
        ("/worklist/?view=claim", "worklist-claim"),
        ("/cases/", "ledger"),
        (f"/cases/{death.pk}/", "case"),
    ):
        page.goto(address)
        picture(page, f"{name}-390")
        no_wider(page, 390)
    assert not page.get_by_role("region", name="案件队列").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="了结").is_visible()


def test_what_was_not_sent_is_still_there_after_the_session(
    month_run: list[int], beside: Ask, browse: Callable[[int], Any]
) -> None:
    from gonggang.casework.models import Case

    page = browse(1440)
    key = beside(lambda: Case.objects.get(topic="death").pk)
    page.goto(f"/cases/{key}/")
    page.get_by_label(re.compile("^理由：")).fill("写到一半的理由")
    page.get_by_role("radio", name=re.compile("^属实")).check()
    page.goto("/cases/")
    page.goto(f"/cases/{key}/")
    assert page.get_by_text("上次没有送出的内容已经放回下面").is_visible()
    assert page.get_by_label(re.compile("^理由：")).input_value() == "写到一半的理由"
    assert page.get_by_role("radio", name=re.compile("^属实")).is_checked()
    page.get_by_role("button", name="了结", exact=True).click()
    assert "已了结：属实" in page.get_by_role("main").inner_text()
    page.get_by_text("重新核实", exact=True).first.click()
    page.get_by_label(re.compile("^理由：出现")).fill("本人提出异议")
    page.get_by_role("button", name="重新核实").click()
    assert page.get_by_label(re.compile("^理由：写明")).input_value() == ""
