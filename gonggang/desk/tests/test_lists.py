"""Lists: paging by key under inserts, filters, orders, columns, saved views, the file as seen, territory."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gonggang.audit.models import AuditRecord
from gonggang.desk.lists import Asked, ListPage, Sort, beyond, key_text, ordered, part_of
from gonggang.desk.models import SavedView
from gonggang.desk.screens.people_list import PEOPLE
from gonggang.placements.models import Placement
from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, sign_in

Visit = Callable[..., Any]


def text_of(answer: Any) -> str:
    return str(answer.content.decode("utf-8"))


def rows_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row" class="gg-nw">.*?</th>\s*<td[^>]*>([^<]+)</td>', page)


@pytest.fixture
def many(make_person: Any, make_post: Any, make_placement: Any) -> list[Any]:
    """Twelve placements that began on three different days, in two villages."""
    post = make_post(places=50)
    return [
        make_placement(
            make_person(), post, date(2023, 1, 1) + timedelta(days=n % 3),
            village_code=(VILLAGE, OTHER_VILLAGE)[n % 2],
        )
        for n in range(12)
    ]  # fmt: skip


def walk(sort: Sort, *, descending: bool, size: int, between: Callable[[int], None]) -> list[int]:
    """The keys of all pages; `between` does something to the table after each page."""
    seen: list[int] = []
    after = None
    for step in range(100):
        wanted = Asked(PEOPLE, None, {}, sort, descending, PEOPLE.columns, after=after)  # type: ignore[arg-type]
        part = part_of(Placement.objects.all(), wanted, size=size)
        seen += [row.pk for row in part.rows]
        if part.after is None:
            return seen
        last = part.rows[-1]
        after = tuple(
            last.during.lower if name == "during__startswith" else getattr(last, name)
            for name, _ in sort.fields
        )
        between(step)
    raise AssertionError("the list never ends")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sort=st.sampled_from(PEOPLE.sorts),
    descending=st.booleans(),
    size=st.integers(1, 5),
    comings=st.lists(st.integers(-400, 400), max_size=4),
)
def test_no_page_leaves_out_or_repeats_a_row_while_others_come_in(
    many: list[Any], make_person: Any, make_post: Any, make_placement: Any,
    sort: Sort, descending: bool, size: int, comings: list[int],
) -> None:  # fmt: skip
    before = set(Placement.objects.values_list("pk", flat=True))
    post = make_post(places=50)

    def come(step: int) -> None:
        if step < len(comings):
            make_placement(make_person(), post, date(2023, 1, 2) + timedelta(days=comings[step]))

    seen = walk(sort, descending=descending, size=size, between=come)
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_the_way_back_is_the_way_there(many: list[Any]) -> None:
    for sort in PEOPLE.sorts:
        for descending in (False, True):
            whole = list(ordered(Placement.objects.all(), sort, descending=descending))
            row = whole[7]
            key = tuple(
                row.during.lower if name == "during__startswith" else getattr(row, name)
                for name, _ in sort.fields
            )
            wanted = Asked(PEOPLE, None, {}, sort, descending, PEOPLE.columns, before=key)  # type: ignore[arg-type]
            part = part_of(Placement.objects.all(), wanted, size=3)
            assert [each.pk for each in part.rows] == [each.pk for each in whole[4:7]]
            assert part.before and part.after
            follow = beyond(Placement.objects.all(), sort, key, descending=descending)
            assert {each.pk for each in follow} == {each.pk for each in whole[8:]}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("after=%00", "认不出"), ("after=WzEsMl0x", "认不出"), ("after=WyJhIiwyXQ", "认不出"),
        ("after=" + key_text([2**70, 1]), "认不出"), ("before=" + key_text([True, 1]), "认不出"),
        ("sort=name", "不认得"), ("columns=nothing", "没有“nothing”这一列"), ("status=gone", "不认得"),
        ("village=1", "不认得"), ("expiring=31", "不认得"), ("category=X", "不认得"),
        ("q=%25%25", "号码不要写全"), ("q=%00", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(loaded: list[int], visit: Visit, query: str, said: str) -> None:
    answer = visit(f"/people/?{query}")
    assert answer.status_code == 200 and said in text_of(answer)
    assert len(rows_of(text_of(answer))) == 10


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("q=ouyang", 1), ("q=oywy", 1), ("q=欧阳", 1), ("q=阿依古丽", 1), ("township=379901100", 10),
        (f"township=379901100&village={OTHER_VILLAGE}", 1), ("kind=URBAN", 1), ("status=held", 3),
        ("expiring=30", 1), ("hits=1", 5), ("sort=-begins", 10),
    ],
)  # fmt: skip
def test_conditions_narrow(month_run: list[int], visit: Visit, query: str, rows: int) -> None:
    page = text_of(visit(f"/people/?{query}"))
    shown = rows_of(page)
    if query.startswith(("status", "hits")):
        assert 0 < len(shown) < 10
        assert f"{len(shown)} 条在岗记录" in page
    else:
        assert len(shown) == rows


def test_columns_are_chosen_and_the_address_keeps_them(month_run: list[int], visit: Visit) -> None:
    page = text_of(visit("/people/?columns=place&columns=category&sort=begins"))
    head = re.search(r"<thead>.*?</thead>", page, re.S)
    assert head and re.sub("<[^>]+>", " ", head[0]).split() == ["勾选", "姓名", "村（社区）", "人员类别"]
    assert "columns=name%2Cplace%2Ccategory" in page


@pytest.mark.clause("X4")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_is_what_is_seen(month_run: list[int], visit: Visit, secrets: Any, form: str) -> None:
    page = text_of(visit("/people/?sort=-begins"))
    answer = visit(f"/people/export/?sort=-begins&format={form}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    table = read(answer.content, form)
    assert [row[1] for row in table[1:]] == rows_of(page)
    assert table[0][0] == "姓名" and len(table[0]) == 11
    assert not secrets.found_in(str(table))
    kept = AuditRecord.objects.filter(verb="desk.export").latest("at")
    assert kept.detail["rows"] == 10 and kept.detail["list"] == "people"


def read(content: bytes, form: str) -> list[list[str]]:
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_of_a_file_runs(month_run: list[int], visit: Visit, form: str) -> None:
    from gonggang.posts.models import Post

    Post.objects.update(name="=1+1")
    table = read(visit(f"/people/export/?columns=post&format={form}").content, form)
    assert {row[1][:2] for row in table[1:]} == {"'="}


def test_a_file_has_no_more_rows_than_the_parameter_says(
    month_run: list[int], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gonggang.desk.exporting.rows_max", lambda region: 4)
    assert len(read(visit("/people/export/?format=csv").content, "csv")) == 5
    assert AuditRecord.objects.filter(verb="desk.export").latest("at").detail["cut"] is True


def test_views_are_kept_shown_and_dropped(month_run: list[int], signed_in: Any) -> None:
    client = signed_in("county_officer", COUNTY)
    sent = {
        "page": "people",
        "name": " 快到期 的 ",
        "query": "expiring=30&after=x&evil=1",
        "month": "2024-05",
    }
    answer = client.post("/views/", sent)
    assert answer.status_code == 302 and "expiring=30" in answer.headers["Location"]
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("快到期 的", "expiring=30")
    page = text_of(client.get("/people/?expiring=30"))
    assert "快到期 的" in page and 'aria-current="page">快到期 的' in page
    for refused in ({"name": ""}, {"name": "长" * 21}):
        client.post("/views/", sent | refused)
    assert SavedView.objects.count() == 1
    assert client.post("/views/", sent | {"page": "nothing"}).status_code == 404
    sign_in(client, "township_officer", TOWNSHIP)
    assert client.post(f"/views/{view.pk}/drop/").status_code == 404
    assert "快到期 的" not in text_of(client.get("/people/"))
    sign_in(client, "county_officer", COUNTY)
    assert client.get(f"/views/{view.pk}/drop/").status_code == 404
    assert client.post(f"/views/{view.pk}/drop/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.clause("X2")
def test_a_list_ends_at_the_border(month_run: list[int], signed_in: Any) -> None:
    client = signed_in("village_clerk", OTHER_VILLAGE)
    assert len(rows_of(text_of(client.get("/people/")))) == 1
    assert client.get("/people/export/").status_code == 404
    client = signed_in("county_officer", COUNTY + 10**6)
    page = text_of(client.get("/people/?county=379901"))
    assert rows_of(page) == [] and "张家庄村" not in page


@pytest.mark.parametrize(
    "page",
    ["people", "placements", "posts", "procedures", "hits", "subsidies", "returns", "complaints", "expiring"],
)
def test_each_list_has_its_file(month_run: list[int], visit: Visit, secrets: Any, page: str) -> None:
    table = read(visit(f"/{page}/export/?format=csv").content, "csv")
    assert len(table) > 1 and not secrets.found_in(str(table))


def test_only_ticked_rows_are_in_the_file(month_run: list[int], signed_in: Any) -> None:
    client = signed_in("county_officer", COUNTY)
    keys = re.findall(r'name="row" value="(\d+)"', text_of(client.get("/people/")))
    assert len(keys) == 10
    answer = client.post("/people/export/?format=csv", {"row": [*keys[:3], "x", "999999999"]})
    assert len(read(answer.content, "csv")) == 4


@pytest.mark.clause("7.4")
def test_a_batch_says_what_became_of_each_row(month_run: list[int], signed_in: Any) -> None:
    client = signed_in("county_officer", COUNTY)
    keys = re.findall(r'name="row" value="(\d+)"', text_of(client.get("/hits/")))
    first = text_of(client.post("/hits/claim/", {"row": keys[:2]}))
    assert "办成 2 行" in first and first.count('<td class="gg-wrap">') == 2
    again = text_of(client.post("/hits/claim/", {"row": keys[:3]}))
    assert "没有办成" in again and "办成 1 行" in again
    assert "一行也没有勾选" in text_of(client.post("/hits/claim/", {}))


def test_declared_lists_are_whole() -> None:
    from gonggang.desk.screens.listings import LISTS

    for page in LISTS.values():
        assert isinstance(page, ListPage)
        sorts = {each.name for each in page.sorts}
        assert {each.sort for each in page.columns if each.sort} <= sorts
        assert all(each.fields[-1][0] == "pk" for each in page.sorts)
