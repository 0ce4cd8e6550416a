"""Every address of the site with what its view has declared: read from the table of addresses itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from gonggang.accounts.door import Door, door_of


@dataclass(frozen=True, slots=True)
class Address:
    """A route as it is written (`imports/<int:batch_id>/`), its full name, its view, and what the view declares."""

    route: str
    name: str
    view: Callable[..., Any]
    door: Door | None


def addresses() -> list[Address]:
    """All of them, in the order in which Django tries them."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, route: str, space: str) -> Iterator[Address]:
    for each in resolver.url_patterns:
        whole = route + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, whole, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern):
            yield Address(
                whole, f"{space}{each.name}" if each.name else "", each.callback, door_of(each.callback)
            )
