"""Lists, declared once: columns, filters, sorts. The address keeps the state; pages follow a key, never an offset.

A screen declares a `ListPage` and asks `list_of` for what the address wants. Whatever the address holds that cannot be
used falls back to the ordinary, and a sentence says so.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from gonggang.desk.scope import Choice, Scope

ROWS_A_PAGE: Final = 50
# Counting stops here: what a reader of a list needs is "more than I can look through", and it stays quick.
COUNTED_MAX: Final = 20_000
TEXT_CHARACTERS_MAX: Final = 60
# How many rows can be ticked at once: those of a page, and then some.
TICKED_MAX: Final = 200
_KEY_CHARACTERS_MAX: Final = 400

Kind = Literal["whole", "day", "text", "flag"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `cell` is a template under desk/cells for what is more than text; `plain` is how a file has it."""

    key: str
    label: object
    cell: str = ""
    tone: str = ""
    sort: str = ""
    numeric: bool = False
    shown: bool = True
    plain: Callable[[Any], Any] = lambda value: value

    @property
    def template(self) -> str:
        return f"desk/cells/{self.cell}.html" if self.cell else ""

    @property
    def classes(self) -> str:
        return "gg-num" if self.numeric else self.tone


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. Without `choices` it is free text; `rare` ones lie under more conditions."""

    name: str
    label: object
    apply: Callable[[Scope, Any, str], Any]
    choices: Callable[[Scope], Sequence[tuple[str, object]]] | None = None
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: fields that an index serves, the last of them the key of the row; none of them may be null."""

    name: str
    label: object
    fields: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Something that is done to all ticked rows: a button, the address that does it, and the action it needs."""

    label: object
    screen: str
    action: str


@dataclass(frozen=True)
class ListPage:
    """A list as a screen declares it. `screen` is its address, `export` the action of its file."""

    screen: str
    export: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    sorts: tuple[Sort, ...]
    shown: Callable[[Scope, list[Any]], list[Row]]
    # What the sum row says below a column, over the whole result; asked only when the result could be counted.
    sums: Callable[[Scope, Any], Mapping[str, str]] | None = None
    batches: tuple[Batch, ...] = ()
    # What else the address of the list says, beside its filters; a saved view keeps it.
    own: tuple[str, ...] = ()
    # A template with what the batches ask for beside the ticked rows.
    batch_fields: str = ""

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows a result has, counted up to a limit; with `more` there are more than `number`."""

    number: int
    more: bool = False

    @property
    def words(self) -> str:
        return f"{self.number:,}+" if self.more else f"{self.number:,}"


def capped(number: int, *, limit: int) -> Counted:
    """A number that was counted up to one above a limit."""
    return Counted(min(number, limit), number > limit)


def counted(rows: Any, *, limit: int = COUNTED_MAX) -> Counted:
    """The number of rows, or the limit and that there are more. Never slower than reading so many keys."""
    found = rows.order_by().values("pk")[: limit + 1].count()
    return Counted(min(found, limit), found > limit)


def counted_by(rows: Any, conditions: Mapping[str, Q], *, limit: int = COUNTED_MAX) -> dict[str, int] | None:
    """How many rows meet each condition, in one look; None where there are more rows than are counted."""
    names = sorted({name for each in conditions.values() for name in _fields_of(each)})
    some = rows.order_by().values("pk", *names)[: limit + 1]
    found: dict[str, int] = some.aggregate(
        whole_result=Count("pk"), **{key: Count("pk", filter=each) for key, each in conditions.items()}
    )
    return None if found.pop("whole_result") > limit else found


def _fields_of(condition: Q) -> set[str]:
    found: set[str] = set()
    for child in condition.children:
        found |= _fields_of(child) if isinstance(child, Q) else {str(child[0]).split("__")[0]} - {"pk"}
    return found


@dataclass
class Asked:
    """What the address of a list asks for, made usable."""

    page: ListPage
    scope: Scope
    values: dict[str, str]
    sort: Sort
    descending: bool
    columns: tuple[Column, ...]
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None
    # Conditions of the screen that are no filters of the bar.
    own: dict[str, object] = field(default_factory=dict)

    @property
    def order(self) -> str | None:
        """The order as the address has it; None for the ordinary one."""
        if self.sort is self.page.sorts[0] and not self.descending:
            return None
        return f"-{self.sort.name}" if self.descending else self.sort.name

    @property
    def picked(self) -> str | None:
        """The columns as the address has them; None for the ordinary ones."""
        ordinary = tuple(each for each in self.page.columns if each.shown)
        return None if self.columns == ordinary else ",".join(each.key for each in self.columns)

    def query(self, **changes: object) -> dict[str, object]:
        """The state as the query of an address, with changes; places in the list are not part of it."""
        whole: dict[str, object] = {**self.own, **self.values, "sort": self.order, "columns": self.picked}
        return {name: value for name, value in (whole | changes).items() if value not in (None, "")}

    def address(self, screen: str = "", **changes: object) -> str:
        return self.scope.address(screen or self.page.screen, **self.query(**changes))


def asked(page: ListPage, scope: Scope, **own: object) -> Asked:
    """Reads the address. Each value that cannot be used is left out, and the scope's notices say so."""
    values: dict[str, str] = {}
    for each in page.filters:
        value: str | None
        if each.choices is None:
            value = _text(scope, each.name)
        else:
            value = scope.one_of(each.name, [code for code, _label in each.choices(scope)])
        if value:
            values[each.name] = value
    order = scope.one_of("sort", [sign + each.name for each in page.sorts for sign in ("", "-")]) or ""
    sort = next((each for each in page.sorts if each.name == order.lstrip("-")), page.sorts[0])
    found = Asked(page, scope, values, sort, order.startswith("-"), _columns(page, scope), own=own)
    found.after, found.before = _key(scope, "after", sort), _key(scope, "before", sort)
    _no_such_page(scope)
    return found


def _text(scope: Scope, name: str) -> str:
    return " ".join(scope.request.GET.get(name, "").replace("\0", "").split())[:TEXT_CHARACTERS_MAX]


def _columns(page: ListPage, scope: Scope) -> tuple[Column, ...]:
    known = {each.key: each for each in page.columns}
    wanted = [key for text in scope.request.GET.getlist("columns") for key in text.split(",") if key]
    for key in [key for key in wanted if key not in known][:1]:
        scope.notices.append(_("没有“%(column)s”这一列，已略去。") % {"column": key[:20]})
    # The first column names the row and always stays.
    kept = [each for each in page.columns if each.key in wanted or each is page.columns[0]]
    return tuple(kept if len(kept) > 1 else [each for each in page.columns if each.shown])


def _no_such_page(scope: Scope) -> None:
    """Lists once had numbered pages; who comes with such an address is told where the list begins."""
    text = scope.request.GET.get("page", "").strip()
    if text and text != "1":
        scope.notices.append(_("没有第 %(page)s 页，现在显示第 1 页。") % {"page": text[:20]})


def _key(scope: Scope, name: str, sort: Sort) -> tuple[Any, ...] | None:
    text = scope.request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        if len(text) > _KEY_CHARACTERS_MAX:
            raise ValueError
        read = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return tuple(_read(value, kind) for value, (_field, kind) in zip(read, sort.fields, strict=True))
    except (ValueError, TypeError):
        scope.notices.append(_("网址里的位置认不出，现在从头显示。"))
        return None


def _read(value: Any, kind: Kind) -> Any:
    if kind == "whole":
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
            raise ValueError
        return value
    if kind == "flag":
        if not isinstance(value, bool):
            raise ValueError
        return value
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return date.fromisoformat(value) if kind == "day" else value


def key_text(values: Sequence[Any]) -> str:
    """A place in a list as an address carries it."""
    plain = json.dumps([value.isoformat() if isinstance(value, date) else value for value in values])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def ordered(rows: QuerySet[Any], sort: Sort, *, descending: bool) -> QuerySet[Any]:
    """The rows in an order; all fields run the same way, so that one index serves both directions."""
    return rows.order_by(*(F(name).desc() if descending else F(name).asc() for name, _kind in sort.fields))


def beyond(rows: QuerySet[Any], sort: Sort, key: tuple[Any, ...], *, descending: bool) -> QuerySet[Any]:
    """The rows that follow a key in an order."""
    sign = "lt" if descending else "gt"
    names = [name for name, _kind in sort.fields]
    follows = Q(pk__in=[])
    for place, name in enumerate(names):
        equal = Q(**dict(zip(names[:place], key[:place], strict=True)))
        follows |= equal & Q(**{f"{name}__{sign}": key[place]})
    # Said once more for the index, which cannot use a choice of conditions.
    return rows.filter(Q(**{f"{names[0]}__{sign}e": key[0]}) & follows)


@dataclass(frozen=True, slots=True)
class Part:
    """One page of rows with the keys of its neighbours."""

    rows: list[Any]
    before: str | None
    after: str | None


def part_of(rows: QuerySet[Any], wanted: Asked, *, size: int = ROWS_A_PAGE) -> Part:
    """The rows that the address asks for; one more is read to know whether there are others."""
    backward = wanted.before is not None and wanted.after is None
    key = wanted.before if backward else wanted.after
    descending = wanted.descending != backward
    found = rows if key is None else beyond(rows, wanted.sort, key, descending=descending)
    got = list(ordered(found, wanted.sort, descending=descending)[: size + 1])
    more, got = len(got) > size, got[:size]
    if backward:
        got.reverse()
    has_before, has_after = (more, True) if backward else (key is not None, more)
    return Part(
        got,
        key_text(_values(got[0], wanted.sort)) if got and has_before else None,
        key_text(_values(got[-1], wanted.sort)) if got and has_after else None,
    )


def _values(row: Any, sort: Sort) -> list[Any]:
    found = []
    for name, _kind in sort.fields:
        value = row
        for step in name.split("__"):
            value = value.lower if step == "startswith" else getattr(value, step)
        found.append(value)
    return found


def filtered(rows: QuerySet[Any], wanted: Asked) -> QuerySet[Any]:
    """The rows that pass all conditions of the bar."""
    for each in wanted.page.filters:
        if each.name in wanted.values:
            rows = each.apply(wanted.scope, rows, wanted.values[each.name])
    return rows


def ticked(scope: Scope) -> list[int]:
    """The keys of the rows that were ticked; what is no key is left out."""
    # A row may be ticked with the version that was seen of it, behind its key.
    texts = [text.partition(":")[0] for text in scope.request.POST.getlist("row")[:TICKED_MAX]]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 18]


def choices_of(each: Filter, wanted: Asked) -> list[Choice]:
    """What a filter offers, with the chosen one marked."""
    if each.choices is None:
        return []
    chosen = wanted.values.get(each.name, "")
    return [Choice(code, str(label), code == chosen) for code, label in each.choices(wanted.scope)]
