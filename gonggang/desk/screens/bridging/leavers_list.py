"""The list of those who leave and have no next job yet: its columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.bridging.queries import newest_wishes
from gonggang.bridging.rules import words
from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.bridging.frame import work_day
from gonggang.desk.screens.bridging.words import STEPS, listed, word
from gonggang.desk.shown import TICKS, Term, person_shown, place_names, ruler


def _by_step(scope: Scope, rows: Any, value: str) -> Any:
    if value == "without":
        return rows.filter(has_job=False).exclude(step="unwilling")
    return rows.filter(step=value)


def _steps(scope: Scope) -> list[tuple[str, object]]:
    return [("without", _("还没有下一份工作")), *((code, label) for code, (_t, _i, label) in STEPS.items())]


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The warnings as they are shown, with what was said last."""
    on = work_day(scope)
    places = place_names(row.village_code for row in found)
    wishes = newest_wishes(row.placement_id for row in found)
    rows = []
    for row in found:
        begins, wish = row.placement.during.lower, wishes.get(row.placement_id)
        person = person_shown(row.person)
        ticks = ruler((on - begins).days, (row.ends_on - begins).days, TICKS)
        rows.append(
            {
                "key": row.pk,
                "name": {"address": scope.address("bridging_leaver", row.pk), "text": person.name},
                "id_number": person.id_number,
                "place": places[row.village_code],
                "post": row.placement.post,
                "ends_on": row.ends_on,
                "left": Term(row.ends_on, (row.ends_on - on).days, ticks),
                "step": STEPS[row.step],
                "schooling": word(words.SCHOOLINGS, wish.schooling) if wish else "—",
                "wished": listed(words.WORKS, wish.wished) if wish else "—",
                "reach": word(words.REACHES, wish.reach) if wish else "—",
            }
        )
    return rows


LEAVERS: Final = ListPage(
    screen="bridging_leavers",
    export="bridging.export",
    columns=(
        Column("name", _("姓名"), cell="linked", plain=lambda value: value["text"]),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2", shown=False),
        Column("step", _("到了哪一步"), cell="toned", plain=lambda value: value[2]),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("post", _("岗位"), cell="post", plain=lambda post: f"{post.name} {post.number}"),
        Column("ends_on", _("到期"), cell="day", sort="ends"),
        Column("left", _("剩余"), cell="term", plain=lambda term: term.days_left),
        Column("wished", _("想做的")),
        Column("reach", _("能去多远"), tone="gg-nw"),
        Column("schooling", _("学历"), tone="gg-nw", shown=False),
    ),
    filters=(*WHO_AND_WHERE, Filter("step", _("到哪一步不限"), _by_step, _steps)),
    sorts=(
        Sort("ends", _("按到期日排列"), (("ends_on", "day"), ("pk", "whole"))),
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
)
