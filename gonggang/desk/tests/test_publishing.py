"""What the desk's acts put on the boards: the announcement of a round, a notice, a result, a seed and its draw."""

# ruff: noqa: F811 - fixtures are found by the names that tests give them

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from gonggang.boards.models import Publication
from gonggang.boards.rules import KINDS
from gonggang.desk import publishing
from gonggang.recruitment.tests.conftest import make_application, recruitment_round, way  # noqa: F401
from gonggang.testing import COUNTY


@pytest.mark.clause("6.1", "6.10")
def test_a_round_goes_up_when_it_is_published_and_down_when_it_is_withdrawn(
    signed_in: Callable[..., Any], make_post: Callable[..., int]
) -> None:
    from gonggang.recruitment.models import Round, RoundPost

    today = timezone.localdate()
    made = Round.objects.create(
        number="379901-2026-00001", title="示范县公益性岗位招募公告", region_code=COUNTY, village_code=COUNTY,
        applications_begin_on=today + timedelta(days=1), applications_end_on=today + timedelta(days=60),
        telephone="0530-1234567",
    )  # fmt: skip
    RoundPost.objects.create(round=made, post_id=make_post(name="护林员"), places=2)
    client = signed_in("county_officer", COUNTY)
    sent = {"on": today.isoformat(), "version": "0"}
    answer = client.post(f"/recruitment/rounds/{made.pk}/publish/", sent)
    assert answer.status_code == 302, answer.content.decode()
    up = Publication.objects.get()
    assert (up.kind, up.subject, up.hotline) == ("round_announcement", f"round:{made.pk}", "0530-1234567")
    page = Client().get(f"/boards/{up.slug}/").content.decode()
    assert "护林员" in page and "共招募 2 人" in page
    answer = client.post(
        f"/recruitment/rounds/{made.pk}/withdraw/",
        {"on": today.isoformat(), "version": "1", "reason": "岗位有误"},
    )
    assert answer.status_code == 302
    gone = Client().get(f"/boards/{up.slug}/")
    assert gone.status_code == 410 and "岗位有误" in gone.content.decode()


@pytest.mark.clause("6.9", "6.10", "8.3")
def test_a_notice_a_result_and_a_draw_are_put_up_without_anything_private(
    way: Any, make_application: Callable[..., Any], officer: Any
) -> None:
    application = make_application("democratic_appraisal")
    notice = way.make_notice(application, timezone.localdate(), days=5)
    notice.snapshot = {
        "number": notice.number, "township": "柳河镇", "village": "张家庄村", "decided_why": "村里议定",
        "rows": [{"serial": 1, "name": "测试甲", "sex": "男", "age": 54, "village": "张家庄村", "post": "保洁员",
                  "duties": "清扫", "id_number": "379901********0019", "application": application.pk}],
    }  # fmt: skip
    with translation.override("en"):  # an officer who reads English publishes in the language of the office
        put = publishing.put_up_notice(notice, officer=officer)
    assert put.title == "柳河镇张家庄村公益性岗位拟上岗人员公示"
    assert put.content["rows"][0]["name"] == "测*甲"  # on the wall of the village the name stands whole
    assert "decided_why" not in put.content and "application" not in put.content["rows"][0]
    objection = SimpleNamespace(
        pk=1, number="YY-1", entry=SimpleNamespace(notice=notice), upheld=False, result="经查不实",
        result_published_on=timezone.localdate(),
    )  # fmt: skip
    publishing.put_up_result(objection, officer=officer)
    draw = SimpleNamespace(
        pk=1, seed="a" * 64, seed_published_at=timezone.now(), members=[application.number], order=[application.number],
        drawn_at=timezone.now(), witnesses="村民代表", round_post=application.round_post,
    )  # fmt: skip
    publishing.put_up_seed(draw, officer=officer)
    publishing.put_up_draw(draw, officer=officer)
    assert set(Publication.objects.values_list("kind", flat=True)) == set(KINDS) - {"round_announcement"}
    for made in Publication.objects.all():
        page = Client().get(f"/boards/{made.slug}/")
        assert page.status_code == 200
    drawn = Client().get(f"/boards/{Publication.objects.get(kind='draw_result').slug}/").content.decode()
    assert application.number in drawn and "a" * 64 in drawn
