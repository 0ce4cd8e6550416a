"""The list of a month's subsidy lines: its columns, conditions and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.core.money import format_yuan, yuan
from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.shown import person_shown, place_names
from gonggang.reporting.words import HELD, word
from gonggang.subsidies import queries as subsidies

# A page on the screen says how each amount came about; a long file does not.
EXPLAINED_MAX: Final = 100


def _reasons(scope: Scope) -> list[tuple[str, object]]:
    known = HELD | subsidies.held_by_reason(scope.region, scope.month)
    return [(reason, word(HELD, reason)) for reason in known]


def _by_reason(scope: Scope, rows: Any, value: str) -> Any:
    """Only what is held has a reason; beside `held=0` it says nothing."""
    return rows if scope.request.GET.get("held") == "0" else rows.filter(held=True, reason=value)


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The lines as they are shown."""
    places = place_names(line.village_code for line in found)
    why: Mapping[int, tuple[str, ...]] = {}
    if len(found) <= EXPLAINED_MAX:
        why = subsidies.explain(found, {reason: str(label) for reason, label in HELD.items()})
    rows = []
    for line in found:
        line.why = why.get(line.pk, ())
        person = person_shown(line.person)
        rows.append(
            {
                "key": line.pk,
                "name": (line.person_id, person),
                "id_number": person.id_number,
                "place": places[line.village_code],
                "post": line.placement.post,
                "standard": line.standard_fen,
                "days": line,
                "amount": line,
                "status": (line.held, word(HELD, line.reason) if line.reason else ""),
            }
        )
    return rows


def _sums(scope: Scope, rows: Any) -> Mapping[str, str]:
    total = subsidies.sum_of(rows)
    return {
        "place": str(_("查询结果 %(n)s 行") % {"n": f"{total.rows:,}"}),
        "amount": f"¥{format_yuan(total.fen)}",
    }


SUBSIDIES: Final = ListPage(
    screen="subsidies",
    export="subsidies.export",
    columns=(
        Column("name", _("姓名"), cell="person", plain=lambda value: value[1].name),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("post", _("岗位"), cell="post", plain=lambda post: f"{post.name} {post.number}"),
        Column(
            "standard",
            _("标准"),
            cell="yuan",
            numeric=True,
            plain=lambda fen: "" if fen is None else yuan(fen),
        ),
        Column(
            "days", _("出勤 / 规定（天）"), cell="days", numeric=True, plain=lambda line: line.actual_days
        ),
        Column(
            "amount",
            _("应发"),
            cell="amount",
            numeric=True,
            sort="amount",
            plain=lambda line: yuan(line.amount_fen),
        ),
        Column(
            "status",
            _("状态"),
            cell="held",
            plain=lambda value: str(_("暂缓：%(why)s") % {"why": value[1]} if value[0] else _("可发")),
        ),
    ),
    filters=(
        *WHO_AND_WHERE,
        Filter(
            "held",
            _("可发和暂缓"),
            lambda scope, rows, value: rows.filter(held=value == "1"),
            lambda scope: (("0", _("可发")), ("1", _("暂缓"))),
        ),
        Filter("reason", _("暂缓原因不限"), _by_reason, _reasons),
    ),
    sorts=(
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
        Sort("amount", _("按金额排列"), (("amount_fen", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
    sums=_sums,
)
