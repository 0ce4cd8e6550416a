"""Notices: news for officers, one row a reader; made by the actions of every room, read in the shell.

Told to whom it concerns when it happens. What only time brings about (a deadline passed, a role about to end) is told
when an officer signs in: each of them signs in at least once in eight hours, and nothing has to run by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from gonggang.accounts.models import Notice, Officer, RoleGrant
from gonggang.accounts.queries import in_force
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import viewer_on
from gonggang.regions.queries import in_ranges
from gonggang.regions.rules import territory

# More than this is shown as "99+": nobody needs to know more, and counting stays cheap.
COUNTED_MAX: Final = 99
SOON_DAYS: Final = 30
_CHUNK: Final = 2000
# Rooms above tell an officer at sign-in what time has brought about; called with (officer, on).
_AT_SIGN_IN: dict[str, Callable[[Any, date], None]] = {}


def notify(
    officers: Iterable[Officer],
    kind: str,
    *,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> None:
    """Tell officers something; with a `key` each of them is told once only."""
    rows = [
        Notice(officer=each, kind=kind, subject=subject, facts=dict(facts or {}), key=key)
        for each in officers
    ]
    Notice.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=key is not None)


def notify_post(
    role: Role, region: int, kind: str, *, on: date, subject: str = "", facts: Mapping[str, Any] | None = None
) -> int:
    """Tell all active officers who hold a role somewhere inside a territory; returns how many they are."""
    low, high = territory(region)
    inside = Q(territory_code__gte=low, territory_code__lt=high)
    grants = RoleGrant.objects.filter(inside, in_force(on), role=role.value)
    return _tell(Officer.objects.filter(pk__in=grants.values("officer_id")), kind, subject, facts)


def notify_organisation(
    organisation_id: int, kind: str, *, subject: str = "", facts: Mapping[str, Any] | None = None
) -> int:
    """Tell all active officers of an organisation; returns how many they are."""
    return _tell(Officer.objects.filter(organisation_id=organisation_id), kind, subject, facts)


def _tell(officers: Any, kind: str, subject: str, facts: Mapping[str, Any] | None) -> int:
    found = list(officers.filter(is_active=True))
    notify(found, kind, subject=subject, facts=facts)
    return len(found)


def unread_count(officer_id: int) -> int:
    """How many notices an officer has not read, counted up to one more than is shown; one look at one small index."""
    return Notice.objects.filter(officer_id=officer_id, read_at__isnull=True)[: COUNTED_MAX + 1].count()


def notices_of(officer_id: int, *, before: int | None = None, size: int = 50) -> list[Notice]:
    """The notices of an officer, the newest first; `before` is the key of the last one that is shown."""
    rows = Notice.objects.filter(officer_id=officer_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:size])


def read(officer_id: int, notice_id: int | None = None) -> int:
    """An officer has read one of their notices, or all of them; returns how many were new."""
    rows = Notice.objects.filter(officer_id=officer_id, read_at__isnull=True)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    return rows.update(read_at=timezone.now())


def notice_of(officer_id: int, notice_id: int) -> Notice | None:
    """One notice of an officer; another's is not there."""
    return Notice.objects.filter(officer_id=officer_id, pk=notice_id).first()


def at_sign_in(name: str, act: Callable[[Any, date], None]) -> None:
    """A room above says what it tells an officer who signs in. Named, so that once is enough."""
    _AT_SIGN_IN[name] = act


def tell_at_sign_in(officer: Officer, on: date) -> None:
    """What time has brought about for an officer, told once each."""
    _tell_own_ends(officer, on)
    _tell_ends_to_grant(officer, on)
    for act in _AT_SIGN_IN.values():
        act(officer, on)


def _tell_own_ends(officer: Officer, on: date) -> None:
    rows = RoleGrant.objects.filter(
        in_force(on), officer=officer, ends_on__lte=on + timedelta(days=SOON_DAYS)
    )
    for grant in rows:
        notify(
            [officer], "grant_ends_soon", subject="account:own", key=f"ends:{grant.pk}:{grant.ends_on}",
            facts={"role": grant.role, "ends_on": str(grant.ends_on)},
        )  # fmt: skip


def _tell_ends_to_grant(officer: Officer, on: date) -> None:
    """Who gives roles is told how many end soon, once a month."""
    ranges = viewer_on(officer, on).territories("accounts.grant")
    count = ending_soon(ranges, on).count() if ranges else 0
    if count:
        notify(
            [officer], "grants_end_soon", subject="grants:ending", key=f"grants_end:{on:%Y-%m}",
            facts={"n": count, "days": SOON_DAYS},
        )  # fmt: skip


def ending_soon(ranges: tuple[tuple[int, int], ...], on: date, days: int = SOON_DAYS) -> Any:
    """The grants in force, of some places, that end within so many days, the earliest first."""
    rows = RoleGrant.objects.filter(
        in_force(on), in_ranges("territory_code", ranges), ends_on__lte=on + timedelta(days=days)
    )
    return rows.filter(officer__is_active=True).select_related("officer").order_by("ends_on", "id")
