"""The figures of bridging by place; each opens the list of the rows that it counts."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.bridging import queries as bridging
from gonggang.desk.scope import Scope, place_value, scope_of
from gonggang.desk.screens.bridging.frame import bridging_page, work_day
from gonggang.desk.screens.bridging.words import FIGURES
from gonggang.regions.rules import level_of, territory_size

# Name, heading, list, condition of the list; a figure without a list is a sum over rows.
COLUMNS: Final = (
    ("leavers", gettext_lazy("临退人员"), "bridging_leavers", {}),
    ("without", gettext_lazy("还没有下一份工作"), "bridging_leavers", {"step": "without"}),
    ("openings", gettext_lazy("没有停招的岗位"), "bridging_openings", {"state": "open"}),
    ("open_now", gettext_lazy("在招岗位"), "bridging_openings", {"state": "taking"}),
    ("places", gettext_lazy("名额"), "", {}),
    ("places_taken", gettext_lazy("已用名额"), "", {}),
    *((name, label, "bridging_referrals", {"figure": name}) for name, label in FIGURES.items()),
)


@action("bridging.leavers")
def figures(request: HttpRequest) -> HttpResponse:
    """What there is in each place below: openings, matched, taken, and the employers' subsidy (4.2, 4.4, 4.5)."""
    scope = scope_of(request)
    rows = _rows(scope) if scope.place is not None else []
    sums = [sum(cells[place]["number"] for _name, cells in rows) for place in range(len(COLUMNS))]
    headings = [label for _name, label, _screen, _query in COLUMNS]
    return bridging_page(
        request, "figures", scope, screen="bridging_figures", rows=rows, headings=headings, sums=sums,
        on=work_day(scope),
    )  # fmt: skip


def _rows(scope: Scope) -> list[tuple[str, list[dict[str, Any]]]]:
    """A line a place right below, or of the place itself where nothing lies below it."""
    below = scope.below or scope.chain[-1:]
    size = territory_size(level_of(below[0].code)) if below else 1
    found = bridging.figures_below(scope.region, size, work_day(scope))
    rows = []
    for each in below:
        place = place_value(each.code)
        there = found.get(each.code)
        cells = []
        for name, _label, screen, query in COLUMNS:
            number = there[name] if there else 0
            address = scope.address(screen, **({"place": place} | query)) if screen and number else ""
            cells.append({"number": number, "address": address})
        rows.append((each.name, cells))
    return rows
