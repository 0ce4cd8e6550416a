"""The list of a month's hits: its columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.cycle.actions import ROSTER_NAME
from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Batch, Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.shown import person_shown, place_names
from gonggang.reporting.words import CHECKS, HIT_STATUS, word
from gonggang.screening import queries as screening


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The hits as they are shown; names that a wording quotes are masked."""
    places = place_names(hit.village_code for hit in found)
    rows = []
    for hit in found:
        person = person_shown(hit.person)
        row = str(_("第 %(n)d 行") % {"n": hit.source_row}) if hit.source_row else ""
        rows.append(
            {
                "key": hit.pk,
                "name": (hit.person_id, person),
                "id_number": person.id_number,
                "place": places[hit.village_code],
                "check": word(CHECKS, hit.check_name),
                "fact_on": hit.fact_on,
                "detail": screening.masked_detail(hit.detail),
                "source": f"{source_name(hit.source_file)} {row}".strip(),
                "status": (hit.status, word(HIT_STATUS, hit.status)),
            }
        )
    return rows


def source_name(file: str | None) -> str:
    """The file of a hit; what was compared with itself is named in the language of whoever looks."""
    return str(_(ROSTER_NAME)) if file == ROSTER_NAME else file or "—"


HITS: Final = ListPage(
    screen="hits",
    export="screening.export",
    columns=(
        Column("name", _("姓名"), cell="person", plain=lambda value: value[1].name),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("check", _("比对项"), tone="gg-nw", sort="check"),
        Column("fact_on", _("事实日期"), cell="day"),
        Column("detail", _("事实"), cell="recorded"),
        Column("source", _("出处"), tone="gg-2 gg-wrap"),
        Column("status", _("状态"), cell="hit_status", plain=lambda value: value[1]),
    ),
    filters=(
        *WHO_AND_WHERE,
        Filter(
            "check",
            _("比对项不限"),
            lambda scope, rows, value: rows.filter(check_name=value),
            lambda scope: tuple(CHECKS.items()),
        ),
        Filter(
            "status",
            _("状态不限"),
            lambda scope, rows, value: rows.filter(status=value),
            lambda scope: tuple(HIT_STATUS.items()),
        ),
    ),
    sorts=(
        Sort(
            "check", _("按比对项排列"), (("check_name", "text"), ("village_code", "whole"), ("pk", "whole"))
        ),
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
    batches=(Batch(_("领取所选的案件"), "hits_claim", "cases.work"),),
)
