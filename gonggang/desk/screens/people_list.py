"""The list of people in post: its columns, conditions and orders, and how a row is put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.viewer import viewer_of
from gonggang.casework import queries as casework
from gonggang.core.money import format_yuan, yuan
from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.shown import Term, person_shown, place_names, term_shown, urban_rural_words
from gonggang.exits import queries as exits
from gonggang.placements import queries as placements
from gonggang.reporting.summary import check_figures
from gonggang.reporting.words import CATEGORIES, CHECKS, HELD, word
from gonggang.screening import queries as screening
from gonggang.subsidies import queries as subsidies

DAYS: Final = ("30", "60", "90")
KINDS: Final = {
    "RURAL": _("乡村"),
    "URBAN": _("城镇"),
    "contested": _("同期有疑问"),
}
STATUSES: Final = {
    "in_post": _("在岗"),
    "held": _("补贴暂缓"),
    "leaving": _("本月离岗"),
}


@dataclass(frozen=True, slots=True)
class State:
    """How somebody stands in the month, as a word with its tone and drawing."""

    tone: str
    drawing: str
    word: str


@dataclass(frozen=True, slots=True)
class Risk:
    """Open hits and open cases of a person; None where nobody was compared, and nobody knows."""

    hits: int | None
    cases: int | None

    @property
    def words(self) -> str:
        if not self.hits and not self.cases:
            return str(_("未比对") if self.hits is None else _("没有"))
        hits = str(_("命中 %(n)d") % {"n": self.hits}) if self.hits else ""
        cases = str(_("案件 %(n)d") % {"n": self.cases}) if self.cases else ""
        return _("，").join(each for each in (hits, cases) if each)


def rows_of(scope: Scope) -> QuerySet[Any]:
    """Everyone in post in the month; a row is a placement.

    Persons and posts of a page are read by key afterwards: joined, the whole of a large table might be.
    """
    return placements.in_post(scope.region, scope.month).prefetch_related("person", "post")


def not_compared(scope: Scope, check: str) -> Any:
    """The persons whom a check has not compared: all of them where it did not run at all."""
    figures = {each.check: each for each in check_figures(scope.region, scope.month)}
    if check not in figures or figures[check].compared == 0:
        return placements.in_post(scope.region, scope.month).values("person_id")
    return screening.not_compared_rows(scope.region, scope.month, check).order_by().values("person_id")


def open_hits(scope: Scope) -> Any:
    """The hits of the month about which nobody has decided."""
    return screening.hit_rows(scope.region, scope.month).filter(status="unverified").order_by()


def _by_status(scope: Scope, rows: Any, value: str) -> Any:
    if value == "leaving":
        return rows.filter(during__endswith__lt=scope.month.next().first)
    held = subsidies.line_rows(scope.region, scope.month).filter(held=True).order_by().values("placement_id")
    return rows.filter(pk__in=held) if value == "held" else rows.exclude(pk__in=held)


def _by_kind(scope: Scope, rows: Any, value: str) -> Any:
    return (
        rows.filter(contested_why__isnull=False) if value == "contested" else rows.filter(urban_rural=value)
    )


def _by_days(scope: Scope, rows: Any, value: str) -> Any:
    due = exits.due_rows(scope.region, scope.month.next().first, int(value))
    return rows.filter(pk__in=due.order_by().values("placement_id"))


def _by_hits(scope: Scope, rows: Any, value: str) -> Any:
    known = open_hits(scope).values("person_id")
    return rows.filter(person_id__in=known) if value == "1" else rows.exclude(person_id__in=known)


FILTERS: Final = (
    *WHO_AND_WHERE,
    Filter("status", _("状态不限"), _by_status, lambda scope: tuple(STATUSES.items())),
    Filter(
        "expiring",
        _("剩余期限不限"),
        _by_days,
        lambda scope: [(days, _("%(days)s 天内到期") % {"days": days}) for days in DAYS],
    ),
    Filter("kind", _("城乡不限"), _by_kind, lambda scope: tuple(KINDS.items()), rare=True),
    Filter(
        "category",
        _("人员类别不限"),
        lambda scope, rows, value: rows.filter(category=value),
        lambda scope: tuple(CATEGORIES.items()),
        rare=True,
    ),
    Filter(
        "hits",
        _("命中不限"),
        _by_hits,
        lambda scope: (("1", _("有待核实的命中")), ("0", _("没有待核实的命中"))),
        rare=True,
    ),
    Filter(
        "compared",
        _("已比对的项不限"),
        lambda scope, rows, value: rows.exclude(person_id__in=not_compared(scope, value)),
        lambda scope: tuple(CHECKS.items()),
        rare=True,
    ),
    Filter(
        "uncompared",
        _("没有比对的项不限"),
        lambda scope, rows, value: rows.filter(person_id__in=not_compared(scope, value)),
        lambda scope: tuple(CHECKS.items()),
        rare=True,
    ),
)


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The rows as they are shown; everything that belongs to them is read once for all of them."""
    places = place_names(row.village_code for row in found)
    on, people = scope.month.next().first, [row.person_id for row in found]
    of_placement = subsidies.line_rows(scope.region, scope.month).select_related(None)
    lines = {
        line.placement_id: line
        for line in of_placement.filter(placement_id__in=[row.pk for row in found]).order_by()
    }
    is_compared = bool(screening.covering_runs(scope.region, scope.month))
    hits = Counter(open_hits(scope).filter(person_id__in=people).values_list("person_id", flat=True))
    cases = _cases(scope, people)
    return [
        {
            "key": row.pk,
            "name": (row.person_id, person_shown(row.person)),
            "id_number": person_shown(row.person).id_number,
            "place": places[row.village_code],
            "post": row.post,
            "kind": urban_rural_words(row.urban_rural),
            "category": word(CATEGORIES, row.category) if row.category else "—",
            "begins_on": row.during.lower,
            "term": term_shown(row.during.lower, row.village_code, on),
            "days": lines.get(row.pk),
            "amount": lines.get(row.pk),
            "risk": Risk(hits[row.person_id] if is_compared else None, cases.get(row.person_id, 0)),
            "status": _state(row, lines.get(row.pk), on),
        }
        for row in found
    ]


def _cases(scope: Scope, people: list[int]) -> Counter[int]:
    """Open cases by person, as far as the officer may see cases at all."""
    ranges = viewer_of(scope.request).territories("cases.list")
    alive = casework.ledger(ranges, casework.Filters(status="alive"), today=timezone.localdate())
    found = alive.filter(person_id__in=people).order_by().values_list("person_id", flat=True)
    return Counter(found)


def _state(row: Any, line: Any, on: Any) -> State:
    if row.contested_why:
        return State("gg-warn", "alert-triangle", word(HELD, f"contested_{row.contested_why}"))
    if line is not None and line.held:
        return State("gg-warn", "alert-triangle", str(_("暂缓")))
    if row.during.upper is not None and row.during.upper <= on:
        said = str(_("%(day)s 离岗") % {"day": row.during.upper.isoformat()})
        return State("gg-end", "circle-minus", said)
    return State("", "", str(_("在岗")))


def _days_plain(line: Any) -> Any:
    return "" if line is None else line.actual_days


def _term_plain(term: Term | None) -> Any:
    return _("未录期限") if term is None else term.days_left


def _sums(scope: Scope, rows: Any) -> Mapping[str, str]:
    """Days and amounts of the whole result."""
    lines = subsidies.line_rows(scope.region, scope.month).select_related(None).order_by()
    lines = lines.filter(placement_id__in=rows.order_by().values("pk"))
    total = lines.aggregate(fen=Sum("amount_fen"), days=Sum("actual_days"))
    if total["fen"] is None:
        return {}
    return {"days": f"{total['days']:,}", "amount": f"¥{format_yuan(total['fen'])}"}


PEOPLE: Final = ListPage(
    screen="people",
    export="people.export",
    columns=(
        Column("name", _("姓名"), cell="person", plain=lambda value: value[1].name),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("post", _("岗位"), cell="post", plain=lambda post: f"{post.name} {post.number}"),
        Column("kind", _("城乡"), tone="gg-nw gg-2"),
        Column("category", _("人员类别"), tone="gg-2", shown=False),
        Column("begins_on", _("上岗"), cell="day", sort="begins"),
        Column("term", _("剩余期限"), cell="term", plain=_term_plain),
        Column("days", _("出勤（天）"), cell="days", numeric=True, plain=_days_plain),
        Column(
            "amount",
            _("应发"),
            cell="amount",
            numeric=True,
            plain=lambda line: "" if line is None else yuan(line.amount_fen),
        ),
        Column("risk", _("疑点"), cell="risk", plain=lambda risk: risk.words),
        Column("status", _("状态"), cell="state", plain=lambda state: state.word),
    ),
    filters=FILTERS,
    sorts=(
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
        Sort("begins", _("按上岗日排列"), (("during__startswith", "day"), ("pk", "whole"))),
    ),
    shown=shown,
    sums=_sums,
)
