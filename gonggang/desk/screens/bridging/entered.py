"""What somebody entered into a form of bridging posts, read field by field; what cannot be read is a problem."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gonggang.bridging.actions import BridgingRefused
from gonggang.core.money import parse_amount
from gonggang.desk.screens.recruitment.entered import number_in, text
from gonggang.desk.screens.recruitment.entered import whole as whole_or_none

__all__ = ["Problems", "day", "text", "version", "whole", "yes_no", "yuan_in"]

_FEN_MAX: Final = 10**10


class Problems(dict[str, str]):
    """What is wrong with a form, by field."""

    def check(self) -> None:
        """Raises BridgingRefused when there is anything."""
        if self:
            raise BridgingRefused(self)


def day(request: HttpRequest, name: str, problems: Problems, *, needed: bool = True) -> date:
    """A day of a field; the earliest of all while there is a problem, or None where it may be left out."""
    written = text(request, name)
    try:
        return date.fromisoformat(written)
    except ValueError:
        if written:
            problems[name] = _("填的是“%(text)s”，不是日期。请写成 2024-05-20。") % {"text": written[:20]}
        elif needed:
            problems[name] = _("日期没有填。")
        return date.min if needed else None  # type: ignore[return-value]


def whole(request: HttpRequest, name: str, problems: Problems) -> int | None:
    """A whole number of a field, None for an empty one; anything else is a problem."""
    written = text(request, name)
    if not written:
        return None
    found = number_in(written)
    if found is None or (found >= 2**31 and name != "village"):
        problems[name] = _("填的是“%(text)s”，不是整数。请只填数字。") % {"text": written[:20]}
        return None
    return found


def yuan_in(request: HttpRequest, name: str, problems: Problems) -> int | None:
    """An amount in yuan of a field as fen, None for an empty one; anything else is a problem."""
    written = text(request, name)
    if not written:
        return None
    found = parse_amount(written).fen
    if found is None or not 0 < found < _FEN_MAX:
        problems[name] = _("填的是“%(text)s”，不是金额。请填元数，例如 2100。") % {"text": written[:20]}
        return None
    return found


def yes_no(request: HttpRequest, name: str) -> bool | None:
    """A choice between yes and no; None where nothing was chosen."""
    return {"1": True, "0": False}.get(text(request, name))


def version(request: HttpRequest) -> int:
    """The version from which the page was made; -1, which no record has, if it does not say."""
    found = whole_or_none(request, "version")
    return -1 if found is None or found >= 2**31 else found
