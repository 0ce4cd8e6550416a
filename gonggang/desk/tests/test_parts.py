"""The parts of the pages: paging through many rows, rulers, masks, and words that can be translated."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from gonggang.core.month import Month
from gonggang.desk.paging import ROWS_A_PAGE, Worked, page_of
from gonggang.desk.scope import Scope
from gonggang.desk.shown import ruler, term_shown
from gonggang.desk.templatetags.desk import day, number, yuan
from gonggang.testing import VILLAGE

DESK = Path(__file__).resolve().parents[1]
CHINESE = re.compile(r"[一-鿿]{2}")  # a single character may be a sign, such as 休 on a sheet
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# The pages of a month and what they are made of.
MODULES = ("scope", "paging", "shown", "screens/shell", "screens/overview", "screens/people", "screens/comparison",
           "screens/attendance", "screens/money", "screens/oversight", "screens/posts/ledger")  # fmt: skip


def scope(query: str = "") -> Scope:
    return Scope(RequestFactory().get(f"/people/?{query}"), None, "", Month(2024, 5), [], [])


def paged(query: str, rows: Any) -> Any:
    asked = scope(query)
    return page_of(asked, "people", rows, list), asked.notices


def test_a_page_of_many_rows_is_cut_out_of_the_whole() -> None:
    page, notices = paged("page=201", Worked(range(10_050)))
    assert page.rows == list(range(10_000, 10_050)) and not notices
    assert (page.total, page.pages, page.first, page.last) == (10_050, 201, 10_001, 10_050)
    assert [link.number for link in page.links] == [1, None, 199, 200, 201]
    assert page.before and page.before.endswith("page=200") and page.after is None


def test_the_first_page_has_an_address_without_a_number() -> None:
    page, _ = paged("page=2", Worked(range(ROWS_A_PAGE + 1)))
    assert page.rows == [ROWS_A_PAGE]
    assert page.before and "page" not in page.before


@pytest.mark.parametrize(("asked", "shown"), [("0", 1), ("x", 1), ("²", 1), ("3", 2), ("9" * 40, 1), ("", 1)])
def test_a_page_that_is_not_there_gives_the_nearest(asked: str, shown: int) -> None:
    page, notices = paged(f"page={asked}", Worked(range(60)))
    assert page.number == shown and len(notices) == 1


def test_nothing_is_one_empty_page() -> None:
    page, notices = paged("", Worked([]))
    assert (page.rows, page.total, page.pages, page.first, page.last) == ([], 0, 1, 0, 0) and not notices


@pytest.mark.parametrize(
    ("passed", "ticks"),
    [
        (-5, ("now", "", "", "")),
        (0, ("now", "", "", "")),
        (50, ("on", "on", "now", "")),
        (100, ("on", "on", "on", "now")),
        (101, ("on", "on", "on", "late now")),
    ],
)
def test_a_ruler_is_filled_to_now(passed: int, ticks: tuple[str, ...]) -> None:
    assert ruler(passed, 100, 4) == ticks


@pytest.mark.clause("12.2")
def test_a_term_counts_the_days_that_are_left() -> None:
    term = term_shown(date(2021, 7, 1), VILLAGE, date(2024, 6, 1))
    assert term is not None
    assert (term.ends_on, term.days_left, term.ticks[-1]) == (date(2024, 7, 1), 30, "now")


def test_what_is_not_known_is_a_dash() -> None:
    assert number(None) == yuan(None) == day(None) == "—"
    assert (number(12345), yuan(182727), yuan(0)) == ("12,345", "¥1,827.27", "¥0.00")


def test_every_word_of_a_template_can_be_translated() -> None:
    found = []
    for path in sorted(DESK.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}", "", text, flags=re.S)
        text = re.sub(r"\{% (?:translate|comment)[^%]*%\}|\{#.*?#\}|_\(\"[^\"]*\"\)", "", text)
        text = text.replace('<span class="gg-seal" aria-hidden="true">岗</span>', "")
        found += [f"{path.name}: {line.strip()[:80]}" for line in text.splitlines() if CHINESE.search(line)]
    assert not found, "\n".join(found)


def test_every_word_of_a_screen_can_be_translated() -> None:
    found = []
    for path in (DESK / f"{module}.py" for module in MODULES):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        translated = {
            id(argument)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            if call.func.id in GETTEXT
            for argument in call.args
        }
        found += [
            f"{path.name}:{node.lineno}: {node.value[:40]}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
            if id(node) not in translated
        ]
    assert not found, "\n".join(found)


def test_no_template_styles_or_scripts_a_page_by_itself() -> None:
    for path in DESK.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), path.name
