"""An account is made, given a role, signed in to for the first time; and a passkey is added and signed in with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from gonggang.accounts.actions import create_officer, grant_role
from gonggang.accounts.roles import Role
from gonggang.testing import COUNTY, sign_in
from tests.journeys.test_cases_in_a_browser import no_wider, picture
from tests.journeys.test_month_in_a_browser import CHROMIUM, REFUSED, SWITCHES, pytestmark, site

__all__ = ["pytestmark", "site"]  # fixtures, and when to skip
WIDTHS = (1366, 390)


@pytest.fixture
def people(site: str, county: int) -> Iterator[Callable[..., Any]]:
    """A page of a new browser for somebody with a role, or for a stranger; complaints of the browser fail the test."""
    from django.test import Client
    from playwright.sync_api import sync_playwright

    keys = {
        role: sign_in(Client(), role, 0).cookies["sessionid"].value
        for role in ("system_admin", "security_admin", "audit_admin")
    }
    # Passkeys belong to a name, never to a number.
    address = site.replace("127.0.0.1", "localhost")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)

        def open_page(role: str | None = None, width: int = 1366) -> Any:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, base_url=address, locale="zh-CN"
            )
            if role is not None:
                context.add_cookies([{"name": "sessionid", "value": keys[role], "url": address}])
            page = context.new_page()
            page.on(
                "console", lambda said: None if REFUSED.search(said.text) else complaints.append(said.text)
            )
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield open_page
        browser.close()
    assert not complaints


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def enter(page: Any, account: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


@pytest.mark.clause("X1", "X2", "X4")
def test_from_an_organisation_to_the_first_day_of_an_officer(people: Callable[..., Any]) -> None:
    admin = people("system_admin")
    admin.goto("/system/organisations/new/")
    admin.get_by_role("button", name="登记单位").click()
    summary = admin.get_by_role("alert")
    summary.get_by_role("link").first.click()
    assert admin.get_by_label("单位全称").evaluate("each => each === document.activeElement")
    picture(admin, "organisation-error")
    admin.get_by_label("单位全称").fill("示范县人力资源和社会保障局")
    admin.get_by_label("类型").select_option("human_resources")
    admin.get_by_label("所在地").fill("示范县")
    admin.get_by_role("button", name="登记单位").click()
    assert admin.get_by_role("link", name="示范县人力资源和社会保障局").is_visible()

    admin.goto("/system/officers/new/")
    admin.get_by_label("账号", exact=True).fill("zhang.san")
    admin.get_by_label("姓名").fill("张三")
    admin.get_by_label("单位").fill("示范县人力资源和社会保障局")
    admin.get_by_label("所在地").fill("379901")
    admin.get_by_role("button", name="建账号").click()
    password = admin.locator("#first-password").inner_text()
    picture(admin, "first-password")

    security = people("security_admin")
    security.goto("/system/officers/")
    security.get_by_role("link", name="张三").click()
    security.get_by_role("link", name="授予岗位").click()
    security.get_by_label("岗位", exact=True).select_option("county_officer")
    security.get_by_label("辖区").fill("示范县")
    security.get_by_role("button", name="授予岗位").click()
    assert security.get_by_text("已授予 张三“县级人社经办人”").is_visible()
    picture(security, "officer")

    mine = people()
    picture(mine, "sign-in")
    enter(mine, "zhang.san", password)
    assert mine.get_by_role("heading", name="改密码").is_visible()
    assert not mine.get_by_role("navigation", name="主导航").get_by_role("link").count()
    picture(mine, "must-change-password")
    mine.get_by_label("现在的密码").fill(password)
    mine.get_by_label("新密码", exact=True).fill("kaifeng-2208-lantern")
    mine.get_by_label("再填一次新密码").fill("kaifeng-2208-lantern")
    mine.get_by_role("button", name="改密码").click()
    enter(mine, "zhang.san", "kaifeng-2208-lantern")
    assert mine.get_by_text("绑定后才能打开工作页面").is_visible()
    mine.get_by_role("link", name="绑定动态码").click()
    picture(mine, "totp")
    secret = mine.locator("#authenticator_secret").inner_text()
    mine.get_by_label("6 位动态码").fill(code_of(secret))
    mine.get_by_role("button", name="绑定").click()
    mine.get_by_role("link", name="我已保存，去工作页面").click()
    assert mine.get_by_role("navigation", name="主导航").get_by_role("link", name="在岗人员").is_visible()
    assert not mine.get_by_role("link", name="操作记录").count()

    auditor = people("audit_admin")
    auditor.goto("/audit/?who=zhang.san")
    assert auditor.get_by_role("cell", name="改了自己的密码").is_visible()
    auditor.goto("/audit/?who=system_admin.0")
    assert auditor.get_by_role("cell", name="建立了账号“zhang.san”").is_visible()
    auditor.get_by_role("link", name="校验和封存").click()
    auditor.get_by_label("县（市、区）").fill("示范县")
    auditor.get_by_role("button", name="校验这个月").click()
    assert auditor.get_by_text("完好", exact=True).is_visible()
    picture(auditor, "verify")


@pytest.fixture
def li_si(county: int, officer: Any) -> str:
    """An officer who has signed in before; returns the password."""
    password = "kaifeng-2208-lantern"
    who = create_officer(
        username="li.si", name="李四", organisation=None, territory_code=COUNTY, officer=officer,
        password=password,
    )  # fmt: skip
    grant_role(
        to=who, role=Role.COUNTY_OFFICER, territory_code=COUNTY, begins_on=date(2020, 1, 1), officer=officer
    )
    return password


@pytest.mark.clause("X2")
def test_a_passkey_is_added_and_signed_in_with(li_si: str, people: Callable[..., Any]) -> None:
    page = people()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    key = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    enter(page, "li.si", li_si)
    page.get_by_role("link", name="添加安全密钥").click()
    page.get_by_label("密钥的名字").fill("办公室电脑")
    page.get_by_label("以后只用它登录，不填密码").check()
    picture(page, "passkey-add")
    page.get_by_role("button", name="添加安全密钥").click()
    page.wait_for_url(re.compile(r"recovery|/second/(keys/)?$"))  # not the page of the form itself
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    page.goto("/account/second/keys/")
    assert page.get_by_role("rowheader", name="办公室电脑").is_visible()
    picture(page, "passkeys")

    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(re.compile("/sign-in/"))
    page.goto("/people/")
    page.get_by_role("button", name="用安全密钥登录").click()
    page.wait_for_url(re.compile(r"^[^?]*/people/"))  # not the sign-in page that will lead there
    assert page.get_by_role("navigation", name="主导航").get_by_role("link", name="在岗人员").is_visible()


def test_the_pages_of_administrators_fit(people: Callable[..., Any]) -> None:
    pages = {
        "system_admin": ("/system/organisations/", "/system/officers/", "/system/officers/new/", "/account/"),
        "security_admin": ("/system/grants/ending/", "/system/hand-overs/", "/notices/", "/account/second/"),
        "audit_admin": ("/audit/", "/audit/verify/", "/permissions/", "/account/password/"),
    }
    for role, addresses in pages.items():
        for width in WIDTHS:
            page = people(role, width)
            for address in addresses:
                page.goto(address)
                picture(page, f"{role}{address.replace('/', '-')}{width}")
                no_wider(page, width)
