"""The lock of an account after wrong passwords: under which key they are counted, and how it is opened again."""

from __future__ import annotations

from allauth.core.internal.ratelimit import get_cache_key, get_rates
from django.core.cache import cache
from django.http import HttpRequest

_WHERE = {"app": "allauth.account", "action": "login_failed"}


def attempts_key(username: str) -> str:
    """One count an account, whatever the name of the host that was asked."""
    return f"officer:{username.lower()}"


def unlock(username: str) -> None:
    """Forget the wrong passwords of an account."""
    for rate in get_rates(**_WHERE):
        if rate.per == "key":
            cache.delete(get_cache_key(HttpRequest(), rate=rate, key=attempts_key(username), **_WHERE))
