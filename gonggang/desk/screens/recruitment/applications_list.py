"""The list of applications: its columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from gonggang.desk.conditions import TOWNSHIP, VILLAGE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.recruitment.words import category_words, standing_words
from gonggang.desk.shown import person_shown, place_names
from gonggang.recruitment import queries as recruitment


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(Q(number__contains=text) | Q(person__name__startswith=text))


def _by_state(scope: Scope, rows: Any, value: str) -> Any:
    return rows.filter(closing__isnull=value == "open")


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The applications as they are shown, each with how far it has come."""
    bars = recruitment.stage_bars(each.pk for each in found)
    places = place_names(each.village_code for each in found)
    return [
        {
            "key": each.pk,
            "person": (each.pk, person_shown(each.person)),
            "number": each.number,
            "place": places[each.village_code],
            "group": category_words(each),
            "post": each.post.name if each.post else "—",
            "applied": each.applied_on,
            "kin": say("有") if each.declares_kin else say("无"),
            "standing": standing_words(bars.get(each.pk, ()), getattr(each, "closing", None)),
        }
        for each in found
    ]


APPLICATIONS: Final = ListPage(
    screen="applications",
    export="recruitment.export",
    columns=(
        Column("person", _("姓名"), cell="applicant", plain=lambda value: value[1].name),
        Column("number", _("报名号"), tone="gg-code", sort="number"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("group", _("人员类别"), tone="gg-wrap"),
        Column("post", _("报名岗位")),
        Column("applied", _("报名日期"), cell="day"),
        Column("kin", _("亲属申报"), tone="gg-nw"),
        Column("standing", _("进展"), cell="toned", plain=lambda value: value[2]),
    ),
    filters=(
        Filter("text", _("姓名或报名号"), _by_text),
        TOWNSHIP,
        VILLAGE,
        Filter(
            "state",
            _("进展不限"),
            _by_state,
            lambda scope: (("open", _("在办")), ("closed", _("已办结"))),
        ),
        Filter(
            "line",
            _("程序不限"),
            lambda scope, rows, value: rows.filter(procedure__base=value),
            lambda scope: (("ordinary", _("一般程序")), ("filed", _("亲属备案程序"))),
        ),
    ),
    sorts=(
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
        Sort("number", _("按报名号排列"), (("number", "text"), ("pk", "whole"))),
    ),
    shown=shown,
)
