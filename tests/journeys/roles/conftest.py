"""One small county, one site and one browser for the journeys of all roles; each signs in with a password as people do.

What one journey changes is put back before the next one begins.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gonggang.accounts.roles import Role
from gonggang.core.month import Month
from gonggang.desk.tests.conftest import Secrets, load_county, run_may
from gonggang.testing import UNIT, build_county, post_maker
from tests.journeys.test_month_in_a_browser import CHROMIUM, REFUSED, SWITCHES, serve

PASSWORD = "yi-ge-hen-chang-de-mi-ma"
WIDTH = 1366
SHOTS = os.environ.get("GONGGANG_SHOTS")
# Seconds for which a code of the second factor is good.
CODE_LASTS = 30
# Approving and exporting needs a second factor; on accounts of a sample only the approver's is compulsory.
WITH_SECOND_FACTOR = Role.COUNTY_APPROVER


@dataclass
class Desk:
    """The county of May 2024, its persons by name, the site and the browser."""

    persons: dict[str, int]
    browser: Any
    address: str
    # The connection in whose transaction the county was built; the site works on it too.
    connection: Any
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: Callable[[], Any]) -> Any:
        """Ask the database of the county while the browser's loop holds the thread of the test."""
        from django.db import connections

        def asked() -> Any:
            connections["default"] = self.connection
            return question()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asked).result(timeout=60)

    def page(self, width: int = WIDTH) -> Any:
        """A browser in which nobody has signed in; whatever it complains about fails the journey."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, base_url=self.address, locale="zh-CN"
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _heard(self, message: Any) -> None:
        # That an address answers 404 is what some journeys want to see.
        if message.type == "error" and not REFUSED.search(message.text) and "of 404" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture(scope="package")
def desk(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Set up once; everything is rolled back when the last journey has ended."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: as root, apt-get install chromium")
    from django.db import connections, transaction
    from django.test import override_settings
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("roles")
    # What pytest sets up for each test by itself stands beside the browser's loop; it is another connection, unused.
    beside = pytest.MonkeyPatch()
    beside.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(GONGGANG_HOME=folder):
        persons, connection = _county(folder), connections["default"]
        with serve() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            yield Desk(persons, browser, address, connection)
            browser.close()
        transaction.set_rollback(True)
    beside.undo()


def _county(folder: Path) -> dict[str, int]:
    from gonggang.accounts.actions import operator_officer
    from gonggang.exchange.actions import open_batch
    from gonggang.people.models import Person
    from gonggang.placements.models import Placement
    from gonggang.reporting.rollup import count_again

    officer = operator_officer()
    batch = open_batch(kind="test", file_name="test.xlsx", digest="", region=None, officer=officer)
    build_county(batch)
    secrets = Secrets()
    run_may(load_county(post_maker(officer, batch), officer, batch, secrets), officer, folder, secrets)
    # What the overview of a city and a province shows is counted beside the page that shows it.
    count_again(370000000000, Month(2024, 5))
    persons = dict(Person.objects.values_list("name", "pk"))
    Placement.objects.filter(person__in=[persons["欧阳无恙"], persons["长孙早勤"]]).update(host_uscc=UNIT)
    return persons


@pytest.fixture
def sit(desk: Desk, db: None) -> Iterator[Callable[..., Any]]:
    """Sign in as a role of a place, by name, password and if need be a code; returns the page that opens."""
    from django.db import transaction

    opened: list[Any] = []
    before = desk.ask(transaction.savepoint)

    def signed_in(role: Role, place: int, width: int = WIDTH) -> Any:
        secret = desk.ask(lambda: _officer(role, place))
        page = desk.page(width)
        opened.append(page)
        page.goto("/sign-in/")
        page.get_by_label("账号").fill(f"{role}.{place}")
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        if secret is not None:
            if time.time() % CODE_LASTS > CODE_LASTS - 8:  # one that is about to run out is not typed
                page.wait_for_timeout(8_000)
            page.get_by_label("动态码或备用码").fill(_code(secret))
            page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/sign-in/" not in address)
        return page

    yield signed_in
    for page in opened:
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"role-{len(os.listdir(SHOTS))}.png"), full_page=True)
        page.context.close()
    desk.ask(lambda: transaction.savepoint_rollback(before))
    heard, desk.complaints = desk.complaints, []
    assert not heard


def _officer(role: Role, place: int) -> str | None:
    """An account with a password; the secret of its second factor where it must have one."""
    from gonggang.accounts.actions import create_officer, grant_role, operator_officer
    from gonggang.testing import employer_of

    operator = operator_officer()
    who = create_officer(
        username=f"{role}.{place}", name=f"{role.label}甲", organisation=employer_of(role, place, operator),
        territory_code=place, officer=operator, is_sample=True, password=PASSWORD,
    )  # fmt: skip
    grant_role(to=who, role=role, territory_code=place, begins_on=date(2020, 1, 1), officer=operator)
    if role is not WITH_SECOND_FACTOR:
        return None
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(who, secret)
    return str(secret)


def _code(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    return str(auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()))))
