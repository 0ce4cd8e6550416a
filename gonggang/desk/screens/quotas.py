"""The plan of a year: what each place below got, what it has used, and what there is (clauses 1.4, 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.campaign.actions import PlanRefused, hand_down
from gonggang.campaign.queries import QuotaRow, quota_of, quotas_below, years
from gonggang.campaign.rules import Share, parent_of, rate
from gonggang.desk.scope import Scope, place_value, scope_of
from gonggang.desk.screens.shell import page
from gonggang.posts.queries import PlacesBelow, places_below
from gonggang.regions.rules import VILLAGE, level_of

_YEAR_MIN, _YEAR_MAX = 2000, 2100
_NUMBER_MAX = 1_000_000


@action("campaign.plan")
def quotas(request: HttpRequest) -> HttpResponse:
    """The places below the one stood on, with their quotas and posts; the form to hand down for whoever may."""
    scope = scope_of(request)
    return _page(request, scope, _year(request), {})


@action("campaign.hand_down")
def quotas_hand_down(request: HttpRequest) -> HttpResponse:
    """Set the quotas of the places right below; refused as a whole when they do not add up."""
    scope = scope_of(request)
    if request.method != "POST" or scope.place is None or level_of(scope.place) == VILLAGE:
        raise Http404
    viewer_of(request).require_in("campaign.hand_down", scope.place)
    year = _year(request)
    typed = {name: value.strip() for name, value in request.POST.items() if name[:2] in ("u-", "r-")}
    typed["document"] = request.POST.get("document", "").strip()
    try:
        shares = _shares(scope, year, typed)
        hand_down(year, shares, document=typed["document"], on=timezone.localdate(), officer=request.user)
    except PlanRefused as refused:
        return _page(request, scope, year, typed, problem=str(refused))
    messages.success(request, _("%(year)d 年计划已下达到 %(n)d 个地方。") % {"year": year, "n": len(shares)})
    return redirect(scope.address("quotas", year=year))


def _shares(scope: Scope, year: int, typed: Mapping[str, str]) -> dict[int, Share]:
    """What was typed for the place itself, if nobody above gives it one, and for each below; blank stays as it is."""
    shares = {}
    for code, name in [*_own(scope, year), *((each.code, each.name) for each in scope.below)]:
        urban, rural = (_number(name, typed.get(f"{kind}-{code}", "")) for kind in "ur")
        if urban is not None or rural is not None:
            shares[code] = Share(urban, rural)
    return shares


def _own(scope: Scope, year: int) -> list[tuple[int, str]]:
    """The place itself where no place above has a plan for the year: then its officers enter it (clause 1.5)."""
    if scope.place is None:
        return []
    parent = parent_of(scope.place)
    return [] if parent is not None and quota_of(year, parent) else [(scope.place, scope.place_name)]


def _number(place: str, text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > _NUMBER_MAX:
        raise PlanRefused(
            _("%(place)s的“%(text)s”不是计划数：请填 0 或正整数，没有这一项就留空。")
            % {"place": place, "text": text[:20]}
        )
    return int(text)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year") or request.POST.get("year") or ""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else timezone.localdate().year
    return min(max(year, _YEAR_MIN), _YEAR_MAX)


def _page(
    request: HttpRequest, scope: Scope, year: int, typed: Mapping[str, str], *, problem: str = ""
) -> HttpResponse:
    viewer = viewer_of(request)
    place = scope.place
    there = {row.region_code: row for row in quotas_below(year, place)} if place is not None else {}
    found = places_below(place) if place is not None else {}
    rows = [
        _row(scope, each.code, each.name, there.get(each.code), found.get(each.code), typed)
        for each in scope.below
    ]
    own = quota_of(year, place) if place is not None else None
    known = years(viewer.territories("campaign.plan"))
    return page(
        request, "quotas", scope, screen="quotas", year=year, own=own, rows=rows, problem=problem,
        document=typed.get("document", ""), years=sorted({*known, year, timezone.localdate().year}, reverse=True),
        may_hand_down=place is not None and level_of(place) != VILLAGE and viewer.covers("campaign.hand_down", place),
        sums=_sums(rows), own_rows=[_row(scope, code, name, own, None, typed) for code, name in _own(scope, year)],
    )  # fmt: skip


def _row(
    scope: Scope,
    code: int,
    name: str,
    quota: QuotaRow | None,
    there: PlacesBelow | None,
    typed: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "is_leaf": level_of(code) == VILLAGE,
        "quota": quota,
        "there": there,
        "place": place_value(code),
        "plan_rate": _percent(rate(quota.used, quota.total) if quota else None),
        "use_rate": _percent(rate(there.taken, there.places) if there else None),
        "urban": typed.get(f"u-{code}", _shown(quota.urban if quota else None)),
        "rural": typed.get(f"r-{code}", _shown(quota.rural if quota else None)),
    }


def _percent(tenths: int | None) -> str | None:
    return None if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _sums(rows: list[dict[str, Any]]) -> dict[str, int]:
    quotas_there = [row["quota"] for row in rows if row["quota"]]
    places = [row["there"] for row in rows if row["there"]]
    return {
        "total": sum(quota.total for quota in quotas_there),
        "urban": sum(quota.urban or 0 for quota in quotas_there),
        "rural": sum(quota.rural or 0 for quota in quotas_there),
        "used": sum(quota.used for quota in quotas_there),
        "posts": sum(each.posts for each in places),
        "places": sum(each.places for each in places),
        "taken": sum(each.taken for each in places),
    }
