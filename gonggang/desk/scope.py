"""Which county and month a page is about, read from its address; a value that cannot be used never breaks a page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.door import action_of
from gonggang.accounts.viewer import NOWHERE, viewer_of
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.regions import queries as regions
from gonggang.regions.rules import COUNTY, enclosing, level_of, territory
from gonggang.reporting.summary import months
from gonggang.screening.queries import newest_region

_COUNTY = 10**6
_TOWNSHIP = 10**3


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list from which somebody chooses."""

    value: str
    label: str
    chosen: bool


@dataclass
class Scope:
    """The county (None in an empty system), the month, and what was wrong with the address, in sentences."""

    request: HttpRequest
    # Where the officer stands: a county, or the place within one that is all they may see.
    place: int | None
    county_name: str
    month: Month
    counties: list[tuple[int, str]]
    months: list[Month]
    notices: list[str] = field(default_factory=list)

    @property
    def region(self) -> int:
        """The place as queries take it. Who has none stands on the code 1, the territory of nobody."""
        return self.place or NOWHERE

    @property
    def county(self) -> int | None:
        return None if self.place is None else enclosing(self.place, COUNTY)

    @property
    def is_empty(self) -> bool:
        return self.place is None

    @property
    def county_choices(self) -> list[Choice]:
        return [Choice(place_value(code), name, code == self.place) for code, name in self.counties]

    @property
    def month_choices(self) -> list[Choice]:
        shown = self.months if self.month in self.months else [self.month, *self.months]
        return [Choice(str(month), month_words(month), month == self.month) for month in shown]

    @cached_property
    def townships(self) -> list[tuple[int, str]]:
        """The townships of the county, by code."""
        if self.place is None or self.county is None:
            return []
        low, high = territory(self.place)
        return [each for each in regions.townships(self.county) if low <= each[0] < high]

    def address(self, screen: str, *args: object, **values: object) -> str:
        """The address of a screen of the same county and month; values that are None are left out."""
        query = {"county": place_value(self.place) if self.place else None, "month": self.month} | values
        kept = {name: value for name, value in query.items() if value is not None and value != ""}
        return f"{reverse(f'desk:{screen}', args=args)}?{urlencode(kept)}"

    def one_of(self, name: str, allowed: Collection[str]) -> str | None:
        """A value of the address, if it is one of those allowed; anything else is left out and said."""
        text = self.request.GET.get(name, "").strip()
        if not text or text in allowed:
            return text or None
        self.notices.append(
            _("网址里的“%(name)s=%(value)s”不认得，已按没有这个条件显示。")
            % {"name": name, "value": text[:40]}
        )
        return None

    def township(self) -> int | None:
        """The township that the address asks for, as a 12-digit code."""
        found = self.one_of("township", [str(code // _TOWNSHIP) for code, _name in self.townships])
        return int(found) * _TOWNSHIP if found else None


def month_words(month: Month) -> str:
    """A month as people say it."""
    return _("%(year)d 年 %(month)d 月") % {"year": month.year, "month": month.month}


def place_value(code: int) -> str:
    """A place as an address carries it: 6 digits for a county, 9 for a township, 12 for a village."""
    digits = str(code)
    return digits[:6] if code % _COUNTY == 0 else digits[:9] if code % _TOWNSHIP == 0 else digits


def scope_of(request: HttpRequest) -> Scope:
    """What the address asks for, within what the action of the page lets the officer see.

    Without county or month the newest of which there is something.
    """
    places = places_within_reach(request)
    notices: list[str] = []
    place = _place(request, places, notices)
    known = months(place) if place else []
    month = _month(request, known, notices)
    name = dict(places).get(place, "") if place else ""
    return Scope(request, place, name, month, places, known, notices)


def places_within_reach(request: HttpRequest) -> list[tuple[int, str]]:
    """Where the officer may stand for the action of the page: counties, or the places granted within a county."""
    viewer = viewer_of(request)
    action = action_of(request)
    found: dict[int, str] = {}
    for code in viewer.territory_codes(action) if viewer.territories(action) else ():
        if code == 0 or level_of(code) <= COUNTY:
            found |= dict(regions.counties(code))
        else:
            found |= regions.names({code})
    return sorted(found.items())


def _place(request: HttpRequest, places: list[tuple[int, str]], notices: list[str]) -> int | None:
    codes = {place_value(code): code for code, _name in places}
    text = request.GET.get("county", "").strip()
    asked = codes.get(text.removesuffix("000000"))  # both ways of writing a county's code
    if asked:
        return asked
    if not places:
        return None
    newest = newest_region(tuple(territory(code) for code, _name in places))
    chosen = newest if newest is not None and newest in codes.values() else places[0][0]
    if text:
        notices.append(
            _("没有代码是“%(code)s”的县（市、区），现在显示%(name)s。")
            % {"code": text[:20], "name": dict(places)[chosen]}
        )
    return chosen


def _month(request: HttpRequest, known: list[Month], notices: list[str]) -> Month:
    newest = known[0] if known else Month.of(timezone.localdate())
    text = request.GET.get("month", "").strip()
    if not text:
        return newest
    try:
        return Month.parse(text)
    except UnusableInput:
        notices.append(
            _("“%(month)s”不是月份，现在显示 %(shown)s。月份请写成 2024-05。")
            % {"month": text[:20], "shown": newest}
        )
        return newest
