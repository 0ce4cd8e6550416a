"""Long lists, fifty rows at a time: counted and cut by the database, or from a list that was worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gonggang.desk.scope import Scope

ROWS_A_PAGE = 50
_NEIGHBOURS = 2


class Rows(Protocol):
    """What can be counted and cut: a QuerySet, or `Worked`."""

    def count(self) -> int: ...

    def __getitem__(self, wanted: slice) -> Any: ...


@dataclass(frozen=True, slots=True)
class Worked:
    """Rows that Python has worked out and holds whole."""

    rows: Sequence[Any]

    def count(self) -> int:
        return len(self.rows)

    def __getitem__(self, wanted: slice) -> Sequence[Any]:
        return self.rows[wanted]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A number under the list, or a gap in the numbers."""

    number: int | None
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `rows` are ready to be shown, `first` and `last` count from one over the whole result."""

    rows: list[Any]
    total: int
    number: int
    pages: int
    first: int
    last: int
    links: list[PageLink]
    before: str | None
    after: str | None


def page_of(
    scope: Scope,
    screen: str,
    rows: Rows | QuerySet[Any],
    shown: Callable[[list[Any]], list[Any]],
    *args: object,
    **query: object,
) -> Page:
    """The page that the address asks for. `shown` turns its rows into what is shown, all at once."""
    total = rows.count()
    pages = max(1, -(-total // ROWS_A_PAGE))
    number = _asked(scope, pages)
    start = (number - 1) * ROWS_A_PAGE

    def address(to: int) -> str:
        return scope.address(screen, *args, **query, page=to if to > 1 else None)

    numbers = {1, pages, *range(max(1, number - _NEIGHBOURS), min(pages, number + _NEIGHBOURS) + 1)}
    links: list[PageLink] = []
    for each in sorted(numbers):
        if links and links[-1].number is not None and each > links[-1].number + 1:
            links.append(PageLink(None, "", False))
        links.append(PageLink(each, address(each), each == number))
    return Page(
        rows=shown(list(rows[start : start + ROWS_A_PAGE])) if total else [],
        total=total,
        number=number,
        pages=pages,
        first=start + 1 if total else 0,
        last=min(start + ROWS_A_PAGE, total),
        links=links,
        before=address(number - 1) if number > 1 else None,
        after=address(number + 1) if number < pages else None,
    )


def _asked(scope: Scope, pages: int) -> int:
    text = scope.request.GET.get("page", "1").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    if 1 <= number <= pages:
        return number
    nearest = pages if number > pages else 1
    scope.notices.append(
        _("没有第 %(page)s 页，现在显示第 %(nearest)d 页。") % {"page": text[:20], "nearest": nearest}
    )
    return nearest
