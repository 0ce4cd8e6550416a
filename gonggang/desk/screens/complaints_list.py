"""The list of complaints: its columns, conditions and orders. Who complained, and the text, are not on it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.core.masks import mask
from gonggang.desk.conditions import WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.shown import place_names
from gonggang.reporting.words import COMPLAINT_STATUS, CONCLUSIONS, word


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The complaints as they are shown."""
    places = place_names(complaint.village_code for complaint in found)
    return [
        {
            "key": complaint.pk,
            "number": complaint.number,
            "received_on": complaint.received_on,
            "channel": complaint.channel or "—",
            "kind": complaint.kind or "—",
            # Whom a complaint is about may be a person: masked as a name, whatever it is.
            "about": mask("name", complaint.about) or "—",
            "place": places[complaint.village_code],
            "unit": complaint.first_handling_unit or "—",
            "due_on": complaint.due_on,
            "closed_on": complaint.closed_on,
            "conclusion": word(CONCLUSIONS, complaint.conclusion) if complaint.conclusion else "—",
            "status": (complaint.closed_on is None, word(COMPLAINT_STATUS, complaint.status) or "—"),
        }
        for complaint in found
    ]


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(number__startswith=text) | rows.filter(kind__contains=text)


COMPLAINTS: Final = ListPage(
    screen="complaints",
    export="complaints.export",
    columns=(
        Column("number", _("编号"), cell="heading"),
        Column("received_on", _("收到"), cell="day", sort="received"),
        Column("channel", _("渠道"), cell="recorded"),
        Column("kind", _("问题"), cell="recorded"),
        Column("about", _("反映对象"), tone="gg-nw"),
        Column("place", _("村（社区）"), tone="gg-place"),
        Column("unit", _("首办单位"), cell="recorded"),
        Column("due_on", _("期限"), cell="day", sort="due"),
        Column("closed_on", _("办结"), cell="day"),
        Column("conclusion", _("结论"), tone="gg-nw"),
        Column("status", _("状态"), cell="complaint_status", plain=lambda value: value[1]),
    ),
    filters=(
        Filter("text", _("编号或问题"), _by_text),
        *WHERE,
        Filter(
            "status",
            _("办结和未办结"),
            lambda scope, rows, value: rows.filter(closed_on__isnull=value == "open"),
            lambda scope: (("open", _("未办结")), ("closed", _("已办结"))),
        ),
    ),
    sorts=(
        Sort("due", _("未办结的在前"), (("is_closed", "whole"), ("due_order", "day"), ("pk", "whole"))),
        Sort("received", _("按收到的日期"), (("came_order", "day"), ("pk", "whole"))),
    ),
    shown=shown,
)
