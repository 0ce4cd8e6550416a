"""What many documents share: people as they are printed, places and the offices that sign, money and days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gonggang.core.masks import mask
from gonggang.core.money import format_yuan
from gonggang.exchange.codes import CATEGORY_NAMES
from gonggang.people import queries as people
from gonggang.regions import queries as regions

_TOWNSHIP, _COUNTY = 10**3, 10**6
_SEX = {"male": "男", "female": "女"}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as printed; the identity number is whole only where the caller may show it."""

    name: str
    sex: str
    birth_on: date
    id_number: str
    phone: str

    @property
    def birth_month(self) -> str:
        return f"{self.birth_on.year}年{self.birth_on.month}月"

    def age(self, on: date) -> int:
        """Whole years on a day."""
        return on.year - self.birth_on.year - ((on.month, on.day) < (self.birth_on.month, self.birth_on.day))


def people_printed(person_ids: Iterable[int], *, full: bool) -> dict[int, Someone]:
    """People by key; `full` opens their identity numbers, and the caller keeps a record of that."""
    found = people.by_ids(person_ids)
    numbers = people.id_numbers(found)
    return {
        key: Someone(
            person.name,
            _SEX.get(person.sex, ""),
            person.birth_on,
            numbers[key] if full else mask("id_number", numbers[key]),
            people.masked_phone(person) or "",
        )
        for key, person in found.items()
    }


def person_printed(person_id: int, *, full: bool) -> Someone:
    """One person."""
    return people_printed([person_id], full=full)[person_id]


@dataclass(frozen=True, slots=True)
class Offices:
    """The names of a village's places, and who signs at each level."""

    village: str
    village_office: str
    township_office: str
    county_office: str


def offices_of(code: int) -> Offices:
    """The offices of the village, township or county of that code; what lies below it is left blank."""
    township, county = code // _TOWNSHIP * _TOWNSHIP, code // _COUNTY * _COUNTY
    names = regions.names({code, township, county})
    at_township, at_village = township != county, code != township
    return Offices(
        village=(names.get(township, "") if at_township else "")
        + (names.get(code, "") if at_village else ""),
        village_office=_committee(names.get(code, "")) if at_village else "",
        township_office=_government(names.get(township, "")) if at_township else "",
        county_office=f"{names[county]}人力资源和社会保障局" if county in names else "",
    )


def issuer_of(code: int) -> str:
    """Who signs for a region: the county's bureau or the township's government."""
    offices = offices_of(code)
    return offices.township_office or offices.county_office


def _committee(name: str) -> str:
    if name.endswith("委员会"):
        return name
    if name.endswith("社区"):
        return f"{name}居民委员会"
    return f"{name}村民委员会" if name else ""


def _government(name: str) -> str:
    if name.endswith("街道"):
        return f"{name}办事处"
    return f"{name}人民政府" if name.endswith(("镇", "乡")) else name


def villages(codes: Iterable[int]) -> dict[int, str]:
    """Villages with the township before them, for documents that speak of several townships."""
    wanted = set(codes)
    names = regions.names(wanted | {code // _TOWNSHIP * _TOWNSHIP for code in wanted})
    return {
        code: "".join(names.get(part, "") for part in dict.fromkeys((code // _TOWNSHIP * _TOWNSHIP, code)))
        for code in wanted
    }


def categories_printed(application: Any) -> str:
    """The categories of an applicant in words, the one under which it competes first."""
    codes = dict.fromkeys(
        [application.group, *application.categories] if application.group else application.categories
    )
    return "、".join(CATEGORY_NAMES.get(code, code) for code in codes)


def standard_printed(post: Any) -> str:
    """What a post pays, or nothing when its standard is not known."""
    if post is None or post.standard_fen is None:
        return ""
    yuan = format_yuan(post.standard_fen).removesuffix(".00")
    return f"{yuan}元"


def post_of(application: Any) -> Any:
    """The post for which somebody applies, or None."""
    return application.round_post.post if application.round_post_id else application.post


def last_day(ends_on: date) -> date:
    """The last day of a half-open period."""
    return ends_on - timedelta(days=1)
