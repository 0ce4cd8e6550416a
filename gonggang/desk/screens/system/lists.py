"""The lists of the administrators: organisations, accounts, roles that end soon, receipts of hand-overs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gonggang.accounts import notices
from gonggang.accounts import queries as accounts
from gonggang.accounts.door import action
from gonggang.accounts.queries import Organisation
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import viewer_of
from gonggang.desk.listed import list_of
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort, asked
from gonggang.desk.scope import Scope
from gonggang.desk.screens.system.office import office_of, office_page, place_words
from gonggang.desk.screens.system.words import STATES, Linked, State, role_words

_KEY: Final = ("pk", "whole")


def _organisations(scope: Scope, rows: list[Organisation]) -> list[Row]:
    places = place_words(row.region_code for row in rows)
    counts = accounts.officer_counts([row.pk for row in rows])
    return [
        {
            "key": row.pk,
            "name": Linked(row.name, scope.address("organisation", row.pk)),
            "kind": row.get_kind_display(),
            "place": places[row.region_code],
            "officers": counts.get(row.pk, 0),
        }
        for row in rows
    ]


ORGANISATIONS = ListPage(
    screen="organisations",
    export="",
    columns=(
        Column("name", _("单位"), cell="linked", sort="name"),
        Column("kind", _("类型")),
        Column("place", _("所在地"), tone="gg-2", sort="place"),
        Column("officers", _("在用账号"), numeric=True),
    ),
    filters=(
        Filter("q", _("单位名称"), lambda scope, rows, text: rows.filter(name__contains=text)),
        Filter(
            "kind",
            _("类型"),
            lambda scope, rows, value: rows.filter(kind=value),
            choices=lambda scope: Organisation.Kind.choices,
        ),
    ),
    sorts=(
        Sort("place", _("所在地"), (("region_code", "whole"), _KEY)),
        Sort("name", _("单位"), (("name", "text"), _KEY)),
    ),
    shown=_organisations,
)


@action("accounts.list")
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations of the officer's territory."""
    scope = office_of(request)
    viewer = viewer_of(request)
    wanted = asked(ORGANISATIONS, scope)
    rows = accounts.organisations(viewer.territories("accounts.list"))
    listed = list_of(wanted, rows)
    may = viewer.may("accounts.manage")
    return office_page(
        request, "organisations", screen="organisations", scope=scope, page=listed, may_manage=may
    )


def _officers(scope: Scope, rows: list[Any]) -> list[Row]:
    on = timezone.localdate()
    places = place_words(row.territory_code for row in rows)
    held: dict[int, list[Any]] = defaultdict(list)
    for grant in accounts.grants_of_all([row.pk for row in rows], on):
        held[grant.officer_id].append(grant)
    return [
        {
            "key": row.pk,
            "name": Linked(str(row), scope.address("officer", row.pk)),
            "username": row.username,
            "organisation": row.organisation or "—",
            "place": places[row.territory_code],
            "roles": "、".join(sorted({role_words(g.role) for g in held[row.pk]})) or gettext("没有岗位"),
            "ends": min((g.ends_on for g in held[row.pk] if g.ends_on), default=None),
            "state": State.of(row),
        }
        for row in rows
    ]


def _named(scope: Scope, rows: Any, text: str) -> Any:
    return rows.filter(Q(username__icontains=text) | Q(first_name__contains=text))


def _in_state(scope: Scope, rows: Any, value: str) -> Any:
    if value == "active":
        return rows.filter(is_active=True)
    if value == "closed":
        return rows.filter(is_active=False)
    return rows.filter(is_active=True).exclude(pk__in=accounts.holders_on(timezone.localdate()))


OFFICERS = ListPage(
    screen="officers",
    export="",
    columns=(
        Column("name", _("姓名"), cell="linked"),
        Column("username", _("账号"), sort="username"),
        Column("organisation", _("单位"), tone="gg-2"),
        Column("place", _("所在地"), tone="gg-2", sort="place"),
        Column("roles", _("现在的岗位")),
        Column("ends", _("最早到期"), cell="day"),
        Column("state", _("状态"), cell="state_words"),
    ),
    filters=(
        Filter("q", _("账号或姓名"), _named),
        Filter(
            "role",
            _("岗位"),
            lambda scope, rows, value: rows.filter(
                pk__in=accounts.holders_on(timezone.localdate(), Role(value))
            ),
            choices=lambda scope: [(role.value, role.label) for role in Role],
        ),
        Filter("state", _("状态"), _in_state, choices=lambda scope: list(STATES.items())),
    ),
    sorts=(
        Sort("username", _("账号"), (("username", "text"), _KEY)),
        Sort("place", _("所在地"), (("territory_code", "whole"), _KEY)),
    ),
    shown=_officers,
)


@action("accounts.list")
def officers(request: HttpRequest) -> HttpResponse:
    """The accounts of the officer's territory."""
    scope = office_of(request)
    viewer = viewer_of(request)
    wanted = asked(OFFICERS, scope)
    rows = accounts.officers(viewer.territories("accounts.list"))
    if wanted.sort.name == "place":  # a row without a place has no place in that order
        rows = rows.filter(territory_code__isnull=False)
    listed = list_of(wanted, rows)
    may = viewer.may("accounts.manage")
    return office_page(request, "officers", screen="officers", scope=scope, page=listed, may_manage=may)


def _ending(scope: Scope, rows: list[Any]) -> list[Row]:
    on = timezone.localdate()
    places = place_words(row.territory_code for row in rows)
    return [
        {
            "key": row.pk,
            "name": Linked(str(row.officer), scope.address("officer", row.officer_id)),
            "role": role_words(row.role),
            "place": places[row.territory_code],
            "begins": row.begins_on,
            "ends": row.ends_on,
            "left": (row.ends_on - on).days,
        }
        for row in rows
    ]


ENDING = ListPage(
    screen="grants_ending",
    export="",
    columns=(
        Column("name", _("姓名"), cell="linked"),
        Column("role", _("岗位")),
        Column("place", _("辖区"), tone="gg-2"),
        Column("begins", _("开始"), cell="day"),
        Column("ends", _("截止（不含）"), cell="day", sort="ends"),
        Column("left", _("还有（天）"), numeric=True),
    ),
    filters=(
        Filter(
            "role",
            _("岗位"),
            lambda scope, rows, value: rows.filter(role=value),
            choices=lambda scope: [(role.value, role.label) for role in Role],
        ),
    ),
    sorts=(Sort("ends", _("截止"), (("ends_on", "day"), _KEY)),),
    shown=_ending,
)


@action("accounts.grants")
def grants_ending(request: HttpRequest) -> HttpResponse:
    """Roles that end within thirty days, the earliest first."""
    scope = office_of(request)
    ranges = viewer_of(request).territories("accounts.grants")
    rows = notices.ending_soon(ranges, timezone.localdate())
    listed = list_of(asked(ENDING, scope), rows)
    return office_page(
        request, "grants_ending", screen="grants_ending", scope=scope, page=listed, days=notices.SOON_DAYS
    )


def _receipts(scope: Scope, rows: list[Any]) -> list[Row]:
    places = place_words(row.region_code for row in rows)
    return [
        {
            "key": row.pk,
            "giver": Linked(str(row.from_officer), scope.address("hand_over", row.pk)),
            "taker": str(row.to_officer),
            "place": places[row.region_code],
            "on": row.on,
            "grants": len(row.grants),
            "items": len(row.items),
            "officer": str(row.officer),
        }
        for row in rows
    ]


HAND_OVERS = ListPage(
    screen="hand_overs",
    export="",
    columns=(
        Column("giver", _("移交人"), cell="linked"),
        Column("taker", _("接手人")),
        Column("place", _("所在地"), tone="gg-2"),
        Column("on", _("移交日"), cell="day"),
        Column("grants", _("岗位"), numeric=True),
        Column("items", _("待办"), numeric=True),
        Column("officer", _("经办"), tone="gg-2"),
    ),
    filters=(
        Filter(
            "q",
            _("移交人或接手人"),
            lambda scope, rows, text: rows.filter(
                Q(from_officer__first_name__contains=text) | Q(to_officer__first_name__contains=text)
            ),
        ),
    ),
    sorts=(Sort("number", _("先后"), (_KEY,)),),
    shown=_receipts,
)


@action("accounts.grants")
def hand_overs(request: HttpRequest) -> HttpResponse:
    """The receipts of hand-overs."""
    scope = office_of(request)
    rows = accounts.hand_overs(viewer_of(request).territories("accounts.grants"))
    listed = list_of(asked(HAND_OVERS, scope), rows)
    return office_page(request, "hand_overs", screen="hand_overs", scope=scope, page=listed)
