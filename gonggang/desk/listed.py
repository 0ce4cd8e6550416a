"""A list as its template shows it: headings that sort, cells, the sum row, neighbours, saved views, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from gonggang.accounts.viewer import viewer_of
from gonggang.desk.lists import (
    Asked,
    Choice,
    Column,
    Counted,
    Filter,
    choices_of,
    counted,
    filtered,
    part_of,
)
from gonggang.desk.queries import SavedView, saved_views

# Where the session keeps a view that could not be kept until the list is shown again.
REFUSED_VIEW = "refused_view"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: `address` sorts by it, `now` is how it is sorted (ascending, descending or not)."""

    column: Column
    address: str | None
    now: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its column and what stands in it."""

    column: Column
    value: Any


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of cells with its key; rows of one group stand together under its name."""

    key: Any
    cells: list[Cell]
    group: str = ""


@dataclass(frozen=True, slots=True)
class FilterShown:
    """A filter as the bar shows it."""

    filter: Filter
    value: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class ViewShown:
    """A saved view: its address, and whether the page is just this view."""

    view: SavedView
    address: str
    current: bool


@dataclass
class Listed:
    """Everything that the template of a list needs."""

    asked: Asked
    count: Counted
    headings: list[Heading]
    rows: list[RowShown]
    sums: list[Cell] | None
    before: str | None
    after: str | None
    filters: list[FilterShown]
    rare: list[FilterShown]
    columns: list[tuple[Column, bool]]
    views: list[ViewShown]
    query: str
    batches: list[tuple[object, str]]
    may_export: bool
    may_save: bool
    # A view that was not kept: its `name` as typed and the `problem`, for the page after it.
    refused_view: Mapping[str, str] | None

    @property
    def total(self) -> int:
        return self.count.number

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked.values)

    @property
    def rare_open(self) -> bool:
        return any(each.value for each in self.rare)

    @property
    def xlsx(self) -> str:
        return self.asked.address(f"{self.asked.page.screen}_export", format="xlsx")

    @property
    def csv(self) -> str:
        return self.asked.address(f"{self.asked.page.screen}_export", format="csv")

    @property
    def can_tick(self) -> bool:
        return bool(self.rows) and (self.may_export or bool(self.batches))

    @property
    def send_to(self) -> str:
        """Where the ticked rows go by the first button."""
        return self.xlsx if self.may_export else self.batches[0][1]

    @property
    def reset(self) -> str:
        return self.asked.scope.address(self.asked.page.screen, **self.asked.own)

    @property
    def kept(self) -> Mapping[str, object]:
        """What the form of the bar must carry along because it has no field for it."""
        names = set(self.asked.values)
        return {name: value for name, value in self.asked.query().items() if name not in names}

    @property
    def kept_with_filters(self) -> Mapping[str, object]:
        """The same for the form that chooses columns."""
        return {name: value for name, value in self.asked.query().items() if name != "columns"}


def list_of(asked: Asked, rows: Any) -> Listed:
    """The list that the address asks for; `rows` are all that the officer may see of it."""
    page, scope = asked.page, asked.scope
    found = filtered(rows, asked)
    count = counted(found)
    part = part_of(found, asked)
    shown = page.shown(scope, part.rows) if part.rows else []
    sums = None
    if page.sums is not None and count.number and not count.more:
        said = page.sums(scope, found)
        sums = [Cell(column, said.get(column.key, "")) for column in asked.columns[1:]]
    viewer = viewer_of(scope.request)
    query = urlencode(asked.query())
    filters = [
        FilterShown(each, asked.values.get(each.name, ""), choices_of(each, asked)) for each in page.filters
    ]
    offered = [each for each in filters if each.filter.choices is None or len(each.choices) > 1 or each.value]
    return Listed(
        asked=asked,
        count=count,
        headings=[_heading(column, asked) for column in asked.columns],
        rows=[
            RowShown(
                row.get("key"),
                [Cell(column, row.get(column.key)) for column in asked.columns],
                str(row.get("group", "")),
            )
            for row in shown
        ],
        sums=sums,
        before=asked.address(before=part.before) if part.before else None,
        after=asked.address(after=part.after) if part.after else None,
        filters=[each for each in offered if not each.filter.rare],
        rare=[each for each in offered if each.filter.rare],
        columns=[(column, column in asked.columns) for column in page.columns[1:]],
        views=[_view(view, asked, query) for view in saved_views(viewer.officer, page.screen)],
        query=query,
        batches=[
            (each.label, asked.address(each.screen)) for each in page.batches if viewer.may(each.action)
        ],
        may_export=bool(page.export) and viewer.may(page.export),
        may_save=viewer.may("views.save"),
        refused_view=_refused_view(asked),
    )


def _refused_view(asked: Asked) -> Mapping[str, str] | None:
    session = asked.scope.request.session
    if session.get(REFUSED_VIEW, {}).get("page") != asked.page.screen:
        return None
    found: Mapping[str, str] = session.pop(REFUSED_VIEW)
    return found


def _heading(column: Column, asked: Asked) -> Heading:
    if not column.sort:
        return Heading(column, None, "")
    here = column.sort == asked.sort.name
    turned = here and not asked.descending
    address = asked.address(sort=f"-{column.sort}" if turned else column.sort)
    return Heading(column, address, ("descending" if asked.descending else "ascending") if here else "none")


def _view(view: SavedView, asked: Asked, query: str) -> ViewShown:
    address = asked.scope.address(asked.page.screen, **dict(parse_qsl(view.query)))
    return ViewShown(view, address, sorted(parse_qsl(view.query)) == sorted(parse_qsl(query)))
