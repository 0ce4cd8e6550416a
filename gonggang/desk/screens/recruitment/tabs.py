"""What the round page and the application page are made of; each part of recruitment puts its own in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from gonggang.accounts.viewer import viewer_of
from gonggang.desk.scope import Scope
from gonggang.desk.screens.shell import Tab as Shown


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the round page: its address takes the round's key; shown to whoever may do the action.

    The order of the whole: 10 概况, 20 报名, 30 民主评议, 40 审核, 50 联审, 60 公示, 70 排序与人选, 80 备案, 90 审批,
    100 协议与上岗, 110 文书.
    """

    order: int
    label: object
    screen: str
    action: str = "recruitment.read"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the application page: a template and what it needs; None leaves it out for this application."""

    order: int
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]


TABS: Final[list[Tab]] = []
SECTIONS: Final[list[Section]] = []


def tabs_of(request: HttpRequest, scope: Scope, round_id: int, current: str) -> list[Shown]:
    """The tabs of a round that the officer may open; `current` is the screen of the one that is open."""
    viewer = viewer_of(request)
    return [
        Shown(tab.label, None, scope.address(tab.screen, round_id), tab.screen == current)
        for tab in sorted(TABS, key=lambda each: each.order)
        if viewer.may(tab.action)
    ]


def sections_of(request: HttpRequest, application: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The templates of an application's sections with their context, in order."""
    found = []
    for section in sorted(SECTIONS, key=lambda each: each.order):
        context = section.context(request, application)
        if context is not None:
            found.append((section.template, context))
    return found
