"""The list of institutions: its columns, conditions and orders."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gonggang.bridging.rules import words
from gonggang.desk.conditions import WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.bridging.words import options, word
from gonggang.desk.shown import place_names


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(Q(name__contains=text) | Q(uscc=text.upper()))


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The institutions as they are shown, with what they offer."""
    places = place_names(each.village_code for each in found)
    model = type(found[0])
    open_ones = Q(openings__closed_on__isnull=True)
    sums = {
        row["pk"]: row
        for row in model.objects.filter(pk__in=[each.pk for each in found])
        .values("pk")
        .annotate(
            n=Count("openings", filter=open_ones),
            places=Sum("openings__places", filter=open_ones),
            taken=Sum("openings__places_taken", filter=open_ones),
        )
    }
    return [
        {
            "key": each.pk,
            "name": {"address": scope.address("bridging_institution", each.pk), "text": each.name},
            "kind": word(words.INSTITUTION_KINDS, each.kind),
            "uscc": each.uscc,
            "place": places[each.village_code],
            "openings": sums[each.pk]["n"],
            "places": sums[each.pk]["places"] or 0,
            "taken": sums[each.pk]["taken"] or 0,
            "state": ("gg-end", "circle-minus", gettext("已停用")) if each.closed_on else
            ("gg-warn", "alert-triangle", gettext("代码待核对")) if each.code_doubt else
            ("gg-ok", "circle-check", gettext("在用")),
        }
        for each in found
    ]  # fmt: skip


INSTITUTIONS: Final = ListPage(
    screen="bridging_institutions",
    export="bridging.export",
    columns=(
        Column("name", _("机构名称"), cell="given", plain=lambda value: value["text"]),
        Column("kind", _("机构类型"), tone="gg-nw"),
        Column("uscc", _("统一社会信用代码"), tone="gg-code"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("openings", _("在招岗位"), cell="whole", numeric=True),
        Column("places", _("招聘人数"), cell="whole", numeric=True),
        Column("taken", _("已录用"), cell="whole", numeric=True),
        Column("state", _("状态"), cell="toned", plain=lambda value: value[2]),
    ),
    filters=(
        Filter("text", _("机构名称或代码"), _by_text),
        *WHERE,
        Filter(
            "kind",
            _("机构类型不限"),
            lambda scope, rows, value: rows.filter(kind=value),
            lambda scope: options(words.INSTITUTION_KINDS),
        ),
        Filter(
            "open",
            _("是否在用不限"),
            lambda scope, rows, value: rows.filter(closed_on__isnull=value == "1"),
            lambda scope: (("1", _("在用")), ("0", _("已停用"))),
            rare=True,
        ),
    ),
    sorts=(
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
        Sort("added", _("按登记先后"), (("pk", "whole"),)),
    ),
    shown=shown,
)
