"""Reads of what officers keep of the desk."""

from __future__ import annotations

from typing import Any

from gonggang.desk.models import SavedView as SavedView


def saved_views(officer: Any, page: str) -> list[SavedView]:
    """An officer's own views of a list, by name."""
    return list(SavedView.objects.filter(officer=officer, page=page).order_by("name"))
