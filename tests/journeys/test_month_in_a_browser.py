"""A bureau chief opens the month in a real browser, follows figures to their lists, on a desk and on a telephone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any

import pytest

from gonggang.desk.tests.conftest import loaded, month_run, secrets
from gonggang.testing import COUNTY

__all__ = ["loaded", "month_run", "secrets"]  # fixtures

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# A browser also reports a form that comes back because something on it is wrong: that is no fault of the page.
REFUSED = re.compile("status of (409|422)")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: as root, apt-get install chromium"
)


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The site on a free port, on the connection of the test, whose data nobody else can see."""
    with serve() as address:
        yield address


@contextmanager
def serve() -> Iterator[str]:
    """The same for fixtures that serve more than one test."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import WSGIServer
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, connections
    from django.test.testcases import QuietWSGIRequestHandler

    from gonggang.wsgi import application

    shared = connections["default"]

    class Server(ThreadingMixIn, WSGIServer):
        """One thread a request, as browsers keep spare connections open; none of them closes the database's."""

        daemon_threads = True
        block_on_close = False

        def process_request_thread(self, request: Any, client_address: Any) -> None:
            connections["default"] = shared
            super().process_request_thread(request, client_address)

    signals = (request_started, request_finished)
    for signal in signals:  # they would close a connection that is inside a transaction, as that of a test is
        signal.disconnect(close_old_connections)
    shared.inc_thread_sharing()
    with Server(("127.0.0.1", 0), QuietWSGIRequestHandler) as server:
        server.set_app(StaticFilesHandler(application))
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
    shared.dec_thread_sharing()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def browse(site: str, signed_in: Callable[..., Any]) -> Iterator[Callable[[int], Any]]:
    """Open a page of that width, signed in; whatever the browser complains about fails the test."""
    from playwright.sync_api import sync_playwright

    session = signed_in("county_officer", COUNTY).cookies["sessionid"].value
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)

        def open_page(width: int) -> Any:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, base_url=site, locale="zh-CN"
            )
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
            page = context.new_page()
            page.on(
                "console",
                lambda message: None if REFUSED.search(message.text) else complaints.append(message.text),
            )
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield open_page
        browser.close()
    assert not complaints


@pytest.mark.clause("X7", "7.7", "13.2")
def test_from_the_month_to_the_people_it_counts(month_run: list[int], browse: Callable[[int], Any]) -> None:
    page = browse(1440)
    page.goto("/")
    assert page.get_by_role("heading", level=1).inner_text() == "示范县 2024 年 5 月"
    page.get_by_role("link", name="9 人", exact=True).first.click()
    page.wait_for_url("**/people/**")
    assert page.get_by_role("heading", level=1).inner_text() == "在岗 9 人"
    page.get_by_role("link", name="补贴", exact=True).click()
    page.get_by_role("link", name=re.compile("^暂缓")).click()
    page.wait_for_url("**/subsidies/*held=1*")
    assert "死亡待核实" in page.get_by_role("row", name=re.compile("司")).inner_text()
    page.get_by_label("月份").select_option("2024-05")
    page.get_by_role("button", name="看这个月").click()
    page.wait_for_url("**/subsidies/?place=379901&month=2024-05")
    page.get_by_label("可发和暂缓").select_option("可发")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**held=0*")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "gg-skip"


def test_on_a_telephone_nothing_is_wider_than_the_screen(
    month_run: list[int], browse: Callable[[int], Any]
) -> None:
    page = browse(390)
    for address in ("/", "/people/", "/hits/", "/registers/", "/subsidies/?held=1", "/complaints/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="主导航").is_visible()
