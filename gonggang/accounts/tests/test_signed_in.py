"""One's own sessions: seen, and ended from another place; nobody ends anybody else's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from gonggang.accounts.actions import create_officer, grant_role
from gonggang.accounts.models import Officer
from gonggang.accounts.roles import Role
from gonggang.accounts.signed_in import browser_words
from gonggang.audit.models import AuditRecord
from gonggang.testing import VILLAGE

pytestmark = [pytest.mark.clause("X2"), pytest.mark.django_db]
PASSWORD = "岗位给需要的人-2026"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0"
)


def _clerk(officer: Officer, username: str) -> Officer:
    made = create_officer(
        username=username, name="测试", organisation=None, territory_code=VILLAGE, officer=officer, password=PASSWORD,
    )  # fmt: skip
    grant_role(
        to=made, role=Role.VILLAGE_CLERK, territory_code=VILLAGE, begins_on=date(2020, 1, 1), officer=officer
    )
    return made


def _signed_in(username: str, browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    answer: Any = client.post("/sign-in/", {"login": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_a_session_left_open_elsewhere_is_seen_and_ended(officer: Officer, county: int) -> None:
    who, other = _clerk(officer, "one"), _clerk(officer, "other")
    here, there = _signed_in("one", EDGE), _signed_in("one", PHONE)
    page = here.get("/account/").content.decode()
    assert "Edge · Windows" in page and "微信 · Android" in page and "就是这里" in page
    elsewhere = UserSession.objects.get(session_key=there.session.session_key)
    assert elsewhere.session_key not in page

    assert (
        _signed_in("other", EDGE).post("/account/sessions/end/", {"session": elsewhere.pk}).status_code == 404
    )
    assert there.get("/people/").status_code == 200
    for text in ("", "x", "9" * 30):
        assert here.post("/account/sessions/end/", {"session": text}).status_code == 404

    said = here.post("/account/sessions/end/", {"session": elsewhere.pk}, follow=True).content.decode()
    assert "已结束“微信 · Android”上的登录" in said
    assert "微信 · Android</th>" not in said
    assert there.get("/people/").headers["Location"].startswith("/sign-in/?")
    assert here.get("/people/").status_code == 200
    assert UserSession.objects.filter(user=other).count() == 1
    record = AuditRecord.objects.get(verb="accounts.end_session")
    assert (record.officer_id, record.subject, record.detail["browser"]) == (
        who.pk, f"officer:{who.pk}", "微信 · Android",
    )  # fmt: skip


def test_what_a_browser_says_of_itself_is_never_shown_as_it_is() -> None:
    assert browser_words("<script>alert(1)</script>") == "其他浏览器"
    assert browser_words("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0") == (
        "Firefox · Linux"
    )
