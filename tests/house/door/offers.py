"""What a page offers: links and forms whose action its reader may not do are a promise that answers 404."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404
from django.urls import resolve

from gonggang.accounts.door import door_of
from gonggang.accounts.permissions import TABLE
from gonggang.accounts.roles import Role

_ROLES = {action.name: action.roles for action in TABLE}
_LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]*)\"")
_FORM = re.compile(r"<form\b[^>]*>")
_SENDER = re.compile(r"\b(formaction|hx-get|hx-post)=\"([^\"]*)\"")
_ATTRIBUTE = re.compile(r"\b(method|action)=\"([^\"]*)\"")


def offers(answer: Any, role: Role) -> Iterator[str]:
    """The addresses that a page sends its reader to and that are not open to the role, each once."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    here = urlsplit(answer.wsgi_request.path).path
    for method, path in sorted(set(_found(answer.content.decode("utf-8"), here))):
        name = _action(method, path)
        # The first page sends on whom it does not serve.
        if path != "/" and name is not None and role not in _ROLES[name]:
            yield f"{method} {path}"


def _found(page: str, here: str) -> Iterator[tuple[str, str]]:
    for address in _LINK.findall(page):
        yield from _inside("GET", address, here)
    for form in _FORM.findall(page):
        said = dict(_ATTRIBUTE.findall(form))
        yield from _inside(said.get("method", "get").upper(), said.get("action", ""), here)
    for sender, address in _SENDER.findall(page):
        yield from _inside("GET" if sender == "hx-get" else "POST", address, here)


def _inside(method: str, address: str, here: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(html.unescape(address))
    if not parts.scheme and not parts.netloc and not address.startswith("#"):
        yield method, parts.path or here


@lru_cache(maxsize=10_000)
def _action(method: str, path: str) -> str | None:
    try:
        door = door_of(resolve(path).func)
    except Http404:
        return None
    # One that is open to all offers nothing that could be refused.
    return door.action_for(method) if door is not None and door.why_public is None else None
