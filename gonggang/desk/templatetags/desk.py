"""Template tags of the desk: icons from one sprite, addresses of the same county and month, numbers and units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gonggang.accounts.door import opens
from gonggang.accounts.viewer import Viewer
from gonggang.core.money import format_yuan
from gonggang.desk.lists import Counted
from gonggang.desk.scope import place_value

register = template.Library()

_SPRITE = Path(__file__).resolve().parents[1] / "static/desk/vendor/tabler/sprite.svg"
_LINK = re.compile(r'<a\b([^>]*?)\bhref="(/[^"]*)"([^>]*)>(.*?)</a>', re.S)
_BUTTON = re.compile(r'class="btn\b')
_SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)".*?</symbol>')


@cache
def _symbols() -> dict[str, str]:
    return {found[1]: found[0] for found in _SYMBOL.finditer(_SPRITE.read_text(encoding="utf-8"))}


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str) -> SafeString:
    """A drawing that repeats what words beside it say; `sprite` at the foot of the page brings its lines."""
    if name not in _symbols():
        raise template.TemplateSyntaxError(f"the sprite has no icon {name}")
    context["icons"].add(name)
    return format_html('<svg class="gg-i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag(takes_context=True)
def sprite(context: Context) -> SafeString:
    """The lines of the icons that this page has used."""
    used = "".join(_symbols()[name] for name in sorted(context["icons"]))
    return mark_safe(f'<svg class="gg-sr" aria-hidden="true" focusable="false">{used}</svg>')  # noqa: S308


@register.simple_tag(takes_context=True)
def go(context: Context, screen: str, *args: Any, **query: Any) -> str:
    """The address of a screen of the county and month that the page is about."""
    address: str = context["scope"].address(screen, *args, **query)
    return address


@register.filter
def may(viewer: Viewer, action: str) -> bool:
    """Whether the officer may do something, by the name of the action."""
    return viewer.may(action)


@register.tag
def reachable(parser: Parser, token: Token) -> ReachableNode:
    """What stands inside, with links to what the reader may not open turned into plain words, and buttons left out.

    A figure is the same for all who may see it; the list behind it is not open to all of them.
    """
    inside = parser.parse(("endreachable",))
    parser.delete_first_token()
    return ReachableNode(inside)


class ReachableNode(template.Node):
    """The inside of `reachable`."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        viewer = context.get("viewer")
        page: str = self.nodelist.render(context)
        if viewer is None:
            return mark_safe(page)  # noqa: S308

        def shown(link: re.Match[str]) -> str:
            if opens(viewer, unescape(link[2])):
                return link[0]
            if _BUTTON.search(link[1] + link[3]):
                return ""
            return f"<span>{link[4]}</span>"

        return mark_safe(_LINK.sub(shown, page))  # noqa: S308


@register.filter
def number(value: int | Counted | None) -> str:
    """A count with separators; what is not known is a dash, what was not counted to its end says so."""
    if isinstance(value, Counted):
        return value.words
    return "—" if value is None else f"{value:,}"


@register.filter
def yuan(fen: int | None) -> str:
    """An amount in fen as yuan with two decimals; what is not known is a dash."""
    return "—" if fen is None else f"¥{format_yuan(fen)}"


@register.filter
def signed_yuan(fen: int) -> str:
    """A difference in fen as yuan with its sign; nought has none."""
    return f"{'＋' if fen > 0 else '－' if fen < 0 else ''}¥{format_yuan(abs(fen))}"


@register.filter
def abs_yuan(fen: int) -> str:
    """A difference in fen as yuan, where words say which way it goes."""
    return f"¥{format_yuan(abs(fen))}"


@register.filter
def day(value: Any) -> str:
    """A date as year-month-day; what is not known is a dash."""
    return "—" if value is None else f"{value:%Y-%m-%d}"


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has for a key; nothing where it has none."""
    return mapping.get(key)


@register.filter
def place_of(found: Any) -> str:
    """A place as an address carries it."""
    return place_value(found.code)
