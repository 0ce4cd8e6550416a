"""The list of applications to develop posts: its columns, conditions and orders (clauses 1.3, 1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.roles import PARTNERS
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.conditions import WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.posts.needs_list import KIND, TAG, YEAR
from gonggang.desk.screens.posts.words import category_words, proposal_state, tag_words
from gonggang.desk.shown import place_names, urban_rural_words
from gonggang.posts.queries import development


def _by_text(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(Q(name__contains=text) | Q(number__contains=text) | Q(document__contains=text))


def _by_state(scope: Scope, rows: Any, value: str) -> Any:
    if value == "mine":
        return rows.filter(waiting_for_me(scope))
    wanted = {
        "draft": Q(submitted_on__isnull=True),
        "open": Q(submitted_on__isnull=False, decision__isnull=True),
        "approved": Q(decision="approved"),
        "refused": Q(decision="refused"),
    }
    return rows.filter(wanted[value])


def waiting_for_me(scope: Scope) -> Q:
    """The proposals on which the officer's department was asked and has not answered."""
    found = Q(pk__in=[])
    for role in viewer_of(scope.request).roles & PARTNERS:
        found |= development.waiting_for(role.value)
    return found


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The proposals as they are shown."""
    places = place_names(each.village_code for each in found)
    return [
        {
            "key": each.pk,
            "number": {"address": scope.address("proposal", each.pk), "text": each.number},
            "name": each.name,
            "state": proposal_state(each),
            "place": places[each.village_code],
            "year": each.year,
            "kind": urban_rural_words(each.urban_rural),
            "places": each.places,
            "category": category_words(each.category),
            "tags": tag_words(each.tags) or "—",
            "document": each.document or "—",
            "submitted": each.submitted_on,
            "decided": each.decided_on,
        }
        for each in found
    ]


def sums(scope: Scope, rows: Any) -> Mapping[str, str]:
    """How many places are asked for, over the whole result."""
    return {"places": f"{rows.order_by().aggregate(n=Sum('places'))['n'] or 0:,}"}


PROPOSALS: Final = ListPage(
    screen="proposals",
    export="posts.development_export",
    columns=(
        Column("number", gettext_lazy("申请编号"), cell="linked", plain=lambda value: value["text"]),
        Column("name", gettext_lazy("岗位名称"), tone="gg-wrap"),
        Column("state", gettext_lazy("进展"), cell="toned", plain=lambda value: value[2]),
        Column("place", gettext_lazy("村（社区）"), tone="gg-place", sort="village"),
        Column("year", gettext_lazy("年度"), numeric=True),
        Column("kind", gettext_lazy("城乡"), tone="gg-nw"),
        Column("places", gettext_lazy("名额"), cell="whole", numeric=True),
        Column("category", gettext_lazy("岗位大类"), tone="gg-nw"),
        Column("tags", gettext_lazy("来源行动"), tone="gg-wrap"),
        Column("document", gettext_lazy("批复文号"), tone="gg-wrap"),
        Column("submitted", gettext_lazy("提交日期"), cell="day"),
        Column("decided", gettext_lazy("批复日期"), cell="day", shown=False),
    ),
    filters=(
        Filter("text", gettext_lazy("名称、编号或文号"), _by_text),
        *WHERE,
        YEAR,
        KIND,
        TAG,
        Filter(
            "state",
            gettext_lazy("进展不限"),
            _by_state,
            lambda scope: (
                ("draft", _("草稿和退回")),
                ("open", _("待县级批复")),
                ("mine", _("等我的部门签意见")),
                ("approved", _("已批准")),
                ("refused", _("不批准")),
            ),
        ),
    ),
    sorts=(
        Sort("new", gettext_lazy("按起草先后"), (("pk", "whole"),)),
        Sort("village", gettext_lazy("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
    sums=sums,
)
