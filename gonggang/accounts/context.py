"""What every template may ask: who looks, and a set in which the page gathers the icons that it uses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gonggang.accounts.permissions import roles_with_second_factor
from gonggang.accounts.viewer import viewer_of


def shared(request: HttpRequest) -> dict[str, Any]:
    """`viewer`, and `icons` for pages that do not bring their own."""
    viewer = viewer_of(request)
    needed = bool(viewer.roles & roles_with_second_factor())
    return {"viewer": viewer, "icons": set(), "must_have_second_factor": needed}
