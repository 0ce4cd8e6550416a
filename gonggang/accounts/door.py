"""The door: every view declares its action, and nobody passes who may not do it (clause X2).

A view says `@action("people.list")`, or `@action("attendance.list", post="attendance.edit")` where sending is another
action than looking, or `@public("why")`. What declares nothing is refused. Forbidden and absent answer alike: 404.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import resolve, reverse

from gonggang.accounts import witness
from gonggang.accounts.models import Officer
from gonggang.accounts.permissions import ACTIONS, roles_with_second_factor
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import OutOfReach, Viewer, viewer_of

Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])

READING = ("GET", "HEAD")
OWN = "account.own"
PURPOSE = "purpose"
# Accounts of the sample county are for trying every chair; the approver's shows how a second factor is set up.
MUST_EVEN_AS_SAMPLE = frozenset({Role.COUNTY_APPROVER})


@dataclass(frozen=True, slots=True)
class Door:
    """What a view declares: an action for looking and one for sending, or why it is open to all."""

    read: str | None = None
    send: str | None = None
    why_public: str | None = None
    methods: tuple[str, ...] = READING

    def action_for(self, method: str) -> str | None:
        """The action that a method needs; None if the view is open to all."""
        return self.read if method in READING else self.send


def action(name: str, *, post: str | None = None) -> Callable[[View], View]:
    """Declare what a view does. Raises KeyError for an action that the table does not have."""
    sends = post or (name if ACTIONS[name].kind != "read" else None)
    if sends is not None:
        ACTIONS[sends]
    door = Door(name, sends, None, (*READING, "POST") if sends else READING)
    return lambda view: _declared(view, door)


def public(why: str, *, methods: tuple[str, ...] = READING) -> Callable[[View], View]:
    """Declare a view open to everybody, and why."""
    return lambda view: _declared(view, Door(why_public=why, methods=methods))


def _declared(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view


def door_of(view: Callable[..., Any]) -> Door | None:
    """What a view has declared, or None."""
    return getattr(view, "door", None)


def action_of(request: HttpRequest) -> str:
    """The action for which the request was let in. Raises LookupError for a view that is open to all."""
    found: str | None = getattr(request, "door_action", None)
    if found is None:
        raise LookupError(f"{request.path} came in through no action")
    return found


def may_visit(viewer: Viewer, name: str) -> bool:
    """Whether the officer may look at an address, by its name; menus show nothing else."""
    door = door_of(resolve(reverse(name)).func)
    return door is not None and (door.read is None or viewer.may(door.read))


def opens(viewer: Viewer, address: str) -> bool:
    """Whether a link leads somewhere for the officer: to a page that is open to all, or whose action is open to them.

    Only the kind of page counts here; which records of it are within reach the page itself knows.
    """
    path = urlsplit(address).path
    door = _door_at(_DIGIT.sub("1", path))  # all records of one kind stand behind one door
    name = door.read if door is not None and door.why_public is None else None
    return name is None or path == "/" or viewer.may(name)


_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=4096)
def _door_at(path: str) -> Door | None:
    try:
        return door_of(resolve(path).func)
    except Http404:
        return None


class DoorMiddleware:
    """Stands before every view; needs the session and the signed-in officer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the request pass."""
        door = door_of(view)
        if door is None:
            if settings.DEBUG:
                raise ImproperlyConfigured(f"{request.path}: the view declares no action")
            raise Http404
        method = request.method or ""
        if method not in door.methods:
            return _not_allowed(door)
        name = door.action_for(method)
        if door.why_public is not None or name is None:
            return None
        request.door_action = name
        if not request.user.is_authenticated:
            visitor = demonstration_visitor() if method in READING and name != OWN else None
            if visitor is None:
                return to_sign_in(request)
            request.user = visitor
        viewer = viewer_of(request)
        if name != OWN and viewer.officer.must_change_password:
            return _redirect(request, reverse("account_change_password"))
        if name != OWN and lacks_second_factor(viewer):
            return _redirect(request, reverse("mfa_index"))
        if not viewer.may(name):
            request.refused_at_door = True  # the house test asks where a request was stopped
            if request.path == "/":  # who has no business on the first page has another one
                return _redirect(request, reverse("accounts:start"))
            _witness_refusal(request, name)
            raise OutOfReach
        return _ask_purpose(request, viewer, name)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A record out of reach was asked for: the answer is 404 in any case, and the attempt is kept."""
        door = door_of(request.resolver_match.func) if request.resolver_match else None
        name = door.action_for(request.method or "") if door else None
        if isinstance(exception, OutOfReach) and name is not None:
            _witness_refusal(request, name)


def demonstration_visitor() -> Officer | None:
    """In whose name somebody looks round the demonstration without signing in; None outside it.

    Only invented people are there, only reading is open, and the site listens on this machine alone.
    """
    if not settings.OPEN_DEMONSTRATION:
        return None
    return Officer.objects.filter(username=Role.COUNTY_OFFICER.value, is_sample=True).first()


def lacks_second_factor(viewer: Viewer) -> bool:
    """Whether the officer holds a role that needs a second factor (approvers, exporters) and has none."""
    if viewer.officer.is_sample and not viewer.roles & MUST_EVEN_AS_SAMPLE:
        return False
    return bool(viewer.roles & roles_with_second_factor()) and not is_mfa_enabled(viewer.officer)


def _not_allowed(door: Door) -> HttpResponse:
    response = HttpResponse(render_to_string("405.html"), status=405)
    response.headers["Allow"] = ", ".join(door.methods)
    return response


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back to where the officer was."""
    back = request.get_full_path()
    if request.method not in READING:
        back = urlsplit(request.headers.get("Referer", "")).path or "/"
    return _redirect(request, f"{reverse('account_login')}?{urlencode({'next': back})}")


def _redirect(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect; for a part of a page, one that takes the whole page along."""
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(address)
    response = HttpResponse(status=401)
    response.headers["HX-Redirect"] = address
    return response


def _ask_purpose(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse | None:
    """Inspectors look across levels: first they say what for, then every look is logged with it."""
    if ACTIONS[name].scope != "territory" or not viewer.only_as_inspector(name):
        return None
    purpose = request.session.get(PURPOSE)
    if not purpose:
        back = request.get_full_path() if request.method in READING else "/"
        return _redirect(request, f"{reverse('accounts:purpose')}?{urlencode({'next': back})}")
    witness.record(
        officer=viewer.officer,
        verb="accounts.look",
        subject=f"address:{request.path[:100]}",
        detail={"action": name, "purpose": purpose},
    )
    return None


def _witness_refusal(request: HttpRequest, name: str) -> None:
    witness.record(
        officer=request.user,
        verb="accounts.refused",
        subject=f"address:{request.path[:100]}",
        detail={"action": name, "method": request.method},
    )
