"""One person on one page; opening it is on record, and a sealed number opens for a purpose, once."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gonggang.accounts.door import PURPOSE, action
from gonggang.accounts.viewer import OutOfReach, Viewer, viewer_of
from gonggang.core.errors import UnusableInput
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.dossier_parts import dossier_of
from gonggang.desk.screens.shell import page
from gonggang.people import actions as people_actions
from gonggang.people import queries as people
from gonggang.people.actions import Field, Purpose, RevealRefused
from gonggang.placements import queries as placements

# An opened number leaves the screen by itself.
_SHOWN_SECONDS: Final = 60


@action("people.view")
def dossier(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything that is known of a person inside the officer's territory; who is elsewhere is as if not there."""
    viewer = viewer_of(request)
    person = person_within(viewer, "people.view", person_id)
    scope = scope_of(request)
    purpose = request.session.get(PURPOSE, "") if viewer.only_as_inspector("people.view") else ""
    people_actions.record_view(person_id, officer=viewer.officer, purpose=purpose)
    shown = dossier_of(person, viewer, scope.month)
    return page(
        request,
        "dossier",
        scope,
        screen="people",
        d=shown,
        may_reveal=_within(viewer, "people.reveal", person),
    )


def person_within(viewer: Viewer, name: str, person_id: int) -> Any:
    """The person, if they live or ever worked inside the reach of an action. Raises OutOfReach, as for nobody."""
    person = people.person_of(person_id)
    if person is None or not _within(viewer, name, person):
        raise OutOfReach
    return person


def _within(viewer: Viewer, name: str, person: Any) -> bool:
    if not viewer.may(name):
        return False
    home = person.village_code
    if home is not None and viewer.covers(name, home):
        return True
    return bool(placements.of_person(person.pk, viewer.territories(name)))


@action("people.reveal")
def reveal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Asks what for; sent with a purpose, shows one number once. Nothing of it is kept in page, address or log."""
    viewer = viewer_of(request)
    person = person_within(viewer, "people.reveal", person_id)
    sent = request.POST if request.method == "POST" else None
    wanted = (request.GET if sent is None else sent).get("field", "")
    if wanted not in list(Field):
        raise OutOfReach
    shown, problem = "", None
    if sent is not None:
        try:
            shown = people_actions.reveal(
                person_id,
                wanted,
                sent.get("purpose", ""),
                viewer.officer,
                note=sent.get("note", ""),
                account_id=_whole(sent.get("account", "")),
            )
        except RevealRefused as refused:
            problem = refused
        except UnusableInput as refused:
            problem = RevealRefused("", str(refused))
    scope = scope_of(request)
    response = page(
        request,
        "reveal",
        scope,
        screen="people",
        person=person,
        field=Field(wanted),
        account=_whole((request.GET if sent is None else sent).get("account", "")),
        purposes=list(Purpose),
        typed=sent or {},
        number=shown,
        problem=problem,
        seconds=_SHOWN_SECONDS,
        title=_("查看%(what)s") % {"what": Field(wanted).label},
    )
    response.headers["Cache-Control"] = "no-store"
    if shown:
        response.headers["Refresh"] = f"{_SHOWN_SECONDS}; url={scope.address('person', person_id)}"
    return response


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
