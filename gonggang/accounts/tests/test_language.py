"""Pages speak Chinese until somebody chooses otherwise; the choice needs no script and no account."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def test_pages_are_chinese_whatever_the_browser_says_of_itself(client: Any) -> None:
    answer = client.get("/sign-in/", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "工作人员登录" in answer.content.decode()


def test_a_chosen_language_holds_and_leads_back_to_the_page(client: Any) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/sign-in/?next=/people/"})
    assert answer.headers["Location"] == "/sign-in/?next=/people/"
    kept = client.cookies["django_language"]
    assert kept["httponly"] and kept["samesite"] == "Lax"
    page = client.get("/sign-in/").content.decode()
    assert '<html lang="en">' in page and "Staff sign-in" in page and "切换到中文" in page
    client.post("/language/", {"language": "zh-hans", "next": "/sign-in/"})
    assert '<html lang="zh-CN">' in client.get("/sign-in/").content.decode()


def test_a_language_that_is_not_spoken_changes_nothing(client: Any) -> None:
    client.post("/language/", {"language": "fr", "next": "/sign-in/"})
    client.cookies["django_language"] = "../../etc"
    assert "工作人员登录" in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(client: Any, elsewhere: str) -> None:
    answer = client.post("/language/", {"language": "en", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_what_is_refused_is_said_in_the_chosen_language(client: Any) -> None:
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    page = client.post("/sign-in/", {"login": "nobody", "password": "wrong"}).content.decode()
    assert "Account or password is wrong" in page
