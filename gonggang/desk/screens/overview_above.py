"""The month of a city or a province: its sums, and the places below it, each figure opening to its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.viewer import viewer_of
from gonggang.core.money import format_yuan
from gonggang.desk.scope import Scope, place_value
from gonggang.desk.screens.shell import page
from gonggang.regions.queries import PlaceFound
from gonggang.reporting import rollup
from gonggang.reporting.rollup import Figures

# Counting what has grown old may take so long of one answer; a few more counties are counted at once too.
SECONDS: Final = 0.1
AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: its key, what it is called, the list it opens, the action that list needs, and its conditions."""

    key: str
    label: object
    screen: str
    action: str
    query: dict[str, object]
    unit: str = ""
    is_money: bool = False


MEASURES: Final = (
    Measure("people", _("在岗（人）"), "people", "people.list", {}),
    Measure("locked", _("已锁定的考勤表"), "attendance", "attendance.list", {"show": "locked"}),
    Measure("missing", _("未交表的村"), "attendance", "attendance.list", {"show": "missing"}),
    Measure("hits_open", _("待核实的命中"), "hits", "screening.list", {"status": "unverified"}),
    Measure("cases_open", _("没有了结的案件"), "cases", "cases.list", {"status": "alive"}),
    Measure("cases_late", _("超期的案件"), "cases", "cases.list", {"status": "alive", "due": "late"}),
    Measure("held_lines", _("暂缓（行）"), "subsidies", "subsidies.list", {"held": 1}),
    Measure("total_fen", _("应发"), "subsidies", "subsidies.list", {}, is_money=True),
    Measure("doubts", _("程序疑点"), "procedures", "procedures.list", {}),
    Measure("expiring", _("90 天内到期"), "expiring", "exits.list", {"days": 90}),
    Measure("failed", _("退票（笔）"), "returns", "returns.list", {"status": "failed"}),
    Measure("complaints_open", _("未办结的投诉"), "complaints", "complaints.list", {"status": "open"}),
)
# What needs somebody: it is drawn as a warning where it is not nought.
PRESSING: Final = frozenset({"missing", "hits_open", "cases_late", "held_lines", "failed"})


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure with the address of its list; `words` is None where nobody knows it."""

    label: object
    words: str | None
    address: str
    pressing: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """A place below with its figures, and where its own overview is."""

    name: str
    address: str
    figures: list[FigureShown]
    state: str
    uncounted: int
    counties: int


def overview_above(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The page; what has grown old is counted again, here or by another process."""
    left = rollup.count_again(scope.region, scope.month, seconds=SECONDS)
    if left > AT_ONCE:
        if not rollup.is_counting():
            rollup.count_in_background(scope.region, scope.month)
    elif left:
        rollup.count_again(scope.region, scope.month)
    whole, parts = rollup.figures_of(scope.region, scope.month, [each.code for each in scope.below])
    viewer = viewer_of(request)
    measures = [each for each in MEASURES if viewer.may(each.action)]
    return page(
        request,
        "overview_above",
        scope,
        screen="overview",
        whole=whole,
        figures=_figures(scope, scope.place_value, whole, measures),
        state=_state(whole),
        rows=[_row(scope, each, parts[each.code], measures) for each in scope.below],
        measures=measures,
        counting=left > AT_ONCE,
    )


def _row(scope: Scope, place: PlaceFound, figures: Figures, measures: list[Measure]) -> RowShown:
    value = place_value(place.code)
    return RowShown(
        place.name,
        scope.address("overview", place=value),
        _figures(scope, value, figures, measures),
        _state(figures),
        figures.uncounted,
        figures.counties,
    )


def _figures(scope: Scope, place: str, figures: Figures, measures: list[Measure]) -> list[FigureShown]:
    shown = []
    for each in measures:
        value = figures.sums.get(each.key, 0)
        # Before the month is run nobody knows what would be hit, and nothing is owed yet.
        unknown = not figures.known or (
            each.key in ("hits_open", "expiring") and figures.uncompared == figures.counties
        )
        unknown = unknown or (each.key in ("held_lines", "total_fen") and not figures.sums.get("lines"))
        words = f"¥{format_yuan(value)}" if each.is_money else f"{value:,}"
        shown.append(
            FigureShown(
                each.label,
                None if unknown else words,
                scope.address(each.screen, **{**each.query, "place": place}),
                each.key in PRESSING and value > 0,
            )
        )
    return shown


def _state(figures: Figures) -> str:
    """How far the month is: none (nobody in post), open, part, or done in all counties."""
    sums = figures.sums
    if not figures.known:
        return "unknown"
    if not sums.get("people"):
        return "none"
    if figures.uncompared == figures.counties:
        return "open"
    whole = not figures.uncompared and not figures.uncounted and sums["sheets"] == sums["locked"]
    return "done" if whole and not sums["missing"] and sums["lines"] else "part"
