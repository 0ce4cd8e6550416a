"""What every page inside the shell may ask, looked up only when a template does: menu, unread notices, the search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gonggang.accounts import notices
from gonggang.accounts.door import lacks_second_factor
from gonggang.accounts.viewer import viewer_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """For pages that bring no scope and menu of their own, such as those of the own account."""
    from gonggang.desk.screens.shell import menu_of
    from gonggang.desk.screens.system.office import office_of

    viewer = viewer_of(request)
    known = bool(viewer.officer and viewer.officer.pk)
    # Before an own password and a second factor nothing opens, so nothing is offered.
    open_to = known and not viewer.officer.must_change_password and not lacks_second_factor(viewer)
    return {
        "scope": SimpleLazyObject(lambda: office_of(request)),
        "menu": SimpleLazyObject(lambda: menu_of(request) if open_to else []),
        "unread": SimpleLazyObject(lambda: _unread(viewer.officer.pk) if known else ""),
        "may_search": open_to and viewer.may("search.use"),
    }


def _unread(officer_id: int) -> str:
    count = notices.unread_count(officer_id)
    return f"{notices.COUNTED_MAX}+" if count > notices.COUNTED_MAX else str(count or "")
