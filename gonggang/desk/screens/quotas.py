"""The plan of a year against what there is, place by place, urban and rural; every figure opens (clauses 1.4, 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.headers import with_scripts
from gonggang.accounts.viewer import viewer_of
from gonggang.campaign.actions import PlanRefused, hand_down
from gonggang.campaign.queries import PlanSums, QuotaRow, by_kind, quota_of, quotas_below, years
from gonggang.campaign.rules import Share, parent_of, rate
from gonggang.desk.scope import Scope, place_value, scope_of
from gonggang.desk.screens.plan_table import plan_workbook
from gonggang.desk.screens.shell import page, tabs
from gonggang.posts.queries import NO_PLACES, PlacesBelow, places_below
from gonggang.regions.rules import VILLAGE, level_of

_YEAR_MIN, _YEAR_MAX = 2000, 2100
_NUMBER_MAX = 1_000_000
_KINDS: Final = ("RURAL", "URBAN")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@action("campaign.plan")
@with_scripts
def quotas(request: HttpRequest) -> HttpResponse:
    """The places below the one stood on, with their quotas and posts; the form to hand down for whoever may."""
    scope = scope_of(request)
    return _page(request, scope, _year(request), {})


@action("campaign.hand_down")
@with_scripts
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


@action("campaign.export")
def quotas_export(request: HttpRequest) -> HttpResponse:
    """The plan of a year in the form of the plan table: as it is handed in, so that it can be taken in again."""
    scope = scope_of(request)
    year = _year(request)
    if scope.place is None:
        raise Http404
    there = {row.region_code: row for row in quotas_below(year, scope.place)}
    rows = [(each.name, there[each.code]) for each in scope.below if each.code in there]
    answer = HttpResponse(plan_workbook(scope, year, rows), content_type=_XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="plan-{scope.place_value}-{year}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


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
    kind = scope.one_of("kind", _KINDS)
    there = {row.region_code: row for row in quotas_below(year, place)} if place is not None else {}
    found = places_below(place, kind=kind) if place is not None else {}
    rows = [
        _row(scope, each.code, each.name, there.get(each.code), found.get(each.code), typed, year, kind)
        for each in scope.below
    ]
    own = quota_of(year, place) if place is not None else None
    known = years(viewer.territories("campaign.plan"))
    views = [
        (None, _("城乡合计"), None), ("RURAL", _("只看乡村"), None), ("URBAN", _("只看城镇"), None)
    ]  # fmt: skip
    return page(
        request, "quotas", scope, screen="quotas", year=year, kind=kind, own=own, rows=rows, problem=problem,
        own_sums=by_kind(own, kind) if own else None, tabs=tabs(scope, "quotas", "kind", kind, views, year=year),
        document=typed.get("document", ""), years=sorted({*known, year, timezone.localdate().year}, reverse=True),
        may_hand_down=place is not None and level_of(place) != VILLAGE and viewer.covers("campaign.hand_down", place),
        sums=_sums(scope, rows, year, kind), may_import=viewer.may("imports.run"),
        may_export=viewer.may("campaign.export"),
        own_rows=[_row(scope, code, name, own, None, typed, year, kind) for code, name in _own(scope, year)],
        chart=_chart(rows),
    )  # fmt: skip


def _row(
    scope: Scope,
    code: int,
    name: str,
    quota: QuotaRow | None,
    there: PlacesBelow | None,
    typed: Mapping[str, str],
    year: int,
    kind: str | None,
) -> dict[str, Any]:
    sums = by_kind(quota, kind) if quota else None
    found = there or NO_PLACES
    return {
        "code": code,
        "name": name,
        "is_leaf": level_of(code) == VILLAGE,
        "quota": quota,
        "sums": sums,
        "there": found,
        "place": place_value(code),
        "opens": _addresses(scope, place_value(code), year, kind),
        "plan_rate": _percent(rate(sums.used, sums.plan) if sums else None),
        "use_rate": _percent(rate(found.taken, found.places)),
        "urban": typed.get(f"u-{code}", _shown(quota.urban if quota else None)),
        "rural": typed.get(f"r-{code}", _shown(quota.rural if quota else None)),
    }


def _addresses(scope: Scope, place: str, year: int, kind: str | None) -> dict[str, str]:
    """Where the figures of a place open: to the posts that they count."""
    # Of no month: what is counted is there now.
    shared = {"month": None, "place": place}
    return {
        "used": scope.address("posts", **shared, year=year, kind=kind),
        "there": scope.address("posts", **shared, open="1", kind=kind),
        "free": scope.address("posts", **shared, open="1", free="1", kind=kind),
        "below": scope.address("quotas", **shared, year=year, kind=kind),
    }


def _percent(tenths: int | None) -> str | None:
    return None if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _sums(scope: Scope, rows: list[dict[str, Any]], year: int, kind: str | None) -> dict[str, Any]:
    """What the places below come to together; where it opens is the place itself."""
    quotas_there = [row["quota"] for row in rows if row["quota"]]
    plans: list[PlanSums] = [row["sums"] for row in rows if row["sums"]]
    there = sum((row["there"] for row in rows), NO_PLACES)
    plan, used = sum(each.plan for each in plans), sum(each.used for each in plans)
    return {
        "has_plan": bool(plans),
        "plan": plan,
        "used": used,
        "urban": sum(quota.urban or 0 for quota in quotas_there),
        "rural": sum(quota.rural or 0 for quota in quotas_there),
        "there": there,
        "plan_rate": _percent(rate(used, plan)),
        "use_rate": _percent(rate(there.taken, there.places)),
        "opens": _addresses(scope, scope.place_value, year, kind),
    }


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the drawing of the page shows: the very figures of its table; null is no plan, which is not 0."""
    return {
        "names": [row["name"] for row in rows],
        "opens": [row["opens"]["there" if row["is_leaf"] else "below"] for row in rows],
        "bars": [
            {"name": _("计划"), "values": [row["sums"].plan if row["sums"] else None for row in rows]},
            {"name": _("已批名额"), "values": [row["sums"].used if row["sums"] else None for row in rows]},
            {"name": _("在岗"), "values": [row["there"].taken for row in rows]},
        ],
        "none": _("没有计划"),
    }
