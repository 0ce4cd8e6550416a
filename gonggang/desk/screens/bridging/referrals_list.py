"""The list of referrals: its columns, conditions and orders. Each figure of the section is one of its conditions."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.bridging.queries import follow_ups_due, referral_condition
from gonggang.desk.conditions import WHO_AND_WHERE
from gonggang.desk.lists import Column, Filter, ListPage, Row, Sort
from gonggang.desk.scope import Scope
from gonggang.desk.screens.bridging.frame import work_day
from gonggang.desk.screens.bridging.words import FIGURES, INSURANCE_STATES, REFERRAL_STATES
from gonggang.desk.shown import person_shown, place_names


def shown(scope: Scope, found: list[Any]) -> list[Row]:
    """The referrals as they are shown."""
    places = place_names(each.village_code for each in found)
    rows = []
    for each in found:
        person = person_shown(each.person)
        insurance = getattr(each, "insurance", None)
        rows.append(
            {
                "key": each.pk,
                "name": {"address": scope.address("bridging_referral", each.pk), "text": person.name},
                "id_number": person.id_number,
                "place": places[each.village_code],
                "title": each.opening.title,
                "institution": each.opening.institution.name,
                "state": REFERRAL_STATES[each.state],
                "proposed": each.proposed_on,
                "decided": each.decided_on,
                "starts": each.starts_on,
                "insurance": INSURANCE_STATES[insurance.state] if insurance else ("gg-2", "", "—"),
            }
        )
    return rows


def _by_due(scope: Scope, rows: Any, value: str) -> Any:
    return follow_ups_due(rows, scope.region, work_day(scope))


REFERRALS: Final = ListPage(
    screen="bridging_referrals",
    export="bridging.export",
    columns=(
        Column("name", _("姓名"), cell="linked", plain=lambda value: value["text"]),
        Column("id_number", _("身份证号"), tone="gg-nw gg-2", shown=False),
        Column("state", _("进展"), cell="toned", plain=lambda value: value[2]),
        Column("place", _("村（社区）"), tone="gg-place", sort="village"),
        Column("title", _("岗位"), cell="said"),
        Column("institution", _("机构"), cell="said"),
        Column("proposed", _("推荐日期"), cell="day", sort="proposed"),
        Column("decided", _("结果日期"), cell="day", shown=False),
        Column("starts", _("上岗日期"), cell="day"),
        Column("insurance", _("单位社保补贴"), cell="toned", plain=lambda value: value[2]),
    ),
    filters=(
        *WHO_AND_WHERE,
        Filter(
            "state",
            _("进展不限"),
            lambda scope, rows, value: rows.filter(state=value),
            lambda scope: tuple((code, label) for code, (_t, _i, label) in REFERRAL_STATES.items()),
        ),
        Filter("due", _("回访不限"), _by_due, lambda scope: (("1", _("回访到期")),)),
        Filter(
            "insurance",
            _("单位社保补贴不限"),
            lambda scope, rows, value: rows.filter(insurance__state=value),
            lambda scope: tuple((code, label) for code, (_t, _i, label) in INSURANCE_STATES.items()),
            rare=True,
        ),
        Filter(
            "figure",
            _("数字不限"),
            lambda scope, rows, value: rows.filter(referral_condition(value)),
            lambda scope: tuple(FIGURES.items()),
            rare=True,
        ),
    ),
    sorts=(
        Sort("proposed", _("按推荐日期排列"), (("proposed_on", "day"), ("pk", "whole"))),
        Sort("village", _("按村排列"), (("village_code", "whole"), ("pk", "whole"))),
    ),
    shown=shown,
)
