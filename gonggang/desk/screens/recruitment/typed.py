"""Days that a form needs, and what is said of those that cannot be read; the version that a page was made from."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gonggang.desk.screens.recruitment.entered import text, whole


def day(request: HttpRequest, name: str, problems: dict[str, str]) -> date | None:
    """A day as the field has it, None for an empty one; what is no day is a problem."""
    written = text(request, name)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        problems[name] = _("填的是“%(text)s”，不是日期。请写成 2024-05-20。") % {"text": written[:20]}
        return None


def needed_day(request: HttpRequest, name: str, problems: dict[str, str]) -> date:
    """A day that must be there; the earliest of all stands for it while there is a problem."""
    found = day(request, name, problems)
    if found is None:
        problems.setdefault(name, _("日期没有填。"))
    return found or date.min


def version(request: HttpRequest) -> int:
    """The version that the page was made from; -1, which no record has, if it does not say."""
    found = whole(request, "version")
    return -1 if found is None else found
