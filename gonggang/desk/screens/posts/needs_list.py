"""The list of needs: its columns, conditions and orders (clause 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.desk.conditions import WHERE
from gonggang.desk.lists import Batch, Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.posts.words import KINDS, need_state, tag_words
from gonggang.desk.shown import place_names, urban_rural_words
from gonggang.posts.queries import development
from gonggang.posts.queries.development import TAGS


def by_year(scope: Scope, rows: Any, text: str) -> Any:
    """The rows of a year; what is no year has none."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    return rows.filter(year=int(text)) if is_year else rows.none()


def by_kind(scope: Scope, rows: Any, value: str) -> Any:
    """Urban or rural ones."""
    return rows.filter(urban_rural=value)


def by_tag(scope: Scope, rows: Any, value: str) -> Any:
    """Those of a programme."""
    return rows.filter(tags__contains=[value])


YEAR: Final = Filter("year", gettext_lazy("计划年度"), by_year)
KIND: Final = Filter("kind", gettext_lazy("城乡不限"), by_kind, lambda scope: KINDS)
TAG: Final = Filter(
    "tag", gettext_lazy("来源行动不限"), by_tag, lambda scope: [(code, _(name)) for code, name in TAGS.items()],
    rare=True,
)  # fmt: skip


def _by_state(scope: Scope, rows: Any, value: str) -> Any:
    wanted = {
        "open": Q(withdrawn_on__isnull=True, drawn_up=False),
        "drawn": Q(withdrawn_on__isnull=True, drawn_up=True),
        "withdrawn": Q(withdrawn_on__isnull=False),
    }
    return rows.filter(wanted[value])


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(Q(name__contains=text) | Q(reason__contains=text))


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The needs as they are shown."""
    places = place_names(each.village_code for each in found)
    return [
        {
            "key": each.pk,
            "work": {"address": scope.address("need", each.pk), "text": each.name},
            "place": places[each.village_code],
            "year": each.year,
            "kind": urban_rural_words(each.urban_rural),
            "places": each.places,
            "state": need_state(each),
            "reason": each.reason,
            "workload": each.workload,
            "tags": tag_words(each.tags) or "—",
            "who": each.department or "—",
            "stated": each.stated_on,
        }
        for each in found
    ]


def sums(scope: Scope, rows: Any) -> Mapping[str, str]:
    """How many people are needed, over the whole result."""
    return {"places": f"{development.need_sums(rows).places:,}"}


NEEDS: Final = ListPage(
    screen="needs",
    export="posts.development_export",
    columns=(
        Column("work", gettext_lazy("需要做的工作"), cell="linked", plain=lambda value: value["text"]),
        Column("place", gettext_lazy("村（社区）"), tone="gg-place", sort="village"),
        Column("year", gettext_lazy("年度"), numeric=True),
        Column("kind", gettext_lazy("城乡"), tone="gg-nw"),
        Column("places", gettext_lazy("人数"), cell="whole", numeric=True),
        Column("state", gettext_lazy("进展"), cell="toned", plain=lambda value: value[2]),
        Column("reason", gettext_lazy("为什么需要"), tone="gg-wrap"),
        Column("workload", gettext_lazy("工作量"), tone="gg-wrap"),
        Column("tags", gettext_lazy("来源行动"), tone="gg-wrap"),
        Column("who", gettext_lazy("提出部门"), shown=False),
        Column("stated", gettext_lazy("提出日期"), cell="day"),
    ),
    filters=(
        Filter("text", gettext_lazy("工作或理由"), _by_text),
        *WHERE,
        YEAR,
        KIND,
        TAG,
        Filter(
            "state",
            gettext_lazy("进展不限"),
            _by_state,
            lambda scope: (("open", _("待汇总")), ("drawn", _("已起草申请")), ("withdrawn", _("已撤回"))),
        ),
    ),
    sorts=(
        Sort("new", gettext_lazy("按提出先后"), (("pk", "whole"),)),
        Sort("village", gettext_lazy("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
    sums=sums,
    batches=(Batch(gettext_lazy("起草开发申请"), "needs_propose", "posts.propose"),),
)
