"""The frames of the round page and the application page, and how a round or an application is reached."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from gonggang.accounts.door import action_of
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.core.masks import mask
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.tabs import sections_of, tabs_of
from gonggang.desk.screens.recruitment.words import category_words, round_state
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import person_shown, place_names
from gonggang.recruitment import queries as recruitment

UNPROCESSABLE = 422
CONFLICT = 409


def reach(request: HttpRequest, action: str | None = None) -> tuple[tuple[int, int], ...]:
    """The ranges within reach for an action, that of the address unless another is named."""
    return viewer_of(request).territories(action or action_of(request))


def round_within(request: HttpRequest, round_id: int, action: str | None = None) -> Any:
    """A round within reach. Raises OutOfReach."""
    found = recruitment.round_of(round_id, reach(request, action))
    if found is None:
        raise OutOfReach
    return found


def owned_round(request: HttpRequest, round_id: int, action: str = "recruitment.announce") -> Any:
    """A round whose whole region is within reach for an action. Raises OutOfReach."""
    found = recruitment.owned_round(round_id, reach(request, action))
    if found is None:
        raise OutOfReach
    return found


def application_within(request: HttpRequest, application_id: int, action: str | None = None) -> Any:
    """An application within reach; of an employer's clerk, for a post of that employer. Raises OutOfReach."""
    name = action or action_of(request)
    found = recruitment.application_of(application_id, reach(request, name))
    if found is None:
        raise OutOfReach
    unit = viewer_of(request).unit_only(name, found.village_code)
    if unit is not None and (not unit or found.round_post is None or found.round_post.post.host_uscc != unit):
        raise OutOfReach
    return found


def applications_of(request: HttpRequest, round_id: int, action: str | None = None) -> Any:
    """The applications of a round within reach, by village and number; of an employer's clerk only its own."""
    name = action or action_of(request)
    return recruitment.applications_in(round_id, reach(request, name), unit=unit_of(request, name))


def unit_of(request: HttpRequest, action: str) -> str | None:
    """The unit to which an employer's clerk is limited for an action; None for everybody else."""
    viewer = viewer_of(request)
    units = {viewer.unit_only(action, code) for code in viewer.territory_codes(action)}
    return next(iter(units)) if len(units) == 1 else None


def round_page(
    request: HttpRequest, there: Any, tab: str, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A tab of the round page; its template extends `desk/recruitment/round.html` and fills the block `tab`."""
    scope = scope_of(request)
    answer = page(
        request,
        f"recruitment/{template}",
        scope,
        screen="rounds",
        round=there,
        round_state=round_state(there),
        round_place=place_names([there.region_code])[there.region_code],
        tabs=tabs_of(request, scope, there.pk, tab),
        owns_round=recruitment.owned_round(there.pk, reach(request, "recruitment.announce")) is not None,
        **context,
    )
    answer.status_code = status
    return answer


def application_page(
    request: HttpRequest, there: Any, *, problems: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The application page with all its sections; `problems` go to the fields that they name."""
    scope = scope_of(request)
    may = viewer_of(request).covers
    answer = page(
        request,
        "recruitment/application",
        scope,
        screen="rounds",
        application=there,
        person=person_shown(there.person),
        place=place_names([there.village_code])[there.village_code],
        groups=category_words(there),
        bar=recruitment.stage_bar(there),
        sections=sections_of(request, there),
        closing=getattr(there, "closing", None),
        relative=mask("name", there.declared_relative) if there.declared_relative else "",
        may_person=may("people.view", there.village_code),
        may_trace=may("recruitment.trace", there.village_code),
        problems=problems or {},
        typed=request.POST,
    )
    answer.status_code = status
    return answer
