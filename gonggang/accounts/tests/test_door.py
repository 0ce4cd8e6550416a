"""The door: who is not signed in, who may not, and what is out of reach."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gonggang.audit.models import AuditRecord
from gonggang.testing import COUNTY, TOWNSHIP

pytestmark = pytest.mark.clause("X2")


def test_nobody_sees_a_page_without_signing_in(county: int, client: Client) -> None:
    answer = client.get("/people/?month=2024-05")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=%2Fpeople%2F%3Fmonth%3D2024-05"


def test_a_part_of_a_page_takes_the_whole_page_to_the_sign_in(county: int, client: Client) -> None:
    answer = client.get("/people/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in/")


def test_forbidden_and_absent_answer_alike_and_the_attempt_is_kept(county: int, signed_in: Any) -> None:
    client = signed_in("system_admin", 0)
    forbidden, absent = client.get("/people/"), client.get("/no-such-page/")
    assert (forbidden.status_code, absent.status_code) == (404, 404)
    assert forbidden.content == absent.content
    assert AuditRecord.objects.filter(verb="accounts.refused").get().detail == {
        "action": "people.list",
        "method": "GET",
    }


def test_a_county_officer_sees_the_county(county: int, signed_in: Any) -> None:
    assert "示范县" in signed_in("county_officer", COUNTY).get("/people/").content.decode()


def test_a_township_officer_stands_in_the_township(county: int, signed_in: Any) -> None:
    page = signed_in("township_officer", TOWNSHIP).get("/people/?county=379901").content.decode()
    assert "柳河镇" in page


def test_who_has_no_business_on_the_first_page_gets_another(county: int, signed_in: Any) -> None:
    answer = signed_in("security_admin", 0).get("/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [("/start/", 302), ("/system/officers/", 302)]
