"""The list of placements: who is, was or will be in which post over which days; columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.people_list import State
from gonggang.desk.shown import person_shown, place_names, term_shown, urban_rural_words
from gonggang.reporting.words import CATEGORIES, HELD, word

# By turn, as the policy counts them: a first placement, and the one second that it allows (clause 12.5).
TURNS: Final = {"1": _("第 1 次"), "2": _("第 2 次")}
STANDS: Final = {
    "now": _("今天在岗"),
    "ended": _("已离岗"),
    "coming": _("还没有上岗"),
}
CONTESTED: Final = {"1": _("同期有疑问"), "0": _("没有疑问")}


def _by_stand(scope: Scope, rows: Any, value: str) -> Any:
    today = timezone.localdate()
    if value == "now":
        return rows.filter(during__contains=today)
    if value == "ended":
        return rows.filter(during__endswith__lte=today)
    return rows.filter(during__startswith__gt=today)


def _by_begin(scope: Scope, rows: Any, value: str) -> Any:
    """Begun in the month of the page, or in the year before its end."""
    first = scope.month.first if value == "month" else scope.month.plus(-11).first
    return rows.filter(during__startswith__gte=first, during__startswith__lt=scope.month.next().first)


def _by_post(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(Q(post__name__contains=text) | Q(post__number=text))


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The placements as they are shown; a term counts from today."""
    today = timezone.localdate()
    places = place_names(row.village_code for row in found)
    rows = []
    for row in found:
        person = person_shown(row.person)
        ended = row.during.upper is not None and row.during.upper <= today
        rows.append(
            {
                "key": row.pk,
                "name": (row.person_id, person),
                "id_number": person.id_number,
                "place": places[row.village_code],
                "post": row.post,
                "kind": urban_rural_words(row.urban_rural),
                "category": word(CATEGORIES, row.category) if row.category else "—",
                "turn": str(TURNS.get(str(row.placement_seq), row.placement_seq)),
                "begins_on": row.during.lower,
                "ends_on": row.during.upper,
                "agreement": row.agreement_ends_on,
                "term": None if ended else term_shown(row.during.lower, row.village_code, today),
                "host": row.host_unit or row.post.host_unit or "—",
                "status": _state(row, ended, today),
            }
        )
    return rows


def _state(row: Any, ended: bool, today: Any) -> State:
    if row.contested_why:
        return State("gg-warn", "alert-triangle", word(HELD, f"contested_{row.contested_why}"))
    if ended:
        return State("gg-end", "circle-minus", str(_("已离岗")))
    if row.during.lower > today:
        return State("gg-move", "clock", str(_("还没有上岗")))
    return State("", "", str(_("在岗")))


PLACEMENTS: Final = ListPage(
    screen="placements",
    export="placements.export",
    columns=(
        Column("name", _("姓名"), cell="person", plain=lambda value: value[1].name),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("post", _("岗位"), cell="post", plain=lambda post: f"{post.name} {post.number}"),
        Column("kind", _("城乡"), tone="gg-nw", shown=False),
        Column("category", _("人员类别"), tone="gg-nw", shown=False),
        Column("turn", _("次数"), tone="gg-nw"),
        Column("begins_on", _("上岗"), cell="day", sort="begins"),
        Column("ends_on", _("离岗"), cell="day"),
        Column("agreement", _("协议到"), cell="day", shown=False),
        Column("term", _("剩余期限"), cell="term", plain=lambda term: "" if term is None else term.days_left),
        Column("host", _("用岗单位"), tone="gg-2 gg-wrap", shown=False),
        Column("status", _("状态"), cell="state", plain=lambda state: state.word),
    ),
    filters=(
        *WHO_AND_WHERE,
        Filter("stand", _("在岗和离岗"), _by_stand, lambda scope: tuple(STANDS.items())),
        Filter(
            "contested",
            _("疑问不限"),
            lambda scope, rows, value: rows.filter(contested_why__isnull=value == "0"),
            lambda scope: tuple(CONTESTED.items()),
        ),
        Filter("post", _("岗位名称或编号"), _by_post, rare=True),
        Filter(
            "turn",
            _("次数不限"),
            lambda scope, rows, value: rows.filter(placement_seq=int(value)),
            lambda scope: tuple(TURNS.items()),
            rare=True,
        ),
        Filter(
            "begun",
            _("上岗时间不限"),
            _by_begin,
            lambda scope: (("month", _("本月上岗")), ("year", _("近 12 个月上岗"))),
            rare=True,
        ),
    ),
    sorts=(
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
        Sort("begins", _("按上岗日排列"), (("during__startswith", "day"), ("pk", "whole"))),
    ),
    shown=shown,
)
