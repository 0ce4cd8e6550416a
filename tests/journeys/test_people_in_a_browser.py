"""A county officer finds somebody, opens the dossier, sees a number for a purpose, and keeps a view of a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from gonggang.desk.tests.conftest import loaded, month_run, secrets
from gonggang.people.models import Person
from gonggang.people.queries import open_id_number
from tests.journeys.test_month_in_a_browser import browse, pytestmark, site

__all__ = ["browse", "loaded", "month_run", "pytestmark", "secrets", "site"]  # fixtures


@pytest.fixture
def known(month_run: list[int]) -> dict[str, tuple[int, str]]:
    """Key and number by name, read before the browser starts: beside its loop Django reads nothing."""
    return {person.name: (person.pk, open_id_number(person.id_sealed)) for person in Person.objects.all()}


@pytest.mark.clause("X4", "X5")
def test_from_two_letters_to_a_number_for_a_purpose(
    known: dict[str, tuple[int, str]], browse: Callable[[int], Any]
) -> None:
    key, number = known["欧阳无恙"]
    page = browse(1440)
    page.goto("/search/")
    # Suggestions come as one types, without leaving the page.
    page.get_by_label("姓名、拼音、证件号后四位、村名、案件号").press_sequentially("oyw")
    page.get_by_role("link", name="欧**恙").click()
    page.wait_for_url(f"**/people/{key}/**")
    assert page.get_by_role("heading", level=1).inner_text() == "欧阳无恙"
    assert "在岗，2023-01 起，还剩 19 个月。" in page.content()
    page.get_by_role("link", name="查看证件号码原文，要写用途").click()
    page.get_by_role("combobox", name="用途").select_option("核对发放")
    page.get_by_label("办的是哪件事").fill("核对五月发放")
    page.get_by_role("button", name="查看证件号码").click()
    assert page.get_by_role("status").inner_text() == number
    assert number not in page.url
    page.get_by_role("link", name="看完了，回到档案").click()
    assert "看了证件号码原文，用途：核对发放" in page.content()
    assert number not in page.content()
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="主导航").is_visible()


def test_a_view_of_a_list_is_kept_and_its_file_is_what_is_seen(
    month_run: list[int], browse: Callable[[int], Any]
) -> None:
    page = browse(1440)
    page.goto("/people/?month=2024-05")
    page.get_by_text("更多条件").click()
    page.get_by_label("城乡不限").select_option("城镇")
    page.get_by_role("button", name="查询", exact=True).click()
    page.wait_for_url("**kind=URBAN*")
    assert page.get_by_role("heading", level=1).inner_text() == "在岗 1 人"
    page.get_by_text("保存当前视图").click()
    page.get_by_label("视图名称").fill("城镇的人")
    page.get_by_role("button", name="保存视图").click()
    assert page.get_by_role("link", name="城镇的人").get_attribute("aria-current") == "page"
    page.get_by_role("checkbox", name="勾选第 1 行").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出所选").click()
    assert re.fullmatch(r"people-2024-05-\d{8}\.xlsx", download.value.suggested_filename)


def test_on_a_telephone_lists_dossier_and_search_fit(
    known: dict[str, tuple[int, str]], browse: Callable[[int], Any]
) -> None:
    key, _number = known["阿依古丽·买买提"]
    page = browse(390)
    for address in (
        "/people/?q=没人", f"/people/{key}/", f"/people/{key}/reveal/?field=account", "/search/?q=ayg",
        "/posts/", "/expiring/",
    ):  # fmt: skip
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
