"""How records of bridging posts are reached, and what their pages share."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action_of, may_visit
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.bridging import queries as bridging
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.shell import Tab, page
from gonggang.desk.shown import place_names
from gonggang.exits import queries as exits
from gonggang.regions import queries as regions
from gonggang.regions.rules import COUNTY, enclosing, level_of, territory

_SCREENS: Final = (
    "bridging_leavers", "bridging_referrals", "bridging_openings", "bridging_institutions", "bridging_figures",
)  # fmt: skip


def work_day(scope: Scope) -> date:
    """The day as of which a month is worked at: the first one after it, or today while it is not over."""
    return min(timezone.localdate(), scope.month.next().first)


def section_tabs(request: HttpRequest, scope: Scope, screen: str) -> list[Tab]:
    """The pages of the section that the officer may open."""
    labels = {
        "bridging_leavers": _("临退人员"),
        "bridging_referrals": _("推荐和结果"),
        "bridging_openings": _("岗位"),
        "bridging_institutions": _("机构"),
        "bridging_figures": _("数字"),
    }
    return [
        Tab(labels[each], None, scope.address(each), each == screen)
        for each in _SCREENS
        if may_visit(viewer_of(request), f"desk:{each}")
    ]


def bridging_page(
    request: HttpRequest, template: str, scope: Scope, *, screen: str, **context: Any
) -> HttpResponse:
    """A page of the section; `screen` is the tab under which it lies, and by it the entry of the menu."""
    entry = (
        "bridging_leavers"
        if screen in ("bridging_leavers", "bridging_referrals", "bridging_figures")
        else "bridging_openings"
    )
    if not may_visit(viewer_of(request), f"desk:{entry}"):
        entry = "bridging_openings"
    return page(
        request,
        f"bridging/{template}",
        scope,
        screen=entry,
        tabs=section_tabs(request, scope, screen),
        **context,
    )


def unit_at(request: HttpRequest, village_code: int, action: str = "") -> str | None:
    """The employer's code to which an employer's clerk is limited at a place; None is no limit."""
    return viewer_of(request).unit_only(action or action_of(request), village_code)


def institution_within(request: HttpRequest, institution_id: int) -> Any:
    """An institution within reach for the action of the page. Raises OutOfReach."""
    found = bridging.institution_of(institution_id)
    if found is None:
        raise OutOfReach
    viewer_of(request).require_in(action_of(request), found.village_code)
    _own(request, found.village_code, found.uscc)
    return found


def opening_within(request: HttpRequest, opening_id: int) -> Any:
    """An opening within reach for the action of the page. Raises OutOfReach."""
    found = bridging.opening_of(opening_id)
    if found is None:
        raise OutOfReach
    viewer_of(request).require_in(action_of(request), found.village_code)
    _own(request, found.village_code, found.institution.uscc)
    return found


def leaver_within(request: HttpRequest, leaver_id: int) -> Any:
    """The warning of somebody who leaves, within reach. Raises OutOfReach."""
    found = exits.warning_of(leaver_id)
    if found is None:
        raise OutOfReach
    viewer_of(request).require_in(action_of(request), found.village_code)
    return found


def referral_within(request: HttpRequest, referral_id: int) -> Any:
    """A referral within reach: by the person's place, for an employer by its own opening. Raises OutOfReach."""
    found = bridging.referral_of(referral_id)
    if found is None:
        raise OutOfReach
    there = found.opening.village_code
    if unit_at(request, there) is not None:
        viewer_of(request).require_in(action_of(request), there)
        _own(request, there, found.opening.institution.uscc)
        if found.referred_on is None:
            raise OutOfReach
        return found
    viewer_of(request).require_in(action_of(request), found.village_code)
    return found


def _own(request: HttpRequest, village_code: int, uscc: str) -> None:
    unit = unit_at(request, village_code)
    if unit is not None and (not unit or unit != uscc):
        raise OutOfReach


def village_options(request: HttpRequest, kept: int | None = None) -> list[tuple[str, str]]:
    """The villages of the place stood on within its county, by township; none above counties."""
    scope = scope_of(request)
    codes: list[int] = []
    if scope.place is not None and level_of(scope.place) >= COUNTY:
        codes = regions.villages_within(*territory(scope.place))
    elif kept is not None:
        codes = regions.villages_within(*territory(enclosing(kept, COUNTY)))
    if kept is not None and kept not in codes:
        codes = [kept, *codes]
    names = place_names(codes)
    return [(str(code), names[code]) for code in codes]
