"""Every page: it opens with and without data, shows nobody's numbers, and each figure is the count of its list."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from gonggang.testing import COUNTY

from .conftest import LISTS, Secrets

Visit = Callable[..., Any]

# Long runs of digits are somebody's number; a masked one has stars in its middle.
LONG_NUMBER = re.compile(r"(?<![\dA-Z])(?:\d{15,19}|\d{17}X|1[3-9]\d{9})(?![\dA-Z])")
FIGURE = re.compile(r'<a class="(?:gg-fig )?gg-open" href="([^"]+)">([^<]+)</a>')
NUMBER = re.compile(r"\d[\d,]*(?:\.\d\d)?")


def text_of(answer: Any) -> str:
    return str(answer.content.decode("utf-8"))


def counts_of(page: str) -> set[str]:
    """The numbers by which a list says how long it is: heading, chosen view, sum row, rows in all."""
    heading = re.findall(r"<h1>.*?</h1>|<tfoot>.*?</tfoot>|<h2 id=[^>]*>.*?</h2>", page, re.S)
    views = re.findall(r'<nav class="gg-tabs.*?</nav>', page, re.S)
    chosen = [link for view in views for link in re.findall(r"<a [^>]*aria-current[^>]*>.*?</a>", view)]
    total = re.findall(r"共 [\d,]+ 条", page)
    return set(NUMBER.findall(re.sub("<[^>]+>", " ", " ".join([*heading, *chosen, *total]))))


@pytest.mark.clause("X4", "X7")
def test_every_page_opens_and_shows_nobodys_numbers(
    month_run: list[int], visit: Visit, secrets: Secrets
) -> None:
    for address in ("/", *LISTS):
        answer = visit(address)
        page = text_of(answer)
        assert answer.status_code == 200, address
        assert not secrets.found_in(page), address
        assert not LONG_NUMBER.search(re.sub(r'value="\d+"', "", page)), address
        # Scripts are files of this site; nothing runs or is drawn from within a page.
        inline = r"\sstyle=|<script(?! src=\"/static/desk/)|<style|\son[a-z]+=|javascript:"
        assert not re.search(inline, page), address
        assert page.count("<h1>") == 1 and 'lang="zh-CN"' in page, address


@pytest.mark.clause("X7")
def test_every_figure_is_the_count_of_its_list(month_run: list[int], visit: Visit) -> None:
    pages: dict[str, set[str]] = {}
    seen = 0
    for start in ("/", "/registers/"):
        for link, words in FIGURE.findall(text_of(visit(start))):
            address, figure = html.unescape(link), NUMBER.search(words)
            assert figure, words
            if address not in pages:
                pages[address] = counts_of(text_of(visit(address)))
            assert figure[0] in pages[address], f"{start}: {words} opens {address}"
            seen += 1
    assert seen > 40


@pytest.mark.clause("7.1", "7.7")
def test_what_was_not_compared_is_neither_nought_nor_clean(month_run: list[int], visit: Visit) -> None:
    overview = text_of(visit("/"))
    row = next(row for row in re.findall(r"<tr>.*?</tr>", overview, re.S) if "领取职工养老待遇" in row)
    assert "未比对" in row and "没有收到登记数据" in row and "已比对，无命中" not in row
    assert "不能说 9 人都没有问题" in overview
    page = text_of(visit("/hits/?check=pension"))
    assert "“领取职工养老待遇”还没有比对" in page and "命中 0 人" not in page
    assert "没有比对 9 人" in text_of(visit("/not-compared/?check=pension"))


@pytest.mark.clause("7.1", "12.2")
def test_before_the_month_is_run_nothing_is_counted_as_nought(loaded: list[int], visit: Visit) -> None:
    overview = text_of(visit("/"))
    assert "gonggang month 2024-05" in overview
    assert "不知道谁到期" in overview and "天内 0 人" not in overview
    assert "未计算" in overview and "¥0.00" not in overview
    assert "这个月还没有比对" in text_of(visit("/hits/"))
    assert "不知道谁到期" in text_of(visit("/expiring/"))


def test_the_facts_of_the_month_are_on_their_pages(month_run: list[int], visit: Visit) -> None:
    assert "司**故" in text_of(visit("/hits/?check=death"))
    assert "写作“别**人”" in text_of(visit("/hits/?check=name_mismatch"))
    assert "死亡待核实" in text_of(visit("/subsidies/?held=1"))
    assert "李家洼村" in text_of(visit("/attendance/?show=missing"))
    assert "死亡后仍有出勤" in text_of(visit("/attendance/?show=doubts"))
    assert "尉**满" in text_of(visit("/expiring/?days=30"))
    assert "***************0025" in text_of(visit("/returns/?status=failed"))
    assert "公示过短" in text_of(visit("/procedures/"))
    batch = re.search(r'href="(/imports/\d+/[^"]*)">1</a>', text_of(visit("/registers/")))
    assert batch and "掩码" in text_of(visit(html.unescape(batch[1])))


def test_every_link_leads_to_a_page(month_run: list[int], visit: Visit) -> None:
    """Among the pages of the month; one address of each kind is enough."""
    own = {"", *(address.split("/")[1] for address in LISTS)}
    waiting, seen = ["/"], {"/"}
    while waiting:
        answer = visit(waiting.pop())
        assert answer.status_code == 200
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for link in re.findall(r'href="(/[^"#]*)"', text_of(answer)):
            address = html.unescape(link)
            kind = re.sub(r"=[^&]*", "", address)
            if address.split("/")[1].split("?")[0] in own and kind not in seen:
                seen.add(kind)
                waiting.append(address)
    assert len(seen) > 25


def test_an_empty_system_says_what_to_do(officer: Any, signed_in: Callable[..., Any]) -> None:
    client = signed_in("county_officer", 0)
    assert "gonggang load" in text_of(client.get("/"))
    for address in LISTS:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) > 3000


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("month=2024-13", "不是月份"),
        ("month=9999-99", "不是月份"),
        ("month=%00%ff", "不是月份"),
        ("county=999999", "没有代码是“999999”的地方"),
        ("place=999999", "没有代码是“999999”的地方"),
        ("place=3702", "没有代码是“3702”的地方"),
        ("place=0", "没有代码是“0”的地方"),
        ("place=379901100200999", "现在显示示范县"),
        ("county='%3B--", "没有代码是"),
        ("page=0", "没有第 0 页"),
        ("page=99999999999999999999", "现在显示第 1 页"),
        ("page=-1", "没有第 -1 页"),
        ("township=1", "不认得"),
        ("kind=%3Cscript%3E", "&lt;script&gt;”不认得"),
        ("compared=nothing", "不认得"),
        ("month=1900-01", "没有符合条件的在岗人员"),
        ("month=2100-12", "有在岗日的 10 条"),
    ],
)
def test_a_bad_value_is_said_and_left_out(loaded: list[int], visit: Visit, query: str, said: str) -> None:
    answer = visit(f"/people/?{query}")
    assert answer.status_code == 200
    assert said in text_of(answer)


def test_an_address_that_is_not_there_is_said_in_chinese(county: int, visit: Visit) -> None:
    for address in ("/nothing/", "/imports/999999999999999999999/", "/imports/0/"):
        answer = visit(address)
        assert answer.status_code == 404
        assert "没有这个页面" in text_of(answer)


def test_an_error_page_holds_nothing_of_the_error(
    loaded: list[int], visit: Visit, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("欧阳无恙")

    monkeypatch.setattr("gonggang.desk.screens.overview.month_summary", broken)
    client.raise_request_exception = False
    answer = visit("/")
    assert answer.status_code == 500
    assert "页面没有取到数据" in text_of(answer) and "欧阳" not in text_of(answer)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_pages_can_only_be_read(county: int, signed_in: Callable[..., Any], method: str) -> None:
    answer = getattr(signed_in("county_officer", COUNTY), method)("/people/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert "只能看" in text_of(answer)


def test_every_answer_has_strict_headers(county: int, visit: Visit, client: Client) -> None:
    for answer in (visit("/"), visit("/nothing/"), client.post("/"), client.get("/livez")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert visit("/").headers["Cache-Control"] == "no-store"


def test_the_site_says_that_it_is_alive(db: None, client: Client) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert client.head("/livez").status_code == 200
