"""The page of a month's subsidy run: stages, books that agree, last month's difference, held lines, the proof."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from gonggang.attendance.actions import SheetRow, take_over
from gonggang.core.month import Month
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

MAY = "/subsidies/2024-05/?place=379901"


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode("utf-8"))


@pytest.mark.clause("13.2", "13.7", "X7")
def test_the_run_of_a_month_on_one_page(month_run: list[int], visit: Any) -> None:
    answer = visit(MAY)
    page = text_of(answer)
    assert answer.status_code == 200 and page.count("<h1>") == 1
    assert "系统里还没有这一步" in page and 'aria-current="step"' in page
    assert "四本账对账" in page and "2024-04 没有计算，没法比" in page
    assert "一致：9 行逐分相同" in page  # one of ten placements is on no locked sheet
    assert "死亡待核实" in page and re.search(r'href="/cases/\d+/', page)
    assert "标准每月 800.00 元，规定出勤 22 天。" in page
    inline = r"\sstyle=|<script(?! src=\"/static/desk/)|<style|\son[a-z]+=|javascript:"
    assert not re.search(inline, page)


@pytest.mark.clause("13.7")
def test_every_sum_is_the_sum_of_its_list(month_run: list[int], visit: Any) -> None:
    from gonggang.subsidies.queries import totals

    sums = totals(COUNTY, Month(2024, 5))
    page = text_of(visit(MAY))
    for fen in (sums.total_fen, sums.held_fen, sums.payable_fen):
        assert f"¥{fen / 100:,.2f}" in page
    assert f"¥{sums.payable_fen / 100:,.2f}" in text_of(
        visit("/subsidies/?place=379901&month=2024-05&held=0")
    )
    assert "没有回盘 4 人" in page and "－¥2,836.36" in page


@pytest.mark.clause("13.2", "X7")
def test_the_list_says_of_each_amount_how_it_came_about(month_run: list[int], visit: Any) -> None:
    page = text_of(visit("/subsidies/?place=379901&month=2024-05"))
    assert page.count('<ol class="gg-why">') == 9 and "/subsidies/2024-05/" in page
    assert "出勤满 22 天，发足标准：800.00 元。" in page


@pytest.mark.clause("13.7")
def test_why_it_is_not_last_months_sum(month_run: list[int], visit: Any, officer: Any, batch: Any) -> None:
    from gonggang.cycle.actions import run_month

    june = Month(2024, 6)
    rows = [SheetRow(person, VILLAGE, "保洁员", "√" * 11, "", 5) for person in month_run[:1]]
    take_over(rows, june, officer=officer, batch=batch)
    run_month(june, COUNTY, officer=officer)
    page = text_of(visit("/subsidies/2024-06/?place=379901&diff=days"))
    assert "原因如下" in page and "出勤天数增减" in page
    assert "－¥400.00" in page and 'id="behind"' in page
    assert "5 月可发" in page and "6 月可发" in page


def test_before_the_month_is_run_it_says_so(loaded: list[int], visit: Any) -> None:
    page = text_of(visit(MAY))
    assert "2024 年 5 月还没有计算补贴" in page and "重算核对" not in page


@pytest.mark.clause("X2")
def test_who_sees_how_much_of_it(month_run: list[int], signed_in: Any) -> None:
    assert signed_in("village_clerk", VILLAGE).get(MAY).status_code == 404
    page = text_of(signed_in("township_officer", TOWNSHIP).get("/subsidies/2024-05/"))
    assert "回盘由县里看" not in page and "2 笔" in page and "一致：9 行" in page
    other = text_of(signed_in("county_officer", 379902000000).get("/subsidies/2024-05/"))
    assert "还没有计算补贴" in other and "司马已故" not in other
    assert signed_in("county_officer", COUNTY).get("/subsidies/2024-13/").status_code == 404
