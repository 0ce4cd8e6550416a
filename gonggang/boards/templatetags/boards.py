"""How the public pages write days and places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def plain_day(value: Any) -> str:
    """A day as everybody writes it; what is no day stays as it is."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value or "")


@register.filter
def short(code: int) -> str:
    """A code without the zeros of the levels below, as addresses write it."""
    for unit, length in ((10**10, 2), (10**8, 4), (10**6, 6), (10**3, 9)):
        if code % unit == 0:
            return str(code).zfill(12)[:length] if code else ""
    return str(code)
