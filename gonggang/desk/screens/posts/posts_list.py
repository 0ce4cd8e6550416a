"""The list of posts: its columns, conditions and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from gonggang.core.money import yuan
from gonggang.desk.conditions import WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.posts.needs_list import TAG
from gonggang.desk.shown import place_names, urban_rural_words
from gonggang.posts.queries.development import standard_posts


def _by_name(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(name__contains=text) | rows.filter(number=text)


def _by_standard(scope: Scope, rows: Any, code: str) -> Any:
    return rows.filter(standard_post=code)


def _named(scope: Scope, rows: Any, name: str) -> Any:
    return rows.filter(name=name)


def _by_places(scope: Scope, rows: Any, value: str) -> Any:
    left = rows.filter(places__isnull=False)
    return (
        left.filter(places_taken__lt=F("places")) if value == "1" else left.filter(places_taken=F("places"))
    )


def _by_year(scope: Scope, rows: Any, text: str) -> Any:
    return (
        rows.filter(plan_year=int(text))
        if text.isascii() and text.isdigit() and len(text) == 4
        else rows.none()
    )


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The posts as they are shown."""
    places = place_names(post.village_code for post in found)
    return [
        {
            "key": post.pk,
            "name": post,
            "number": post.number,
            "place": places[post.village_code],
            "kind": urban_rural_words(post.urban_rural),
            "standard": post.standard_fen,
            "required": post.required_days,
            "places": post.places,
            "taken": post.places_taken,
            "host": post.host_unit or "—",
        }
        for post in found
    ]


def sums(scope: Scope, rows: Any) -> Mapping[str, str]:
    """Places and how many are taken, over the whole result."""
    total = rows.order_by().aggregate(places=Sum("places"), taken=Sum("places_taken"))
    return {"places": f"{total['places'] or 0:,}", "taken": f"{total['taken'] or 0:,}"}


POSTS: Final = ListPage(
    screen="posts",
    export="posts.export",
    columns=(
        Column("name", _("岗位名称"), cell="post_name", plain=lambda post: post.name),
        Column("number", _("编号"), tone="gg-code", sort="number"),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("kind", _("城乡"), tone="gg-nw"),
        Column(
            "standard",
            _("补贴标准"),
            cell="yuan",
            numeric=True,
            plain=lambda fen: "" if fen is None else yuan(fen),
        ),
        Column("required", _("规定天数"), cell="whole", numeric=True),
        Column("places", _("名额"), cell="whole", numeric=True),
        Column("taken", _("已用"), cell="whole", numeric=True),
        Column("host", _("用岗单位"), tone="gg-2 gg-wrap"),
    ),
    filters=(
        Filter("text", _("岗位名称或编号"), _by_name),
        *WHERE,
        Filter(
            "kind",
            _("城乡不限"),
            lambda scope, rows, value: rows.filter(urban_rural=value),
            lambda scope: (("RURAL", _("乡村")), ("URBAN", _("城镇"))),
        ),
        Filter("year", _("计划年度"), _by_year, rare=True),
        Filter("named", _("岗位名称正好是"), _named, rare=True),
        Filter(
            "standard",
            _("标准岗位不限"),
            _by_standard,
            lambda scope: [(each.code, each.name) for each in standard_posts().values()],
            rare=True,
        ),
        TAG,
        Filter(
            "open",
            _("是否在用不限"),
            lambda scope, rows, value: rows.filter(closed_on__isnull=value == "1"),
            lambda scope: (("1", _("在用")), ("0", _("已核减或合并"))),
            rare=True,
        ),
        Filter("free", _("空缺不限"), _by_places, lambda scope: (("1", _("有空缺")), ("0", _("已满")))),
    ),
    sorts=(
        Sort("number", _("按编号排列"), (("number", "text"), ("pk", "whole"))),
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
    sums=sums,
)
