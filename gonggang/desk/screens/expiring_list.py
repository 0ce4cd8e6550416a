"""The list of those whose term or age limit comes near: its columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.shown import TICKS, Term, person_shown, place_names, ruler
from gonggang.reporting.words import CAUSES, word


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The warnings as they are shown; what is left counts from the first day after the month."""
    places = place_names(row.village_code for row in found)
    on = scope.month.next().first
    rows = []
    for row in found:
        person, begins = person_shown(row.person), row.placement.during.lower
        ticks = ruler((on - begins).days, (row.ends_on - begins).days, TICKS)
        rows.append(
            {
                "key": row.pk,
                "name": (row.person_id, person),
                "id_number": person.id_number,
                "place": places[row.village_code],
                "post": row.placement.post,
                "begins_on": begins,
                "ends_on": row.ends_on,
                "left": Term(row.ends_on, (row.ends_on - on).days, ticks),
                "cause": word(CAUSES, row.cause),
            }
        )
    return rows


EXPIRING: Final = ListPage(
    screen="expiring",
    export="exits.export",
    columns=(
        Column("name", _("姓名"), cell="person", plain=lambda value: value[1].name),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("post", _("岗位"), cell="post", plain=lambda post: f"{post.name} {post.number}"),
        Column("begins_on", _("上岗"), cell="day"),
        Column("ends_on", _("到期"), cell="day", sort="ends"),
        Column("left", _("剩余"), cell="term", plain=lambda term: term.days_left),
        Column("cause", _("原因")),
    ),
    filters=(
        *WHO_AND_WHERE,
        Filter(
            "cause",
            _("原因不限"),
            lambda scope, rows, value: rows.filter(cause=value),
            lambda scope: tuple(CAUSES.items()),
        ),
    ),
    sorts=(
        Sort("ends", _("按到期日排列"), (("ends_on", "day"), ("pk", "whole"))),
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
    own=("days",),
)
