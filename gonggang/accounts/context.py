"""What every template may ask: who looks, and a set in which the page gathers the icons that it uses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gonggang.accounts.viewer import viewer_of


def shared(request: HttpRequest) -> dict[str, Any]:
    """`viewer`, and `icons` for pages that do not bring their own."""
    return {"viewer": viewer_of(request), "icons": set()}
