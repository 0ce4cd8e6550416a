"""Conditions that several lists share: who, by what was typed, and where."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from gonggang.desk.lists import Filter
from gonggang.desk.scope import Scope, place_value
from gonggang.people import queries as people
from gonggang.regions import queries as regions
from gonggang.regions.rules import territory

_TOWNSHIP: Final = 10**3


def by_text(scope: Scope, rows: Any, text: str) -> Any:
    """The rows of people whose name, sounds or last four begin like that; what is none of these is said."""
    wanted = people.search_condition(text)
    if wanted is None:
        said = _("请写姓名的开头、拼音或首字母，或证件号后四位；号码不要写全。")
        if said not in scope.notices:  # the same condition is asked for the rows and for their sum
            scope.notices.append(str(said))
        return rows
    if "name_pinyin__startswith" in wanted:
        letters = wanted["name_pinyin__startswith"]
        return rows.filter(person__name_pinyin__startswith=letters) | rows.filter(
            person__name_initials__startswith=letters
        )
    return rows.filter(**{f"person__{name}": value for name, value in wanted.items()})


def by_place(scope: Scope, rows: Any, value: str) -> Any:
    """The rows of a place, written as an address writes it."""
    low, high = territory(int(value.ljust(12, "0")))
    return rows.filter(village_code__gte=low, village_code__lt=high)


def areas(scope: Scope) -> list[tuple[str, object]]:
    """What lies right below a city or a province, for a filter; below a county there are townships."""
    if not scope.is_above_counties:
        return []
    return [(place_value(each.code), each.name) for each in scope.below]


def townships(scope: Scope) -> list[tuple[str, object]]:
    """The townships of the county, for a filter."""
    return [(str(code // _TOWNSHIP), name) for code, name in scope.townships]


def villages(scope: Scope) -> list[tuple[str, object]]:
    """The villages of the chosen township, or of that where one stands; else there are too many to offer."""
    text = scope.request.GET.get("township", "") or scope.place_value
    if not (text.isascii() and text.isdigit() and len(text) == 9):
        return []
    low, high = territory(int(text) * _TOWNSHIP)
    own_low, own_high = territory(scope.region)
    codes = regions.villages_within(max(low, own_low), min(high, own_high))
    names = regions.names(set(codes))
    return [(str(code), names.get(code, str(code))) for code in codes]


TEXT: Final = Filter("q", _("姓名、拼音首字母、证件号后四位"), by_text)

AREA: Final = Filter("area", _("全部下级"), by_place, areas)
TOWNSHIP: Final = Filter("township", _("全部乡镇（街道）"), by_place, townships)
VILLAGE: Final = Filter("village", _("全部村（社区）"), by_place, villages)
WHERE: Final = (AREA, TOWNSHIP, VILLAGE)
WHO_AND_WHERE: Final = (TEXT, *WHERE)
