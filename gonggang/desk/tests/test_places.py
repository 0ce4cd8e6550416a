"""Where one stands: any level inside one's territory, by drill-down, by search, by the address; never outside it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

PROVINCE, CITY = 370000000000, 379900000000
FOREIGN_COUNTY, FOREIGN_TOWNSHIP = 379902000000, 379902100000
ROLES = {
    "village_clerk": VILLAGE,
    "township_officer": TOWNSHIP,
    "county_officer": COUNTY,
    "city_officer": CITY,
    "province_officer": PROVINCE,
}


def text_of(answer: Any) -> str:
    return str(answer.content.decode("utf-8"))


def links_of(page: str) -> list[str]:
    """The names of the places that a list of places offers."""
    there = re.search(r'<ul class="gg-list gg-places-list">.*?</ul>', page, re.S)
    return re.findall(r'<li class="gg-pair"><a [^>]*>([^ <]+)', there[0]) if there else []


@pytest.fixture
def foreign(county: int, batch: Any) -> None:
    from gonggang.regions.actions import RegionEntry, add_regions

    add_regions(
        [
            RegionEntry(FOREIGN_COUNTY, "邻家县", 3, CITY, None),
            RegionEntry(FOREIGN_TOWNSHIP, "柳荫镇", 4, FOREIGN_COUNTY, "RURAL"),
        ],
        batch=batch,
    )


@pytest.mark.clause("X2")
@pytest.mark.parametrize(("role", "own"), ROLES.items())
def test_each_level_stands_on_its_own_and_on_all_below(
    month_run: list[int], foreign: None, signed_in: Callable[..., Any], role: str, own: int
) -> None:
    from gonggang.desk.scope import place_value
    from gonggang.regions.rules import territory

    client = signed_in(role, own)
    places = {VILLAGE: "张家庄村", TOWNSHIP: "柳河镇", COUNTY: "示范县", CITY: "示范市", PROVINCE: "山东省"}
    own_low, own_high = territory(own)
    assert f"<b>{places[own]}</b>" in text_of(client.get("/people/"))
    for code, name in places.items():
        low, high = territory(code)
        page = text_of(client.get(f"/people/?place={place_value(code)}&month=2024-05"))
        if own_low <= low and high <= own_high:
            assert f"<b>{name}</b>" in page and "没有代码是" not in page
            assert f'name="place" value="{place_value(code)}"' in page
        else:
            assert f"<b>{places[own]}</b>" in page and "没有代码是" in page


def test_the_places_open_one_level_at_a_time(
    month_run: list[int], foreign: None, signed_in: Callable[..., Any]
) -> None:
    client = signed_in("province_officer", PROVINCE)
    page = text_of(client.get("/places/?next=people&month=2024-05"))
    assert links_of(page) == ["示范市"]
    for expected in (["示范县", "邻家县"], ["柳河镇"], ["张家庄村", "李家洼村"]):
        inside = re.search(r'<a data-part href="([^"]+)">看下一级', page)
        assert inside
        page = text_of(client.get(html.unescape(inside[1])))
        assert links_of(page) == expected
    there = re.search(r'<li class="gg-pair"><a href="([^"]+)"', page)
    assert there and there[1].startswith("/people/?")
    people = text_of(client.get(html.unescape(there[1])))
    assert "<b>张家庄村</b>" in people and "<small>柳河镇</small>" in people


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("柳", ["柳河镇", "柳荫镇"]), ("家庄", ["张家庄村"]), ("zhangjia", ["张家庄村"]), ("LJW", ["李家洼村"]),
        ("379902", ["邻家县", "柳荫镇"]), ("3799011002", ["张家庄村", "李家洼村"]), ("9", []), ("%", []), ("'", []),
        ("没有的地方", []),
    ],
)  # fmt: skip
def test_a_place_is_found_by_name_sound_or_code(
    month_run: list[int], foreign: None, signed_in: Callable[..., Any], typed: str, names: list[str]
) -> None:
    client = signed_in("city_officer", CITY)
    page = text_of(client.get("/places/", {"q": typed, "next": "people"}))
    assert links_of(page) == names
    assert ("您的辖区里没有" in page) is (not names)


@pytest.mark.clause("X2")
@pytest.mark.parametrize(
    "query", ["q=柳", "q=37", "q=liu", f"at={FOREIGN_COUNTY}", "at=3799", "at=0", "at=x", "place=3799"]
)
def test_no_foreign_place_is_offered(
    month_run: list[int], foreign: None, signed_in: Callable[..., Any], query: str
) -> None:
    client = signed_in("county_officer", COUNTY)
    for headers in ({}, {"HX-Request": "true"}):
        page = text_of(client.get(f"/places/?{query}", headers=headers))
        assert "邻家县" not in page and "柳荫镇" not in page


def test_the_dialog_gets_the_part_alone(month_run: list[int], visit: Any) -> None:
    answer = visit("/places/?next=hits", **{"HX-Request": "true"})
    assert "<html" not in text_of(answer) and answer.headers["Cache-Control"] == "no-store"
    assert links_of(text_of(answer)) == ["柳河镇"]


def test_who_has_one_village_is_offered_no_other(month_run: list[int], signed_in: Callable[..., Any]) -> None:
    page = text_of(signed_in("village_clerk", OTHER_VILLAGE).get("/people/"))
    assert "data-places-open" not in page and "<b>李家洼村</b>" in page


def test_a_screen_that_is_none_leads_to_the_first(month_run: list[int], visit: Any) -> None:
    page = text_of(visit("/places/?next=//evil.example/"))
    assert "evil" not in page.split("</header>")[1] and 'href="/?place=379901100' in page
