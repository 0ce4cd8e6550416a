"""What a browser loads for a page weighs little, and what has not changed is not sent again."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest

FIRST_PAGE_BYTES_MAX = 300_000
_LOADED_BY_PAGE = re.compile(r'<(?:link|script|img|source|iframe)\b[^>]*?(?:href|src)="([^"#]+)"')
_LOADED_BY_STYLE = re.compile(r"url\(\s*['\"]?(?!data:|#)([^'\")]+)")
_COMPRESSED: dict[str, str] = {"accept-encoding": "gzip, deflate, br"}


def loads(client: Any, address: str) -> Iterator[tuple[str, int]]:
    """Every address that a browser asks for to show a page, with the bytes of its answer."""
    waiting, seen = [address], set()
    while waiting:
        asked = waiting.pop()
        if asked in seen:
            continue
        seen.add(asked)
        answer = client.get(asked, headers=_COMPRESSED)
        assert answer.status_code == 200, f"{asked} answers {answer.status_code}"
        sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield asked, len(sent)
        text = (gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent).decode()
        kind = answer.headers["Content-Type"]
        if kind.startswith("text/html"):
            waiting += [urljoin(asked, found) for found in _LOADED_BY_PAGE.findall(text)]
        elif kind.startswith("text/css"):
            waiting += [urljoin(asked, found) for found in _LOADED_BY_STYLE.findall(text)]


def test_signing_in_and_the_first_page_together_are_light(
    month_run: list[int], client: Any, signed_in: Callable[..., Any]
) -> None:
    """With an empty cache: the sign-in page, the overview, and every style, script, font and picture of both."""
    found = dict(loads(client, "/sign-in/"))
    found |= dict(loads(signed_in(), "/?month=2024-05"))
    assert "/static/desk/vendor/bootstrap/bootstrap.min.css" in found
    assert sum(found.values()) < FIRST_PAGE_BYTES_MAX, found
    assert not [address for address in found if "echarts" in address], "charts are for pages that draw one"


@pytest.mark.parametrize("address", ["/sign-in/", "/static/desk/gonggang.css"])
def test_who_does_not_know_compression_gets_plain_text(client: Any, db: None, address: str) -> None:
    answer = client.get(address)
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_length_of_an_answer_tells_nothing_of_what_is_in_it(client: Any, db: None) -> None:
    """The same text is sent with another length each time."""
    answers = [client.get("/static/desk/gonggang.css", headers=_COMPRESSED) for _time in range(12)]
    assert len({len(b"".join(answer.streaming_content)) for answer in answers}) > 1


def test_a_style_sheet_that_has_not_changed_is_not_sent_again(client: Any, db: None) -> None:
    first = client.get("/static/desk/gonggang.css", headers=_COMPRESSED)
    again = client.get(
        "/static/desk/gonggang.css", headers={**_COMPRESSED, "if-none-match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert not again.content
