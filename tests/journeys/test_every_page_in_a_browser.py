"""Every page, on a desk and on a telephone: axe-core finds nothing, and no page is wider than its screen (clause X4).

Each page is opened once, by the first role that may; the rules are those of WCAG 2.2 AA and of the landmarks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from gonggang.desk.tests.conftest import loaded, month_run, secrets
from tests.house.door.pages import full_world, pages, signed_in_for_pages
from tests.journeys.test_month_in_a_browser import CHROMIUM, SWITCHES, pytestmark, site

__all__ = ["loaded", "month_run", "pytestmark", "secrets", "site"]  # fixtures

DESK, TELEPHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
LANDMARKS = (
    "landmark-banner-is-top-level", "landmark-main-is-top-level", "landmark-no-duplicate-banner",
    "landmark-no-duplicate-main", "landmark-one-main", "landmark-unique", "page-has-heading-one", "region",
    "heading-order", "skip-link", "empty-heading", "label-title-only", "tabindex",
)  # fmt: skip
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    "rules": {rule: {"enabled": True} for rule in LANDMARKS},
    "resultTypes": ["violations"],
    "preload": False,
}
TOO_WIDE = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return null;
  const wide = e => e.getBoundingClientRect().right > page.clientWidth + 1;
  const found = [...document.querySelectorAll('body *')].filter(wide).slice(-3);
  return page.scrollWidth + ' px wide: ' + found.map(e => e.outerHTML.slice(0, 120)).join(' | ');
}"""


@pytest.mark.clause("X4")
def test_nobody_is_kept_out_of_any_page(
    month_run: list[int], settings: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from playwright.sync_api import sync_playwright

    settings.GONGGANG_HOME = tmp_path / "home"
    settings.GONGGANG_HOME.mkdir()
    wrong: list[str] = []
    world = full_world(month_run)
    clients: dict[Any, Any] = {}
    visited: dict[tuple[Any, str], None] = {}
    # Before the browser starts: beside its loop Django reads nothing.
    for role, path in pages(world):
        if role not in clients:
            clients[role] = signed_in_for_pages(role)
        answer = clients[role].get(path, follow=True)
        if answer.status_code >= 500:
            wrong.append(f"{path} answers {answer.status_code}")
        kind = answer.headers["Content-Type"]
        asked = path.startswith(("/there-is", "/cases/claim"))
        if kind.startswith("text/html") and (answer.status_code not in (404, 405) or asked):
            visited.setdefault((role, answer.request["PATH_INFO"] if answer.redirect_chain else path))
    assert len(visited) > 60
    # Only now: Django's client switches the closing of connections on again, which the site switches off.
    site = request.getfixturevalue("site")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        context = browser.new_context(viewport=DESK, base_url=site, locale="zh-CN")
        page = context.new_page()
        looker = None
        for role, path in visited:
            if role is not looker:
                session = clients[role].cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
                looker = role
            page.set_viewport_size(DESK)
            answer = page.goto(path)
            if answer.status >= 500:
                wrong.append(f"{role}: {path} answers {answer.status} to the browser")
            if not page.url.endswith(quote(path, safe="/?=&%")):
                wrong.append(f"{role}: {path} leads to {page.url}")
            wrong += [f"{role}: {path} {each}" for each in barriers(page)]
            # English words are longer: the same page once more, as it stands on a telephone.
            context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
            page.goto(path)
            if too_wide := page.evaluate(TOO_WIDE):
                wrong.append(f"{role}: {path} in English is {too_wide}")
            context.clear_cookies(name="django_language")
        browser.close()
    assert not wrong, f"{len(wrong)} in {len(visited)} pages\n" + "\n".join(wrong)


def barriers(page: Any) -> Iterator[str]:
    """What axe-core finds on a page at both widths, and what is wider than a telephone."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    for size in (DESK, TELEPHONE):
        page.set_viewport_size(size)
        for found in page.evaluate("options => axe.run(options)", OPTIONS)["violations"]:
            for node in found["nodes"][:3]:
                why = " ".join(node["failureSummary"].split())[:160]
                yield f"at {size['width']} px: {found['id']}: {' '.join(node['html'].split())[:160]} ({why})"
    too_wide = page.evaluate(TOO_WIDE)
    if too_wide:
        yield f"is {too_wide}"


BAD = """<!doctype html><html><head><title></title></head><body><p>text<img src="data:,"><input>
<a style="color:#ccc" href="/">pale</a><div style="width:700px">wide</div></body></html>"""


def test_barriers_would_be_found() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page(viewport=DESK)
        page.set_content(BAD)
        found = "\n".join(barriers(page))
        browser.close()
    for rule in ("html-has-lang", "document-title", "image-alt", "label", "color-contrast", "region"):
        assert f": {rule}: " in found
    assert "px wide" in found
