"""The list of doubts about procedures: its columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.shown import person_shown, place_names
from gonggang.reporting.words import DEFECTS, STAGES, word


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The doubts as they are shown, one row a person, a kind and a stage."""
    places = place_names(doubt.village_code for doubt in found)
    rows = []
    for doubt in found:
        person = person_shown(doubt.person)
        rows.append(
            {
                "key": doubt.pk,
                "name": (doubt.person_id, person),
                "id_number": person.id_number,
                "place": places[doubt.village_code],
                "kind": word(DEFECTS, doubt.kind),
                "stage": word(STAGES, doubt.stage),
            }
        )
    return rows


PROCEDURES: Final = ListPage(
    screen="procedures",
    export="procedures.export",
    columns=(
        Column("name", _("姓名"), cell="person", plain=lambda value: value[1].name),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("kind", _("疑点"), cell="doubt"),
        Column("stage", _("环节"), tone="gg-nw"),
    ),
    filters=(
        *WHO_AND_WHERE,
        Filter(
            "kind",
            _("疑点不限"),
            lambda scope, rows, value: rows.filter(kind=value),
            lambda scope: tuple(DEFECTS.items()),
        ),
        Filter(
            "stage",
            _("环节不限"),
            lambda scope, rows, value: rows.filter(stage=value),
            lambda scope: tuple(STAGES.items()),
        ),
    ),
    sorts=(Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),),
    shown=shown,
)
