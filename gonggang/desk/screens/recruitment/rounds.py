"""Rounds: their list, and the first tab of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.exporting import export_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import asked
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.recruitment.frame import round_page, round_within
from gonggang.desk.screens.recruitment.rounds_list import ROUNDS
from gonggang.desk.screens.recruitment.tabs import TABS, Tab
from gonggang.desk.screens.shell import page
from gonggang.desk.shown import place_names
from gonggang.recruitment import queries as recruitment
from gonggang.regions.rules import territory

TABS.append(Tab(10, _("概况"), "round"))


@action("recruitment.read")
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds that speak to the place where the officer stands, the newest first."""
    scope = scope_of(request)
    rows = recruitment.rounds((territory(scope.region),))
    may = viewer_of(request).may("recruitment.announce")
    return page(
        request, "recruitment/rounds", scope, screen="rounds", page=list_of(asked(ROUNDS, scope), rows),
        may_draw_up=may, may_trace=viewer_of(request).may("recruitment.trace"),
    )  # fmt: skip


@action("recruitment.export")
def rounds_export(request: HttpRequest) -> HttpResponse:
    """The rounds as a file, exactly as seen."""
    scope = scope_of(request)
    return export_of(asked(ROUNDS, scope), recruitment.rounds((territory(scope.region),)))


@action("recruitment.read")
@with_scripts
def overview(request: HttpRequest, round_id: int) -> HttpResponse:
    """What a round announces: posts, places, days, whom to ask."""
    return overview_page(request, round_within(request, round_id))


def overview_page(
    request: HttpRequest, there: Any, *, problems: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The first tab of a round; `problems` are those of publishing and withdrawing."""
    posts = list(recruitment.round_posts(there.pk))
    places = place_names(each.post.village_code for each in posts)
    return round_page(
        request,
        there,
        "round",
        "round_overview",
        status=status,
        posts=[{"row": each, "place": places[each.post.village_code]} for each in posts],
        places=sum(each.places for each in posts),
        problems=problems or {},
        typed=request.POST,
        today=timezone.localdate(),
    )
