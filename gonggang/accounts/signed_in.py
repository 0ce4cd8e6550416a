"""Where an officer is signed in at this moment, and ending one of these sessions from another one (clause X2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from gonggang.accounts import witness
from gonggang.accounts.sessions import SEEN_AT
from gonggang.accounts.viewer import OutOfReach

# What a browser calls itself by, the more telling first: all of them also claim to be older ones.
_BROWSERS: Final = (
    ("MicroMessenger", N_("微信")), ("Edg", "Edge"), ("QQBrowser", N_("QQ 浏览器")), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("UOS", N_("统信 UOS")), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session: since when, when it was last used (to the minute), from where, and whether it is this one."""

    key: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime
    here: bool


def sessions_of(officer: Any, session_key: str | None) -> list[SignedIn]:
    """The sessions of an officer that have not ended, this one first and then the one used last."""
    found = [_shown(each, session_key) for each in UserSession.objects.purge_and_list(officer)]
    return sorted(found, key=lambda each: (not each.here, -each.seen_at.timestamp()))


@transaction.atomic
def end_session(officer: Any, key: int) -> SignedIn:
    """End a session of one's own; whoever sits there is asked to sign in again. Raises OutOfReach for any other."""
    found = UserSession.objects.filter(user=officer, pk=key).first()
    if found is None:
        raise OutOfReach
    ended = _shown(found, None)
    found.end()
    witness.record(
        officer=officer,
        verb="accounts.end_session",
        subject=f"officer:{officer.pk}",
        detail={"browser": ended.browser, "began": f"{ended.began_at.astimezone():%Y-%m-%d %H:%M}"},
        region=officer.territory_code or None,
    )
    return ended


def _shown(session: UserSession, session_key: str | None) -> SignedIn:
    seen = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key).get(SEEN_AT)
    return SignedIn(
        key=session.pk,
        browser=browser_words(session.user_agent),
        address=session.ip,
        began_at=session.created_at,
        seen_at=datetime.fromtimestamp(seen, UTC) if seen else session.created_at,
        here=session.session_key == session_key,
    )


def browser_words(user_agent: str) -> str:
    """The browser and the system as people call them; nothing else of what a browser says of itself is shown."""
    browser = next((_(word) for mark, word in _BROWSERS if mark in user_agent), _("其他浏览器"))
    system = next((_(word) for mark, word in _SYSTEMS if mark in user_agent), "")
    return f"{browser} · {system}" if system else browser
