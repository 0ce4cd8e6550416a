"""One person's page, the opening of a number, and the search: inside the territory, on record, nothing leaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gonggang.audit.models import AuditRecord
from gonggang.people.models import Person
from gonggang.people.queries import open_id_number
from gonggang.placements.models import Placement
from gonggang.testing import COUNTY, OTHER_VILLAGE, VILLAGE

Visit = Callable[..., Any]


def text_of(answer: Any) -> str:
    return str(answer.content.decode("utf-8"))


def named(name: str) -> Person:
    return Person.objects.get(name=name)


def test_a_person_on_one_page(month_run: list[int], visit: Visit) -> None:
    page = text_of(visit(f"/people/{named('欧阳无恙').pk}/"))
    assert "在岗，2023-01 起，还剩 19 个月。" in page
    for part in ("凭什么上岗", "最近的考勤", "实际出勤", "未比对", "经过", "最近谁看过", "打开了档案"):
        assert part in page

    dead = text_of(visit(f"/people/{named('司马已故').pk}/"))
    assert "死亡" in dead and "待核实" in dead and "暂缓发放" in dead


@pytest.mark.clause("X4", "X5")
def test_who_opened_is_on_record_and_shown(month_run: list[int], visit: Visit) -> None:
    person = named("欧阳无恙")
    visit(f"/people/{person.pk}/")
    assert AuditRecord.objects.filter(verb="people.view", subject=f"person:{person.pk}").count() == 1


@pytest.mark.clause("X2")
def test_foreign_and_absent_look_alike(month_run: list[int], signed_in: Any) -> None:
    person = named("欧阳无恙")
    client = signed_in("county_officer", COUNTY + 10**6)
    foreign, absent = client.get(f"/people/{person.pk}/"), client.get("/people/987654321/")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    assert client.get(f"/people/{2**70}/").status_code == 404
    assert client.post(f"/people/{person.pk}/reveal/", {"field": "phone"}).status_code == 404
    assert not AuditRecord.objects.filter(verb="people.view").exists()
    clerk = signed_in("village_clerk", OTHER_VILLAGE)
    assert clerk.get(f"/people/{person.pk}/").status_code == 404
    assert clerk.get(f"/people/{named('公孙未交').pk}/").status_code == 200


def test_a_clerk_sees_no_money(month_run: list[int], signed_in: Any) -> None:
    page = text_of(signed_in("village_clerk", VILLAGE).get(f"/people/{named('欧阳无恙').pk}/"))
    assert "最近的考勤" in page and "应发合计" not in page and "看证件号码原文" not in page
    assert "reveal" not in page


@pytest.mark.clause("X4")
def test_a_number_opens_once_for_a_purpose(month_run: list[int], signed_in: Any) -> None:
    person = named("欧阳无恙")
    number = open_id_number(person.id_sealed)
    client = signed_in("county_officer", COUNTY)
    address = f"/people/{person.pk}/reveal/"
    asked = client.get(f"{address}?field=id_number")
    assert asked.status_code == 200 and number not in text_of(asked)
    refused = client.post(address, {"field": "id_number", "purpose": "", "note": "核对五月发放"})
    assert "没有选用途" in text_of(refused) and 'value="核对五月发放"' in text_of(refused)
    assert number not in text_of(refused)
    shown = client.post(address, {"field": "id_number", "purpose": "payment", "note": "核对五月发放"})
    assert number in text_of(shown)
    assert shown.headers["Cache-Control"] == "no-store" and shown.headers["Refresh"].startswith("60;")
    dossier = text_of(client.get(f"/people/{person.pk}/"))
    assert number not in dossier and "看了证件号码原文，用途：核对发放" in dossier
    assert client.get(f"{address}?field=id_sealed").status_code == 404


@pytest.mark.parametrize("typed", ["欧阳", "ouyang", "oywy", "Ouyang Wu"])
def test_people_are_found(month_run: list[int], visit: Visit, typed: str) -> None:
    page = text_of(visit(f"/search/?q={typed}"))
    assert f"/people/{named('欧阳无恙').pk}/" in page


def test_the_last_four_a_place_and_a_case_are_found(month_run: list[int], visit: Visit) -> None:
    person = named("司马已故")
    four = open_id_number(person.id_sealed)[-4:]
    assert f"/people/{person.pk}/" in text_of(visit(f"/search/?q={four}"))
    assert f"place={OTHER_VILLAGE}" in text_of(visit("/search/?q=李家洼"))
    assert "place=379901100&amp;" in text_of(visit("/search/?q=柳河"))
    from gonggang.casework.queries import Case

    case = Case.objects.earliest("pk")
    assert f"/cases/{case.pk}/" in text_of(visit(f"/search/?q=aj{case.pk:06d}"))


def test_suggestions_are_the_part_alone(month_run: list[int], visit: Visit) -> None:
    answer = visit("/search/?q=ou", **{"HX-Request": "true"})
    assert text_of(answer).lstrip().startswith('<div id="found"') and "<html" not in text_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.clause("X2", "X4")
def test_the_search_ends_at_the_border_and_keeps_no_number(month_run: list[int], signed_in: Any) -> None:
    person = named("欧阳无恙")
    client = signed_in("county_officer", COUNTY + 10**6)
    for typed in ("欧阳", open_id_number(person.id_sealed)[-4:], "李家洼", "AJ1", "1"):
        page = text_of(client.get("/search/", {"q": typed}))
        assert "没有找到" in page, typed
    answer = signed_in("county_officer", COUNTY).get("/search/", {"q": open_id_number(person.id_sealed)})
    assert answer.status_code == 302 and answer.headers["Location"] == "/search/?whole=1"
    assert "号码不要写全" in text_of(signed_in("county_officer", COUNTY).get("/search/?whole=1"))


def test_an_ended_placement_is_said(month_run: list[int], visit: Visit) -> None:
    from django.db import transaction
    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.db.models import F

    from gonggang.posts.models import Post

    person = named("长孙早勤")
    placement = Placement.objects.get(person=person)
    placement.during = DateRange(placement.during.lower, placement.during.lower.replace(day=25))
    with transaction.atomic():
        placement.save()
        Post.objects.filter(pk=placement.post_id).update(places_taken=F("places_taken") - 1)
    assert "已离岗，2024-05-25 起不在岗。" in text_of(visit(f"/people/{person.pk}/"))
