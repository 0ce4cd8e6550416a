"""Reads of the audit for other rooms: the history of a thing as sentences, and what an officer did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gonggang.accounts import queries as accounts
from gonggang.audit.models import AuditRecord, Seal
from gonggang.audit.seals import SealLine, line_of
from gonggang.audit.sentences import (
    REFUSED,
    SENTENCES,
    Difference,
    differences_of,
    sentence_of,
    sentence_without_facts,
)
from gonggang.audit.verify import Checked, verify_month
from gonggang.regions.queries import in_ranges

__all__ = [
    "SENTENCES", "Asked", "Checked", "Entry", "done_by", "history", "in_places", "of_verbs", "seals_of", "search",
    "search_all", "sentence_without_facts", "times_since", "verify_month",
]  # fmt: skip

_REFUSED_AT_THE_DOOR = "accounts.refused"
_STRANGER = "未登录者"
_GONE = "（已无此人）"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did, for the eye. `detail` is as stored; screens show `sentence` and `differences`.

    `seal` is what binds the record to the one before it, in hexadecimal digits.
    """

    number: int
    at: datetime
    officer: str
    officer_id: int | None
    verb: str
    subject: str
    region_code: int | None
    sentence: str
    differences: tuple[Difference, ...]
    refused: bool
    detail: Any
    seal: str


def history(subject: str, *more: str, limit: int = 200, earlier_than: datetime | None = None) -> list[Entry]:
    """What was done to one or several subjects (such as `person:12`), the newest first.

    `earlier_than` gives the next page: the `at` of the last entry that is shown.
    """
    return _entries(_rows({subject, *more}), limit, earlier_than)


def done_by(officer_id: int, *, limit: int = 200, earlier_than: datetime | None = None) -> list[Entry]:
    """What an officer did, the newest first."""
    return _entries(AuditRecord.objects.filter(officer_id=officer_id), limit, earlier_than)


def in_places(
    ranges: tuple[tuple[int, int], ...],
    *,
    placeless: bool = False,
    officer_id: int | None = None,
    refused_only: bool = False,
    limit: int = 200,
    earlier_than: datetime | None = None,
) -> list[Entry]:
    """What was done to things of some places, the newest first; no place at all means nothing.

    `placeless` adds what belongs to no place, such as sign-ins; for those who see the whole country.
    """
    here = in_ranges("region_code", ranges)
    if placeless:
        here |= Q(region_code__isnull=True)
    rows = AuditRecord.objects.filter(here)
    if officer_id is not None:
        rows = rows.filter(officer_id=officer_id)
    if refused_only:
        rows = rows.filter(Q(verb__startswith=REFUSED) | Q(verb=_REFUSED_AT_THE_DOOR))
    return _entries(rows, limit, earlier_than)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search of the audit is narrowed to; None and blanks are everything. Days are whole, the last included."""

    begins: date | None = None
    ends: date | None = None
    officer_id: int | None = None
    verb: str = ""
    subject: str = ""
    refused_only: bool = False


def search(
    asked: Asked,
    ranges: tuple[tuple[int, int], ...],
    *,
    placeless: bool = False,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Entry]:
    """What was done in some places, narrowed, the newest first; `before` is the time and number of the last shown.

    `placeless` adds what belongs to no place, such as sign-ins; for those who see the whole country.
    """
    everywhere = placeless and any(low == 0 and high >= 10**12 for low, high in ranges)
    here = in_ranges("region_code", ranges)
    rows = AuditRecord.objects.all() if everywhere else AuditRecord.objects.filter(here)
    if placeless and not everywhere:
        rows = AuditRecord.objects.filter(here | Q(region_code__isnull=True))
    if asked.begins is not None:
        rows = rows.filter(at__gte=_midnight(asked.begins))
    if asked.ends is not None:
        rows = rows.filter(at__lt=_midnight(asked.ends + timedelta(days=1)))
    if asked.officer_id is not None:
        rows = rows.filter(officer_id=asked.officer_id)
    if asked.verb:
        rows = rows.filter(Q(verb=asked.verb) | Q(verb=f"{REFUSED}{asked.verb}"))
    if asked.subject:
        rows = rows.filter(subject=asked.subject)
    if asked.refused_only:
        rows = rows.filter(Q(verb__startswith=REFUSED) | Q(verb=_REFUSED_AT_THE_DOOR))
    if before is not None:
        at, number = before
        rows = rows.filter(at__lte=at).filter(Q(at__lt=at) | Q(number__lt=number))
    return _entries(rows, limit, None)


def search_all(
    asked: Asked, ranges: tuple[tuple[int, int], ...], *, placeless: bool = False, piece: int = 500
) -> Iterator[Entry]:
    """All that `search` finds, the newest first, read from the database in pieces."""
    before: tuple[datetime, int] | None = None
    while found := search(asked, ranges, placeless=placeless, before=before, limit=piece):
        yield from found
        before = found[-1].at, found[-1].number


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def seals_of(chain: int, limit: int = 31) -> list[SealLine]:
    """The seals of a chain, the newest first: on which day how far it had come."""
    return [line_of(seal) for seal in Seal.objects.filter(chain=chain).order_by("-number")[:limit]]


def of_verbs(verbs: Collection[str], subject: str, *, limit: int = 200) -> list[Entry]:
    """What was done to a subject by certain verbs only, the newest first."""
    return _entries(_rows({subject}).filter(verb__in=verbs), limit, None)


def times_since(officer_id: int, verb: str, since: datetime) -> int:
    """How often an officer has done something since a moment."""
    return AuditRecord.objects.filter(officer_id=officer_id, at__gte=since, verb=verb).count()


def _rows(subjects: Iterable[str]) -> Any:
    return AuditRecord.objects.filter(subject__in=list(subjects))


def _entries(rows: Any, limit: int, earlier_than: datetime | None) -> list[Entry]:
    if earlier_than is not None:
        rows = rows.filter(at__lt=earlier_than)
    found = list(rows.order_by("-at", "-number")[:limit])
    names = accounts.names(row.officer_id for row in found if row.officer_id is not None)
    return [
        Entry(
            number=row.number,
            at=row.at,
            officer=_STRANGER if row.officer_id is None else names.get(row.officer_id, _GONE),
            officer_id=row.officer_id,
            verb=row.verb,
            subject=row.subject,
            region_code=row.region_code,
            sentence=sentence_of(row.verb, row.detail),
            differences=differences_of(row.detail),
            refused=row.verb.startswith(REFUSED) or row.verb == _REFUSED_AT_THE_DOOR,
            detail=row.detail,
            seal=bytes(row.seal).hex(),
        )
        for row in found
    ]
