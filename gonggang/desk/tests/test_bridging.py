"""The screens of bridging posts: who sees and keeps what, figures and their lists, the file out and in again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from gonggang.bridging.models import Institution, Opening, Wish
from gonggang.bridging.tests import makers
from gonggang.bridging.tests.makers import TODAY
from gonggang.testing import COUNTY, OTHER_UNIT, TOWNSHIP, UNIT, VILLAGE

MAY = "month=2024-05"


def text_of(answer: Any) -> str:
    return str(answer.content.decode("utf-8"))


@pytest.fixture
def homes(county: int, officer: Any) -> tuple[Any, Any, Any]:
    """The employer of the tests, another home, and a rukang home, each with an opening."""
    own = makers.institution(officer, uscc=UNIT, name="柳河敬老院")
    other = makers.institution(officer, uscc=OTHER_UNIT, name="别家护理院", kind="medical_care")
    rukang = makers.institution(officer, name="阳光如康家园", kind="rukang_home")
    for each in (own, other, rukang):
        makers.opening(officer, each, title=f"{each.name}的岗位")
    return own, other, rukang


@pytest.mark.clause("4.2", "4.3")
def test_each_keeps_what_is_its_own(homes: tuple[Any, ...], signed_in: Callable[..., Any]) -> None:
    own, other, rukang = homes
    client = signed_in("employer_clerk", VILLAGE)
    shown = text_of(client.get("/bridging/openings/"))
    assert "柳河敬老院" in shown and "别家护理院" not in shown and "王院长" not in shown
    assert client.get(f"/bridging/institutions/{other.pk}/").status_code == 404
    assert client.get("/bridging/leavers/").status_code == 404
    assert "登记岗位" in text_of(client.get(f"/bridging/institutions/{own.pk}/"))
    federation = signed_in("disabled_federation")
    kinds = text_of(federation.get("/bridging/institutions/new/"))
    assert "如康家园" in kinds and "养老服务机构" not in kinds
    entered = {"name": "甲敬老院", "uscc": makers.code(301), "kind": "elderly_care", "village": str(VILLAGE)}
    refused = federation.post("/bridging/institutions/new/", entered)
    assert refused.status_code == 422 and "不归您登记" in text_of(refused)
    assert 'value="甲敬老院"' in text_of(refused)
    federation.post("/bridging/institutions/new/", entered | {"kind": "rukang_home"})
    assert Institution.objects.get(name="甲敬老院").kind == "rukang_home"
    assert federation.get(f"/bridging/openings/{rukang.openings.get().pk}/edit/").status_code == 200
    assert federation.get(f"/bridging/openings/{other.openings.get().pk}/edit/").status_code == 302


@pytest.mark.clause("4.2")
def test_whom_to_ask_is_opened_for_a_purpose(homes: tuple[Any, ...], signed_in: Callable[..., Any]) -> None:
    client = signed_in("township_officer", TOWNSHIP)
    address = f"/bridging/institutions/{homes[0].pk}/contact/"
    assert "至少写 4 个字" in text_of(client.post(address, {"purpose": "看"}))
    opened = client.post(address, {"purpose": "推荐两人面试"})
    assert "王院长 19900000001" in text_of(opened) and opened.headers["Cache-Control"] == "no-store"
    assert "王*长" in text_of(client.get(f"/bridging/institutions/{homes[0].pk}/"))


def test_a_form_with_mistakes_comes_back_whole(homes: tuple[Any, ...], signed_in: Callable[..., Any]) -> None:
    client = signed_in()
    typed = {"title": "门卫", "work": "security", "places": "两个", "wage_from": "-5", "age_min": "60", "age_max": "50",
             "offered_from": "2024-05-32", "village": str(VILLAGE), "skills_needed": "driving"}  # fmt: skip
    answer = client.post(f"/bridging/institutions/{homes[0].pk}/openings/new/", typed)
    shown = unescape(text_of(answer))
    assert answer.status_code == 422
    for sentence in (
        "“两个”，不是整数",
        "“-5”，不是金额",
        "用工形式没有选",
        "最大年龄小于最小年龄",
        "“2024-05-32”，不是日期",
        "招到哪天没有填",
    ):
        assert sentence in shown, sentence
    assert 'value="两个"' in shown and re.search(r'value="driving" checked', shown)
    assert Opening.objects.count() == 3


@pytest.mark.clause("4.1", "4.4")
def test_figures_open_the_rows_that_they_count(
    homes: tuple[Any, ...], officer: Any, signed_in: Callable[..., Any], make_person: Callable[..., int],
    make_post: Callable[..., int], make_placement: Callable[..., Any],
) -> None:  # fmt: skip
    from gonggang.bridging import actions

    warnings = [makers.warning(make_placement(make_person(), make_post())) for _ in range(3)]
    for each in warnings[:2]:
        makers.wish(each, officer)
    actions.propose(warnings[0], homes[0].openings.get().pk, on=TODAY, today=TODAY, officer=officer)
    client = signed_in()
    page = unescape(text_of(client.get(f"/bridging/figures/?{MAY}")))
    links = re.findall(r'<a class="gg-open" href="([^"]+)">([\d,]+)</a>', page)
    assert len(links) == 5
    for address, number in links:
        shown = text_of(client.get(address))
        assert f"共 {number} 条" in shown, address
    assert "可推荐的岗位 3 个" in text_of(client.get(f"/bridging/leavers/{warnings[1].pk}/?{MAY}"))
    village = signed_in("village_clerk", VILLAGE)
    assert "推荐这个岗位" not in text_of(village.get(f"/bridging/leavers/{warnings[1].pk}/?{MAY}"))
    assert village.post(f"/bridging/leavers/{warnings[1].pk}/propose/", {}).status_code == 404
    assert Wish.objects.count() == 2


@pytest.mark.clause("4.2", "4.3")
def test_the_list_of_openings_goes_out_and_comes_in_again(
    homes: tuple[Any, ...], officer: Any, signed_in: Callable[..., Any], tmp_path: Path
) -> None:
    from gonggang.exchange.intake import Intake, import_file

    home = homes[0]
    makers.opening(
        officer, home, title="全项", work="kitchen", schooling="primary", skills_needed=("first_aid",),
        skills_liked=("cooking", "driving"), experience_months=6, age_min=18, wage_to_fen=250_050, board="管饭",
        duties="做饭", pays_insurance=None,
    )  # fmt: skip
    columns = (
        "title,institution,uscc,kind,township,village,work,employment,duties,places,age_min,age_max,schooling,"
        "skills_needed,skills_liked,experience_months,for_disabled,wage_from,wage_to,pays_insurance,board,"
        "offered_from,offered_until"
    )
    answer = signed_in().get(f"/bridging/openings/export/?{MAY}&columns={columns}&format=csv")
    path = tmp_path / "衔接岗位清单.csv"
    path.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)

    def take_in() -> Any:
        return import_file("openings", Intake(path, officer, date(2024, 6, 1), region=COUNTY))

    before = list(Opening.objects.order_by("pk").values())
    report = take_in()
    assert (report.rows_total, report.rows_accepted) == (4, 4), report.rejected
    assert list(Opening.objects.order_by("pk").values()) == before
    Opening.objects.all().delete()
    Institution.objects.all().delete()
    report = take_in()
    assert report.rows_accepted == 4
    left_out = ("id", "institution_id", "batch_id", "version")
    kept = [{k: v for k, v in row.items() if k not in left_out} for row in before]
    again = [
        {k: v for k, v in row.items() if k not in left_out} for row in Opening.objects.order_by("pk").values()
    ]
    assert sorted(again, key=lambda row: row["title"]) == sorted(kept, key=lambda row: row["title"])
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    place = lines[0].index
    lines[1][place("机构类型")], lines[1][place("统一社会信用代码")] = "养老服务机构", makers.code(9, "91")
    lines[2][place("截止日期")] = "2020-01-01"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines), "utf-8")
    report = take_in()
    assert [problem.reason for problem in report.rejected] == ["bad_opening", "bad_opening"]
    assert "民办非企业单位" in report.rejected[0].message and "早于" in report.rejected[1].message
