"""The list of rounds: its columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.recruitment.words import round_state
from gonggang.desk.shown import place_names
from gonggang.recruitment import queries as recruitment


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(Q(title__contains=text) | Q(number__contains=text))


def _by_state(scope: Scope, rows: Any, value: str) -> Any:
    today = timezone.localdate()
    wanted = {
        "draft": Q(published_on__isnull=True, withdrawn_on__isnull=True),
        "open": Q(published_on__isnull=False, withdrawn_on__isnull=True, applications_end_on__gte=today),
        "over": Q(published_on__isnull=False, withdrawn_on__isnull=True, applications_end_on__lt=today),
        "withdrawn": Q(withdrawn_on__isnull=False),
    }
    return rows.filter(wanted[value])


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The rounds as they are shown, with posts, places and how many have applied within reach."""
    places = place_names(each.region_code for each in found)
    offered = recruitment.offered([each.pk for each in found])
    applied = recruitment.applied([each.pk for each in found], scope.region)
    return [
        {
            "key": each.pk,
            "number": (each.pk, each.number),
            "title": each.title,
            "state": round_state(each),
            "place": places[each.region_code],
            "published": each.published_on,
            "period": f"{each.applications_begin_on} – {each.applications_end_on}",
            "posts": offered[each.pk][0],
            "places": offered[each.pk][1],
            "applied": applied.get(each.pk, 0),
        }
        for each in found
    ]


ROUNDS: Final = ListPage(
    screen="rounds",
    export="recruitment.export",
    columns=(
        Column("number", _("文号"), cell="round_number", sort="number", plain=lambda value: value[1]),
        Column("title", _("公告"), tone="gg-wrap"),
        Column("state", _("进展"), cell="toned", plain=lambda value: value[2]),
        Column("place", _("发布单位辖区"), tone="gg-place"),
        Column("published", _("发布日期"), cell="day"),
        Column("period", _("报名起止"), tone="gg-nw"),
        Column("posts", _("岗位"), cell="whole", numeric=True),
        Column("places", _("名额"), cell="whole", numeric=True),
        Column("applied", _("报名"), cell="whole", numeric=True),
    ),
    filters=(
        Filter("text", _("文号或公告"), _by_text),
        Filter(
            "state",
            _("进展不限"),
            _by_state,
            lambda scope: (
                ("draft", _("拟定中")),
                ("open", _("报名中")),
                ("over", _("报名已截止")),
                ("withdrawn", _("已撤回")),
            ),
        ),
    ),
    sorts=(Sort("number", _("按文号排列"), (("number", "text"), ("pk", "whole"))),),
    shown=shown,
)
