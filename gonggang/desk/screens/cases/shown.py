"""How cases are shown in lists and cards; nothing of a person but the name and a masked number reaches a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from gonggang.accounts.viewer import Viewer, viewer_of
from gonggang.casework import queries as casework
from gonggang.casework.queries import Case, Ranges
from gonggang.desk.screens.cases.words import (
    OUTCOMES,
    STATUSES,
    TONES,
    VERBS,
    Lamp,
    kind_label,
    lamp,
    topic_label,
)
from gonggang.desk.shown import place_names
from gonggang.regions import queries as regions


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as a row or a card."""

    pk: int
    number: str
    who: str
    topic: str
    kind: str
    place: str
    lamp: Lamp | None
    status: str
    status_word: str
    tone: tuple[str, str]
    title: str
    opened_on: date
    due_on: date | None
    version: int
    assignee: str | None
    outcome: str | None
    concluded_on: date | None


def number_of(case_id: int) -> str:
    """The number under which people speak of a case."""
    return f"AJ{case_id:06d}"


def cases_shown(found: Iterable[Case], today: date) -> list[CaseShown]:
    """Cases with their places, in one look-up of names."""
    rows = list(found)
    places = place_names(row.village_code for row in rows)
    return [_shown(row, places[row.village_code], today) for row in rows]


def _shown(case: Case, place: str, today: date) -> CaseShown:
    alive = case.status != "concluded"
    light = lamp(casework.light_of(case, today), case.due_on, case.opened_on, today) if alive else None
    topic = topic_label(case.kind, case.topic)
    return CaseShown(
        pk=case.pk,
        number=number_of(case.pk),
        who=case.person.name if case.person else topic,
        topic=topic,
        kind=kind_label(case.kind),
        place=place,
        lamp=light,
        status=case.status,
        status_word=str(STATUSES[case.status]),
        tone=TONES[case.status],
        title=case.title,
        opened_on=case.opened_on,
        due_on=case.due_on,
        version=case.version,
        assignee=str(case.assignee) if case.assignee else None,
        outcome=OUTCOMES[case.kind, case.outcome][0] if case.outcome else None,
        concluded_on=timezone.localdate(case.concluded_at) if case.concluded_at else None,
    )


@dataclass(frozen=True, slots=True)
class EventShown:
    """One line of what happened to a case."""

    at: datetime
    officer: str
    verb: str
    said: str
    text: str
    tone: str


def events_shown(events: Iterable[Any], kind: str) -> list[EventShown]:
    """Events as sentences, with what each changed."""
    rows = list(events)
    codes = {row.detail.get("after", {}).get("handler_code") for row in rows}
    places = regions.names({code for code in codes if code})
    return [
        EventShown(
            row.at,
            str(row.officer),
            str(VERBS.get(row.verb, row.verb)),
            _said(row, kind, places),
            row.text,
            "key" if row.verb in ("concluded", "reopened", "verified") else "",
        )
        for row in rows
    ]


def _said(event: Any, kind: str, places: dict[int, str]) -> str:
    after = event.detail.get("after", {})
    if outcome := after.get("outcome"):
        return OUTCOMES.get((kind, outcome), (outcome, ""))[0]
    if event.verb == "transferred":
        return places.get(after.get("handler_code"), "")
    return ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who looks, today, and the ranges of codes within reach for what the page does."""

    viewer: Viewer
    officer: Any
    today: date
    ranges: Ranges

    def may(self, action: str, village_code: int) -> bool:
        """Whether the officer may do that with a record of that village."""
        return self.viewer.may(action) and self.viewer.covers(action, village_code)


def reach_of(request: HttpRequest, action: str) -> Reach:
    """The reach of a request for an action."""
    viewer = viewer_of(request)
    return Reach(viewer, request.user, timezone.localdate(), viewer.territories(action))
