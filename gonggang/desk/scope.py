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

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.regions import queries as regions
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
    county: int | None
    county_name: str
    month: Month
    counties: list[tuple[int, str]]
    months: list[Month]
    notices: list[str] = field(default_factory=list)

    @property
    def region(self) -> int:
        """The county as queries take it. An empty system has no county: the code 1 is the territory of nobody."""
        return self.county or 1

    @property
    def is_empty(self) -> bool:
        return self.county is None

    @property
    def county_choices(self) -> list[Choice]:
        return [Choice(str(code // _COUNTY), name, code == self.county) for code, name in self.counties]

    @property
    def month_choices(self) -> list[Choice]:
        shown = self.months if self.month in self.months else [self.month, *self.months]
        return [Choice(str(month), month_words(month), month == self.month) for month in shown]

    @cached_property
    def townships(self) -> list[tuple[int, str]]:
        """The townships of the county, by code."""
        return [] if self.county is None else regions.townships(self.county)

    def address(self, screen: str, *args: object, **values: object) -> str:
        """The address of a screen of the same county and month; values that are None are left out."""
        query = {"county": self.county // _COUNTY if self.county else None, "month": self.month} | values
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


def scope_of(request: HttpRequest) -> Scope:
    """What the address asks for; without county or month the newest of which there is something."""
    counties = regions.counties()
    notices: list[str] = []
    county = _county(request, counties, notices)
    known = months(county) if county else []
    month = _month(request, known, notices)
    name = dict(counties).get(county, "") if county else ""
    return Scope(request, county, name, month, counties, known, notices)


def _county(request: HttpRequest, counties: list[tuple[int, str]], notices: list[str]) -> int | None:
    codes = {str(code // _COUNTY): code for code, _name in counties}
    text = request.GET.get("county", "").strip()
    asked = codes.get(text.removesuffix("000000"))  # both ways of writing a county's code
    if asked:
        return asked
    if not counties:
        return None
    newest = (newest_region() or 0) // _COUNTY * _COUNTY
    chosen = newest if newest in codes.values() else counties[0][0]
    if text:
        notices.append(
            _("没有代码是“%(code)s”的县（市、区），现在显示%(name)s。")
            % {"code": text[:20], "name": dict(counties)[chosen]}
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
