"""Recruitment on screen: from the draft of a round to the chain of an application, and who may not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gonggang.recruitment.models import Application, CountyLimit, DeclaredProcedure, Return, Round, SpotCheck
from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, id_number, sign_in

TODAY = timezone.localdate()
FORM = {
    "title": "柳河镇招募", "begins": TODAY.isoformat(), "ends": (TODAY + timedelta(days=7)).isoformat(),
    "intro": "公开招募", "contact": "王", "telephone": "1", "channels": "到村",
}  # fmt: skip


def body(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


@pytest.fixture
def announced(make_post: Any, client: Any) -> Round:
    """A round drawn up and published on screen by the township."""
    post = make_post(places=2)
    sign_in(client, "township_officer", TOWNSHIP)
    page = client.get("/recruitment/rounds/new/")
    assert f'name="places_{post}"' in body(page) and "公开招募" in body(page)
    refused = client.post("/recruitment/rounds/new/", FORM | {f"places_{post}": "3"})
    assert refused.status_code == 422 and "最多填 2" in body(refused)
    made = client.post("/recruitment/rounds/new/", FORM | {f"places_{post}": "2"}, follow=True)
    assert "已存为拟定稿" in body(made)
    there = Round.objects.get()
    gone = client.post(f"/recruitment/rounds/{there.pk}/publish/", {"on": TODAY.isoformat(), "version": "7"})
    assert gone.status_code == 409 and "别人改过" in body(gone)
    sent = {"on": TODAY.isoformat(), "version": str(there.version)}
    assert "公告已发布" in body(client.post(f"/recruitment/rounds/{there.pk}/publish/", sent, follow=True))
    there.refresh_from_db()
    return there


def paper(there: Round, **more: str) -> dict[str, str]:
    return {
        "step": "form", "id_number": id_number(871), "name": "测试丁", "village": str(VILLAGE),
        "round_post": str(there.posts.get().pk), "group": "LOW_INCOME", "recognised_on": "2020-01-01",
        "declares_kin": "no", "committed_on": TODAY.isoformat(), "applied_on": TODAY.isoformat(),
    } | more  # fmt: skip


@pytest.mark.clause("5.6", "6.1", "9.1")
def test_a_village_enters_a_paper_form(announced: Round, client: Any, make_person: Any) -> None:
    make_person(id_number(871), name="测试丁")
    sign_in(client, "village_clerk", VILLAGE)
    address = f"/recruitment/rounds/{announced.pk}/apply/"
    first = client.post(address, {"id_number": id_number(871)})
    assert 'value="测试丁"' in body(first), "what the system knows is filled in"
    assert "没有说明" in body(client.post(address, paper(announced, declares_kin="")))
    elsewhere = client.post(address, paper(announced, village=str(OTHER_VILLAGE)))
    assert elsewhere.status_code == 422 and "不在您的辖区" in body(elsewhere)
    done = client.post(address, paper(announced), follow=True)
    made = Application.objects.get()
    assert f"已登记，报名号 {made.number}" in body(done)
    assert "待民主评议" in body(client.get(f"/recruitment/rounds/{announced.pk}/applications/"))
    again = client.post(address, {"id_number": id_number(871)})
    assert "不能同时报两份" in body(again)
    sign_in(client, "village_clerk", OTHER_VILLAGE)
    assert client.get(f"/recruitment/applications/{made.pk}/").status_code == 404


@pytest.mark.clause("5.6", "5.7")
def test_materials_returns_and_withdrawal(announced: Round, client: Any) -> None:
    sign_in(client, "village_clerk", VILLAGE)
    client.post(f"/recruitment/rounds/{announced.pk}/apply/", paper(announced))
    made = Application.objects.get()
    address = f"/recruitment/applications/{made.pk}/"
    assert "没有选文件" in body(client.post(f"{address}materials/", {"kind": "id_card"}))
    client.post(f"{address}materials/", {"kind": "id_card", "seen": "1"})
    assert "已核对原件" in body(client.get(address))
    client.post(f"{address}return/", {"missing": "户口簿", "returned_on": TODAY.isoformat()})
    assert "待补正" in body(client.get(address)) and Return.objects.get().answered_on is None
    client.post(f"{address}completed/", {"answered_on": TODAY.isoformat()})
    assert Return.objects.get().answered_on == TODAY
    sent = {"withdraw_on": TODAY.isoformat(), "withdraw_reason": "不想去了", "version": str(made.version)}
    assert "已办结" in body(client.post(f"{address}withdraw/", sent, follow=True))


@pytest.mark.clause("6.3")
def test_a_county_adds_a_stage_and_whoever_is_on_the_way_keeps_the_old_one(
    announced: Round, client: Any
) -> None:
    client.post(f"/recruitment/rounds/{announced.pk}/apply/", paper(announced))
    before = Application.objects.get()
    sent = {
        "base": "ordinary", "begins_on": TODAY.isoformat(), "reason": "县人社字〔2024〕1号", "label_1": "入户走访",
        "after_1": "application", "organiser_1": "village", "needs_1": "走访记录、照片",
    }  # fmt: skip
    assert client.post("/recruitment/procedures/", sent).status_code == 404, "the township may not"
    sign_in(client, "county_approver", COUNTY)
    bad = client.post("/recruitment/procedures/", sent | {"after_1": "onboarding"})
    assert bad.status_code == 422 and "上岗以后没有环节" in body(bad)
    page = client.post("/recruitment/procedures/", sent, follow=True)
    assert "入户走访" in body(page) and "县增" in body(page)
    variant = DeclaredProcedure.objects.get(region_code=COUNTY)
    assert variant.stages.get(stage="added_1").position == 3
    before.refresh_from_db()
    assert before.procedure_id == "ordinary"
    sign_in(client, "village_clerk", VILLAGE)
    client.post(f"/recruitment/rounds/{announced.pk}/apply/", paper(announced, id_number=id_number(872)))
    after = Application.objects.exclude(pk=before.pk).get()
    assert after.procedure_id == variant.code
    address = f"/recruitment/applications/{after.pk}/"
    assert "办结“入户走访”" in body(client.get(address))
    assert "没有写" in body(client.post(f"{address}added/", {"added_on": TODAY.isoformat()}))
    client.post(f"{address}added/", {"added_on": TODAY.isoformat(), "added_note": "走访过，情况属实"})
    assert after.completed_stages.get(stage="added_1").note == "走访过，情况属实"


@pytest.mark.clause("6.3")
def test_a_county_tightens_a_number_and_cannot_loosen_it(county: int, client: Any) -> None:
    address, day = "/recruitment/procedures/", TODAY.isoformat()
    sent = {"tighten": "1", "tight_name": "notice_min_days", "tight_value": "9", "tight_begins_on": day,
            "tight_reason": "县人社字〔2024〕2号"}  # fmt: skip
    sign_in(client, "county_officer", COUNTY)
    assert "从紧一项要求" not in body(client.get(address)) and client.post(address, sent).status_code == 404
    sign_in(client, "county_approver", COUNTY)
    loose = client.post(address, sent | {"tight_value": "3"})
    assert loose.status_code == 422 and "县里只能从紧" in body(loose) and 'href="#tight_value"' in body(loose)
    assert not CountyLimit.objects.exists()
    page = body(client.post(address, sent, follow=True))
    assert "已从紧" in page and "县人社字〔2024〕2号" in page
    assert client.post(address, sent).status_code == 422, "a second number for the same day"


@pytest.fixture
def started(officer: Any, client: Any, make_post: Any, make_person: Any) -> Application:
    from gonggang.recruitment.tests.makers import Way

    sign_in(client, "township_officer", TOWNSHIP)
    way = Way(officer, client.get("/recruitment/rounds/").wsgi_request.user)
    made = way.make_application(way.make_round([make_post()]), make_person())
    way.reach(made, "onboarding")
    return made


@pytest.mark.clause("6.5", "6.6")
def test_from_anything_to_the_whole_chain(started: Application, client: Any) -> None:
    sign_in(client, "discipline_inspector", COUNTY)
    agreement = started.agreements.get().number
    for sent in (
        {"by": "person", "text": "测试甲"},
        {"by": "person", "text": id_number(1)},
        {"by": "officer", "text": "operator"},
        {"by": "number", "text": agreement},
        {"by": "number", "text": started.round.number},
        {"by": "stage", "stage": "county_approval", "since": "2024-03-01", "until": "2024-04-30"},
    ):
        assert f"/recruitment/applications/{started.pk}/trace/" in body(
            client.post("/recruitment/trace/", sent)
        ), sent
    for sent in (
        {"by": "number", "text": "没有这个文号"},
        {"by": "stage", "stage": "agreement", "until": "2024-03-01"},
    ):
        assert "没有查到" in body(client.post("/recruitment/trace/", sent))
    page = body(client.get(f"/recruitment/applications/{started.pk}/trace/"))
    assert agreement in page and "资格重算" in page and "没有矛盾" in page
    assert page.count("3 天") >= 5, "days between the stages"
    sign_in(client, "village_clerk", VILLAGE)
    assert client.get(f"/recruitment/applications/{started.pk}/trace/").status_code == 404


@pytest.mark.clause("6.4")
def test_a_random_check_can_be_repeated_by_anyone(started: Application, client: Any) -> None:
    from gonggang.audit.models import AuditRecord
    from gonggang.recruitment.rules.sampling import drawn

    sign_in(client, "county_officer", COUNTY)
    sent = {"since": "2024-03-01", "until": "2024-05-01", "size": "5"}
    assert "抽查表，1 件中抽 1 件" in body(client.post("/recruitment/spot-checks/", sent, follow=True))
    check = SpotCheck.objects.get()
    record = AuditRecord.objects.get(number=check.audit_number)
    assert check.seed == bytes(record.seal).hex() and record.detail["members"] == [started.pk]
    assert drawn(check.seed, check.pool, 5) == [started.pk]
    item = check.items.get()
    address = f"/recruitment/spot-checks/{check.pk}/"
    found = {"item": str(item.pk), f"on_{item.pk}": date.today().isoformat(), f"outcome_{item.pk}": "defect"}  # noqa: DTZ011
    assert "要写明" in body(client.post(address, found))
    assert "有问题" in body(client.post(address, found | {f"note_{item.pk}": "照片不清"}, follow=True))
    assert "不能改" in body(client.post(address, found | {f"note_{item.pk}": "再改"}))
    empty = client.post(
        "/recruitment/spot-checks/", {"since": "2020-01-01", "until": "2020-02-01", "size": "1"}
    )
    assert "没有可抽的" in body(empty)


def test_lists_can_be_narrowed_and_exported(started: Application, client: Any) -> None:
    sign_in(client, "county_officer", COUNTY)
    assert started.round.number in body(client.get("/recruitment/rounds/?state=over"))
    assert started.round.number not in body(client.get("/recruitment/rounds/?state=open"))
    assert started.number in body(client.get("/recruitment/applications/?line=ordinary"))
    assert started.number not in body(client.get("/recruitment/applications/?line=filed"))
    assert started.number in body(client.get("/recruitment/applications/export/?format=csv"))
