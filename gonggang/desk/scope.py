"""Which place and month a page is about, read from its address; a value that cannot be used never breaks a page."""

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
from gonggang.regions.queries import PlaceFound
from gonggang.regions.rules import (
    CODE_DIGITS,
    COUNTY,
    TOWNSHIP,
    enclosing,
    holding_codes,
    level_of,
    territory,
)
from gonggang.reporting.summary import months
from gonggang.screening.queries import newest_region

_TOWNSHIP = 10**3
# How a code may be written in an address: without the zeros of the levels below.
_LENGTHS = (2, 4, 6, 9, CODE_DIGITS)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list from which somebody chooses."""

    value: str
    label: str
    chosen: bool


@dataclass
class Scope:
    """The place (None in an empty system), the month, and what was wrong with the address, in sentences."""

    request: HttpRequest
    # Where the officer stands: any place, from the province down to a village, inside what they may see.
    place: int | None
    place_name: str
    month: Month
    # The highest places of the officer for this page.
    tops: list[PlaceFound]
    months: list[Month]
    notices: list[str] = field(default_factory=list)

    @property
    def region(self) -> int:
        """The place as queries take it. Who has none stands on the code 1, the territory of nobody."""
        return self.place or NOWHERE

    @property
    def county(self) -> int | None:
        """The county of the place; None where the officer stands above counties."""
        if self.place is None or level_of(self.place) < COUNTY:
            return None
        return enclosing(self.place, COUNTY)

    @cached_property
    def unit(self) -> str | None:
        """The code of the employer to whose people an employer's clerk is limited; None is no limit."""
        return viewer_of(self.request).unit_only(action_of(self.request), self.region)

    @property
    def is_empty(self) -> bool:
        return self.place is None

    @property
    def is_above_counties(self) -> bool:
        """Whether the officer stands on a city or a province."""
        return self.place is not None and level_of(self.place) < COUNTY

    @property
    def place_value(self) -> str:
        return place_value(self.place) if self.place else ""

    @property
    def can_move(self) -> bool:
        """Whether there is another place to stand on: below this one, or another one granted."""
        return self.place is not None and (len(self.tops) > 1 or level_of(self.tops[0].code) <= TOWNSHIP)

    @cached_property
    def chain(self) -> list[PlaceFound]:
        """The places that hold this one, as far up as the officer reaches, this one last."""
        return chain_of(self.place, self.tops)

    @property
    def above(self) -> str:
        """The name of the place above, where the officer reaches it."""
        return self.chain[-2].name if len(self.chain) > 1 else ""

    @property
    def month_choices(self) -> list[Choice]:
        shown = self.months if self.month in self.months else [self.month, *self.months]
        return [Choice(str(month), month_words(month), month == self.month) for month in shown]

    @cached_property
    def below(self) -> list[PlaceFound]:
        """The places right below, by code."""
        return regions.children(self.place) if self.place is not None else []

    @cached_property
    def townships(self) -> list[tuple[int, str]]:
        """The townships of the county, by code; none where the officer stands above counties."""
        if self.place is None or self.county is None:
            return []
        low, high = territory(self.place)
        return [each for each in regions.townships(self.county) if low <= each[0] < high]

    def address(self, screen: str, *args: object, **values: object) -> str:
        """The address of a screen of the same place and month; values that are None are left out."""
        query = {"place": self.place_value or None, "month": self.month} | values
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
    """A place as an address carries it: 2 digits for a province, then 4, 6 and 9, and 12 for a village."""
    digits = str(code)
    return digits[: _LENGTHS[level_of(code) - 1]]


def place_code(text: str) -> int | None:
    """The 12-digit code that a text of an address means; None where it is none."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) in _LENGTHS) or text.startswith("0"):
        return None
    return int(text.ljust(CODE_DIGITS, "0"))


def chain_of(code: int | None, tops: list[PlaceFound]) -> list[PlaceFound]:
    """The places from one of the officer's highest places down to a code, both included."""
    if code is None:
        return []
    top = next((each.code for each in tops if _holds(each.code, code)), code)
    codes = [each for each in reversed([code, *holding_codes(code)]) if each and _holds(top, each)]
    names = regions.names(set(codes))
    return [PlaceFound(each, names[each], level_of(each)) for each in codes if each in names]


def _holds(outer: int, inner: int) -> bool:
    low, high = territory(outer)
    return low <= inner and territory(inner)[1] <= high


def scope_of(request: HttpRequest) -> Scope:
    """What the address asks for, within what the action of the page lets the officer see.

    Without a place it is the officer's own; without a month the newest of which there is something.
    """
    tops = places_within_reach(request)
    notices: list[str] = []
    place = _place(request, tops, notices)
    known = months(place.code) if place else []
    month = _month(request, known, notices)
    return Scope(
        request, place.code if place else None, place.name if place else "", month, tops, known, notices
    )


def places_within_reach(request: HttpRequest) -> list[PlaceFound]:
    """The highest places on which the officer may stand for the action of the page, by code."""
    viewer = viewer_of(request)
    action = action_of(request)
    found: dict[int, PlaceFound] = {}
    for code in viewer.territory_codes(action) if viewer.territories(action) else ():
        found |= {each.code: each for each in regions.tops(code)}
    return [found[code] for code in sorted(found)]


def _place(request: HttpRequest, tops: list[PlaceFound], notices: list[str]) -> PlaceFound | None:
    # Lists once knew counties only: `county` is how an address of that time says it.
    text = request.GET.get("place", "").strip() or request.GET.get("county", "").strip()
    asked = place_code(text) if text else None
    if asked is not None and any(_holds(top.code, asked) for top in tops):
        met = regions.place(asked)
        if met is not None:
            return met
    if not tops:
        return None
    own = _own(tops)
    if text:
        notices.append(
            _("您的辖区里没有代码是“%(code)s”的地方，现在显示%(name)s。")
            % {"code": text[:20], "name": own.name}
        )
    return own


def _own(tops: list[PlaceFound]) -> PlaceFound:
    """Where an officer stands without asking for a place: of several, the one that was compared last."""
    if len(tops) > 1:
        newest = newest_region(tuple(territory(top.code) for top in tops))
        for top in tops:
            if newest is not None and _holds(top.code, newest):
                return top
    return tops[0]


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
