"""The plan of a year on screen: drilled down, handed down, refused with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gonggang.campaign.actions import hand_down
from gonggang.campaign.queries import quota_of
from gonggang.campaign.rules import Share
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE

ON = date(2024, 1, 10)


def text_of(answer: Any) -> str:
    return str(answer.content.decode("utf-8"))


@pytest.mark.clause("1.5")
def test_a_county_enters_its_plan_and_hands_it_down(county: int, signed_in: Callable[..., Any]) -> None:
    client = signed_in("county_officer")
    shown = text_of(client.get("/quotas/?year=2024"))
    assert "还没有给本级下达计划" in shown
    typed = {
        "year": "2024", f"u-{COUNTY}": "1", f"r-{COUNTY}": "5", f"u-{TOWNSHIP}": "1", f"r-{TOWNSHIP}": "4",
        "document": "示例〔2024〕1号",
    }  # fmt: skip
    refused = text_of(client.post("/quotas/hand-down/", typed))
    assert "乡村相差 -1 个" in refused
    assert 'value="示例〔2024〕1号"' in refused
    assert quota_of(2024, COUNTY) is None
    answer = client.post("/quotas/hand-down/", typed | {f"r-{TOWNSHIP}": "5"}, follow=True)
    assert "已下达到 2 个地方" in text_of(answer)
    assert quota_of(2024, TOWNSHIP).total == 6
    nonsense = text_of(client.post("/quotas/hand-down/", typed | {f"r-{TOWNSHIP}": "五"}))
    assert "不是计划数" in nonsense


@pytest.mark.clause("1.5", "3.6")
def test_figures_stand_beside_the_plan_and_open_to_the_posts(
    county: int, officer: Any, make_post: Callable[..., int], signed_in: Callable[..., Any]
) -> None:
    make_post(places=4)
    hand_down(2024, {COUNTY: Share(None, 9), TOWNSHIP: Share(None, 9)}, document="", on=ON, officer=officer)
    client = signed_in("county_officer")
    shown = text_of(client.get("/quotas/?year=2024"))
    assert f'href="/posts/?place={TOWNSHIP // 1000}&amp;open=1">1</a>' in shown
    assert text_of(client.get(f"/posts/?place={TOWNSHIP // 1000}&open=1")).count("保洁员") >= 1
    assert "没有岗位" in text_of(client.get(f"/posts/?place={TOWNSHIP // 1000}&year=2024"))


@pytest.mark.clause("1.5", "X2")
def test_who_may_not_hand_down(county: int, officer: Any, signed_in: Callable[..., Any]) -> None:
    for role, place in (("village_clerk", VILLAGE), ("auditor", COUNTY), ("county_finance", COUNTY)):
        client = signed_in(role, place)
        assert client.post("/quotas/hand-down/", {"year": "2024"}).status_code == 404, role
    hand_down(2024, {COUNTY: Share(None, 9)}, document="", on=ON, officer=officer)
    # A township gets its quota from above and hands it on to villages alone.
    client = signed_in("township_officer", TOWNSHIP)
    client.post("/quotas/hand-down/", {"year": "2024", f"r-{TOWNSHIP}": "9"})
    assert quota_of(2024, TOWNSHIP) is None
