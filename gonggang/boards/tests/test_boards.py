"""The boards: what gets through to the public and what never does, versions, and what one needs no account for."""

# ruff: noqa: F811 - fixtures are found by the names that tests give them

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from gonggang.audit.models import AuditRecord
from gonggang.boards.actions import PublicationRefused, publish, withdraw
from gonggang.boards.models import Publication
from gonggang.boards.queries import places_below, published
from gonggang.recruitment.tests.conftest import make_application, recruitment_round, way  # noqa: F401
from gonggang.testing import COUNTY, TOWNSHIP, VILLAGE, id_number

WHOLE = re.compile(r"(?<!\d)(?:3799\d{13}[\dX]|62\d{14,17})(?!\d)")
ACCOUNT = "6217001234567890123"
ROW = {"serial": 1, "name": "张*三", "sex": "男", "age": 54, "village": "张家庄村", "post": "护林员",
       "duties": "巡山", "id_number": "379901********0038"}  # fmt: skip


def notice(officer: Any, *, subject: str = "notice:1", rows: Any = (ROW,), **changed: Any) -> Publication:
    today = timezone.localdate()
    stated = {
        "kind": "public_notice", "subject": subject, "region_code": VILLAGE, "title": "张家庄村拟上岗人员公示",
        "begins_on": today, "ends_on": today + timedelta(days=6), "hotline": "12345", "number": "GS-1",
        "content": {"township": "柳河镇", "village": "张家庄村", "min_days": 5, "day_kind": "working",
                    "place": "村公示栏", "rows": list(rows)},
    }  # fmt: skip
    return publish(officer=officer, **(stated | changed))


def everything(officer: Any) -> list[Publication]:
    """One publication of every kind, with numbers of people wherever somebody might write them."""
    number = id_number(7)
    told = f"电话 13900001234，证件 {number}，卡号 {ACCOUNT}"
    day = timezone.localdate()
    shared = {"region_code": VILLAGE, "begins_on": day, "officer": officer}
    return [
        notice(officer, rows=[ROW | {"id_number": number, "duties": told}]),
        publish(kind="round_announcement", subject="round:1", title="招募公告", content={
            "intro": told, "applications_begin_on": day, "applications_end_on": day, "channels": told, "contact": told,
            "place_count": 3, "issuer": "示范县人社局",
            "rows": [{"name": "护林员", "village": "张家庄村", "places": 3, "duties": told, "standard": "800元/月",
                      "requirements": told}]}, **shared),
        publish(kind="objection_result", subject="objection:1", title="异议处理结果", content={
            "notice_number": "GS-1", "result": told, "upheld": False}, **shared),
        publish(kind="draw_seed", subject="draw:1", title="抽签种子", content={
            "seed": "a" * 64, "post": "护林员", "members_count": 3}, **shared),
        publish(kind="draw_result", subject="draw:1", title="抽签结果", content={
            "seed": "a" * 64, "post": "护林员", "drawn_at": day, "witnesses": told,
            "rows": [{"order": 1, "member": "379901-2024-1-0001"}]}, **shared),
    ]  # fmt: skip


@pytest.mark.clause("6.10", "X4")
def test_no_public_page_ever_says_what_nobody_may_read(county: int, officer: Any, client: Client) -> None:
    made = everything(officer)
    addresses = ["/boards/", f"/boards/?place={VILLAGE}", *(f"/boards/{each.slug}/" for each in made)]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        assert not WHOLE.search(text), address
        assert "13900001234" not in text and id_number(7) not in text and ACCOUNT not in text
        for secret in ("低收入", "低保", "残疾", "LOW_INCOME", "DISABLED", "categor"):
            assert secret not in text, (address, secret)
    for row in Publication.objects.all():
        assert not WHOLE.search(str(row.content) + row.title + row.number)


@pytest.mark.clause("6.10", "X4")
@pytest.mark.parametrize(
    "field", ["category", "group", "account", "phone", "disability", "family", "birth_on"]
)
def test_what_the_whitelist_has_not_is_refused_whoever_sends_it(
    county: int, officer: Any, field: str
) -> None:
    with pytest.raises(PublicationRefused, match=field):
        notice(officer, rows=[ROW | {field: "x"}])
    with pytest.raises(PublicationRefused, match=field):
        notice(officer, content={field: "x", "rows": []})
    assert not Publication.objects.exists()


def test_a_number_that_is_no_text_and_a_title_with_one_are_refused(county: int, officer: Any) -> None:
    with pytest.raises(PublicationRefused):
        notice(officer, rows=[ROW | {"age": 13900001234}])
    with pytest.raises(PublicationRefused):
        notice(officer, title=f"关于{id_number(3)}的公示")
    with pytest.raises(PublicationRefused):
        notice(officer, kind="gossip")
    with pytest.raises(PublicationRefused):
        notice(officer, rows=[ROW] * 501)


@pytest.mark.clause("X1")
def test_a_correction_is_a_new_version_and_the_same_again_is_none(
    county: int, officer: Any, client: Client
) -> None:
    first = notice(officer)
    assert notice(officer).pk == first.pk
    second = notice(officer, rows=[ROW | {"age": 55}])
    assert (second.version, second.slug != first.slug) == (2, True)
    old = client.get(f"/boards/{first.slug}/").content.decode()
    assert "已经更正" in old and f"/boards/{second.slug}/" in old
    assert [row.pk for row in published()] == [second.pk]
    verbs = list(AuditRecord.objects.filter(verb__startswith="boards.").values_list("verb", "subject"))
    assert verbs == [("boards.publish", "notice:1")] * 2


@pytest.mark.clause("X1")
def test_what_is_withdrawn_says_why_and_shows_nothing_more(county: int, officer: Any, client: Client) -> None:
    made = notice(officer)
    with pytest.raises(PublicationRefused):
        withdraw(kind="public_notice", subject="notice:1", why=" ", officer=officer)
    assert withdraw(kind="public_notice", subject="notice:1", why="名单有误", officer=officer) is not None
    assert withdraw(kind="public_notice", subject="notice:1", why="再来一次", officer=officer) is None
    page = client.get(f"/boards/{made.slug}/")
    assert page.status_code == 410
    assert "名单有误" in page.content.decode() and "张*三" not in page.content.decode()
    assert "张家庄村拟上岗人员公示" not in client.get("/boards/").content.decode()
    assert AuditRecord.objects.filter(verb="boards.withdraw", subject="notice:1").count() == 1


def test_the_database_keeps_what_was_published(county: int, officer: Any) -> None:
    made = notice(officer)
    for change in ({"title": "另一个"}, {"content": {}}, {"ends_on": None}, {"slug": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=made.pk).delete()


@pytest.mark.clause("6.10")
def test_the_way_leads_down_to_the_village(county: int, officer: Any, client: Client) -> None:
    notice(officer)
    down = (
        (0, "山东省"),
        (370000000000, "示范市"),
        (379900000000, "示范县"),
        (COUNTY, "柳河镇"),
        (TOWNSHIP, "张家庄村"),
    )
    for region, name in down:
        assert [each.name for each in places_below(region)] == [name]
        assert name in client.get("/boards/", {"place": str(region)} if region else {}).content.decode()
    assert places_below(VILLAGE) == []
    assert "还没有公告和公示" in client.get("/boards/?place=379902").content.decode()
    for strange in ("?place=zzz", "?place=379901&page=99999", "?kind=none", "?page=-1", "?q=" + "长" * 200):
        assert client.get("/boards/" + strange).status_code == 200


@pytest.mark.clause("6.10")
def test_a_full_page_is_small_and_works_without_a_script(county: int, officer: Any, client: Client) -> None:
    rows = [ROW | {"serial": n, "duties": "负责道路清扫和垃圾清运" * 3} for n in range(1, 121)]
    page = client.get(f"/boards/{notice(officer, rows=rows).slug}/")
    assert "<script" not in page.content.decode() and "style=" not in page.content.decode()
    assert len(page.content) < 100 * 1024
    assert len(gzip.compress(page.content)) < 10 * 1024


@pytest.mark.clause("6.9", "6.10")
def test_a_notice_says_how_to_object_and_only_while_it_hangs(
    county: int, officer: Any, client: Client
) -> None:
    today = timezone.localdate()
    page = client.get(f"/boards/{notice(officer).slug}/").content.decode()
    assert "可以不写姓名" in page and "12345" in page and "村公示栏" in page
    over = notice(
        officer, subject="notice:2", begins_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    assert client.get(f"/boards/{over.slug}/objection/").status_code == 404
    assert client.post(f"/boards/{over.slug}/objection/", {}).status_code == 404


@pytest.fixture
def hanging(way: Any, make_application: Callable[..., Any], officer: Any) -> Publication:
    """A notice of recruitment that hangs today, published."""
    application = make_application("democratic_appraisal")
    made = way.make_notice(application, timezone.localdate(), days=5)
    return notice(officer, subject=f"notice:{made.pk}")


@pytest.mark.clause("6.9")
def test_anyone_may_object_without_a_name_and_gets_a_receipt(hanging: Publication, client: Client) -> None:
    from gonggang.recruitment.models import Objection

    address = f"/boards/{hanging.slug}/objection/"
    assert "我有异议" in client.get(f"/boards/{hanging.slug}/").content.decode()
    assert client.get(address).status_code == 200
    short = client.post(address, {"serial": "9", "text": "不"})
    assert short.status_code == 422 and not Objection.objects.exists()
    sent = client.post(address, {"serial": "1", "text": "这个人在外地上班，没有在村里。"}, follow=True)
    objection = Objection.objects.get()
    assert objection.anonymous and objection.channel == "online"
    assert objection.number in sent.content.decode()
    # The receipt is shown to the sender once, and to nobody else.
    assert objection.number not in Client().get(address + "?sent=1").content.decode()


@pytest.mark.clause("6.9")
def test_a_flood_of_objections_is_stopped(hanging: Publication, client: Client) -> None:
    from django.core.cache import cache

    cache.clear()
    address = f"/boards/{hanging.slug}/objection/"
    answers = [
        client.post(address, {"serial": "1", "text": f"第 {n} 次反映同一件事"}).status_code for n in range(8)
    ]
    assert answers[:6] == [302] * 6 and answers[6:] == [429, 429]


def test_a_form_from_elsewhere_is_refused(hanging: Publication) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/boards/{hanging.slug}/objection/", {"serial": "1", "text": "这个人在外地上班"})
    assert answer.status_code == 403
