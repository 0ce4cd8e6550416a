"""Signing in: passwords, lock-out, the second factor, and how long a sign-in lasts."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from gonggang.accounts import sessions
from gonggang.accounts.actions import create_officer, grant_role
from gonggang.accounts.models import Officer
from gonggang.accounts.roles import Role
from gonggang.audit.models import AuditRecord
from gonggang.core.errors import UnusableInput
from gonggang.testing import COUNTY, VILLAGE

pytestmark = [pytest.mark.clause("X2"), pytest.mark.django_db]
PASSWORD = "岗位给需要的人-2026"


@pytest.fixture
def hire(officer: Officer, county: int) -> Any:
    def make(role: str, territory: int) -> Officer:
        made = create_officer(
            username=role,
            name="测试",
            organisation=None,
            territory_code=territory,
            officer=officer,
            password=PASSWORD,
        )
        grant_role(
            to=made, role=Role(role), territory_code=territory, begins_on=date(2020, 1, 1), officer=officer
        )
        return made

    return make


def sign_in(client: Client, login: str, password: str = PASSWORD, **data: str) -> Any:
    return client.post("/sign-in/", {"login": login, "password": password, **data})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_way_in_leads_back_to_the_page_asked_for(hire: Any, client: Client) -> None:
    hire("village_clerk", VILLAGE)
    answer = sign_in(client, "village_clerk", next="/people/?month=2024-05")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/?month=2024-05")
    assert client.get("/people/").status_code == 200
    assert AuditRecord.objects.filter(verb="accounts.sign_in").count() == 1


def test_a_way_back_to_another_site_is_not_taken(hire: Any, client: Client) -> None:
    hire("village_clerk", VILLAGE)
    assert sign_in(client, "village_clerk", next="https://example.org/").headers["Location"] == "/"


def test_the_page_of_the_sign_in_is_chinese_and_keeps_what_was_typed(hire: Any, client: Client) -> None:
    hire("village_clerk", VILLAGE)
    page = sign_in(client, "village_clerk", "不对的密码").content.decode()
    assert "账号或密码不对" in page
    assert 'value="village_clerk"' in page
    assert "不对的密码" not in page
    assert AuditRecord.objects.filter(verb="accounts.sign_in_failed").count() == 1


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(hire: Any, client: Client) -> None:
    hire("village_clerk", VILLAGE)
    for _ in range(5):
        assert "账号或密码不对" in sign_in(client, "village_clerk", "不对的密码").content.decode()
    page = sign_in(client, "village_clerk").content.decode()
    assert "已锁定 15 分钟" in page
    assert client.get("/people/").status_code == 302


def test_an_unknown_account_is_answered_like_a_wrong_password(hire: Any, client: Client) -> None:
    hire("village_clerk", VILLAGE)
    known, unknown = (
        re.sub(r'value="[^"]*"', "", sign_in(client, name, "不对的密码").content.decode())
        for name in ("village_clerk", "nobody_at_all")
    )
    assert known == unknown


@pytest.mark.parametrize("password", ["short-1", "123456789012", "password1234", "qwertyuiop123"])
def test_weak_passwords_are_refused(officer: Officer, password: str) -> None:
    with pytest.raises(UnusableInput, match="密码不够安全"):
        create_officer(
            username="x",
            name="测试",
            organisation=None,
            territory_code=COUNTY,
            officer=officer,
            password=password,
        )


def test_nobody_signs_up(county: int, client: Client) -> None:
    assert client.get("/signup/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_an_exporter_sets_up_a_second_factor_before_anything_else(hire: Any, client: Client) -> None:
    hire("county_officer", COUNTY)
    sign_in(client, "county_officer")
    for address in ("/", "/people/", "/permissions/"):
        assert client.get(address).headers["Location"] == "/account/second/"
    assert "先绑定动态码" in client.get("/account/second/").content.decode()
    page = client.get("/account/second/code/").content.decode()
    secret = re.search(r'id="authenticator_secret">([^<]+)<', page)
    assert secret is not None
    answer = client.post("/account/second/code/", {"code": code_of(secret[1])})
    assert answer.headers["Location"] == "/account/second/recovery/"
    assert client.get("/people/").status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(hire: Any, client: Client) -> None:
    who = hire("county_officer", COUNTY)
    from gonggang.testing import add_second_factor

    add_second_factor(who)
    assert sign_in(client, "county_officer").headers["Location"] == "/sign-in/second/"
    assert client.get("/people/").headers["Location"].startswith("/sign-in/?")
    assert "这个码不对" in client.post("/sign-in/second/", {"code": "000000"}).content.decode()
    secret = Authenticator.objects.get(user=who).data["secret"]
    assert client.post("/sign-in/second/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/people/").status_code == 200


def test_a_recovery_code_opens_once(hire: Any, client: Client) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from gonggang.testing import add_second_factor

    who = hire("county_officer", COUNTY)
    add_second_factor(who)
    code = RecoveryCodes.activate(who).get_unused_codes()[0]
    for expected in (302, 200):
        client.logout()
        sign_in(client, "county_officer")
        assert client.post("/sign-in/second/", {"code": code}).status_code == expected


def test_a_sign_in_ends_after_half_an_hour_without_a_request(
    hire: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire("village_clerk", VILLAGE)
    sign_in(client, "village_clerk")
    assert client.get("/people/").status_code == 200
    began = time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: began + 29 * 60)
    assert client.get("/people/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: began + 29 * 60 + 31 * 60)
    answer = client.get("/people/")
    assert answer.headers["Location"].startswith("/sign-in/")
    assert "请重新登录" in client.get("/sign-in/").content.decode()


def test_a_sign_in_ends_after_eight_hours_in_any_case(
    hire: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire("village_clerk", VILLAGE)
    sign_in(client, "village_clerk")
    client.get("/people/")
    began = time.time()
    for minutes in range(20, 8 * 60, 20):
        monkeypatch.setattr(sessions.time, "time", lambda passed=minutes: began + passed * 60)
        assert client.get("/livez").status_code == 200
        assert client.get("/account/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: began + 8 * 60 * 60 + 1)
    assert client.get("/account/").headers["Location"].startswith("/sign-in/")


def test_a_deactivated_account_opens_nothing(hire: Any, client: Client, officer: Officer) -> None:
    from gonggang.accounts.actions import deactivate

    who = hire("village_clerk", VILLAGE)
    sign_in(client, "village_clerk")
    deactivate(who=who, on=date(2026, 1, 1), officer=officer)
    assert client.get("/people/").headers["Location"].startswith("/sign-in/")
    client.logout()
    assert sign_in(client, "village_clerk").headers["Location"] == "/sign-in/closed/"
    assert "已停用" in client.get("/sign-in/closed/").content.decode()


def test_an_inspector_says_what_for_and_every_look_is_kept(hire: Any, client: Client) -> None:
    from gonggang.testing import add_second_factor

    who = hire("discipline_inspector", COUNTY)
    add_second_factor(who)
    client.force_login(who, "allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/people/?kind=RURAL")
    assert answer.headers["Location"] == "/account/purpose/?next=%2Fpeople%2F%3Fkind%3DRURAL"
    assert "至少 6 个字" in client.post("/account/purpose/", {"purpose": "看看"}).content.decode()
    said = {"purpose": "2024-17 号线索", "next": "/people/?kind=RURAL"}
    assert client.post("/account/purpose/", said).headers["Location"] == "/people/?kind=RURAL"
    assert client.get("/people/?kind=RURAL").status_code == 200
    look = AuditRecord.objects.get(verb="accounts.look")
    assert (look.subject, look.detail["purpose"]) == ("address:/people/", "2024-17 号线索")


def test_no_other_sign_in_service_without_the_environment(client: Client) -> None:
    assert client.get("/sign-in/other/gov/").status_code in (404, 302)
    assert "统一身份认证" not in client.get("/sign-in/").content.decode()


def test_another_sign_in_service_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from gonggang.accounts.oidc import openid_connect_provider

    assert openid_connect_provider() == {}
    monkeypatch.setenv("GONGGANG_OIDC_ADDRESS", "https://id.example.org")
    monkeypatch.setenv("GONGGANG_OIDC_CLIENT", "gonggang")
    service = openid_connect_provider()["openid_connect"]["APPS"][0]
    assert (service["client_id"], service["settings"]["server_url"]) == ("gonggang", "https://id.example.org")


def test_all_pages_of_the_own_account_open(hire: Any, client: Client) -> None:
    hire("village_clerk", VILLAGE)
    sign_in(client, "village_clerk")
    for address in (
        "/account/", "/account/password/", "/account/second/", "/account/second/code/", "/account/second/keys/",
        "/account/second/keys/add/", "/account/confirm/", "/permissions/?role=county_officer", "/account/purpose/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "<h1>" in answer.content.decode(), address
    assert client.get("/sign-out/").status_code == 200
