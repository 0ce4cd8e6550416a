"""Accounts for trying every chair: one officer for each role of the sample county, with organisations and grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from gonggang.accounts import actions
from gonggang.accounts.door import MUST_EVEN_AS_SAMPLE
from gonggang.accounts.models import Officer, Organisation
from gonggang.accounts.permissions import roles_with_second_factor
from gonggang.accounts.queries import grants_in_force
from gonggang.accounts.roles import ADMINS, Role
from gonggang.accounts.secrets import new_password
from gonggang.core.errors import UnusableInput
from gonggang.posts import queries as posts
from gonggang.regions import queries as regions
from gonggang.regions.rules import CITY, PROVINCE, enclosing, territory

BEGINS_ON = date(2024, 1, 1)

_KINDS: dict[Role, tuple[str, str]] = {
    Role.VILLAGE_CLERK: ("village", "村民委员会"),
    Role.EMPLOYER_CLERK: ("employer", "保洁服务站"),
    Role.TOWNSHIP_OFFICER: ("township", "人民政府"),
    Role.COUNTY_FINANCE: ("finance", "财政局"),
    Role.CIVIL_AFFAIRS: ("civil_affairs", "民政局"),
    Role.AGRICULTURE: ("agriculture", "农业农村局"),
    Role.DISABLED_FEDERATION: ("disabled_federation", "残疾人联合会"),
    Role.POLICE: ("police", "公安局"),
    Role.MARKET_REGULATION: ("market_regulation", "市场监督管理局"),
    Role.DISCIPLINE_INSPECTOR: ("discipline_inspection", "纪检监察机关"),
    Role.AUDITOR: ("audit_office", "审计局"),
    Role.HELP_DESK: ("help_desk", "服务台"),
}
_HUMAN_RESOURCES = ("human_resources", "人力资源和社会保障局")


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account as it is printed. `second_factor`: it has to be set up at the first sign-in."""

    username: str
    role: Role
    place: str
    password: str
    second_factor: bool


@transaction.atomic
def create_sample_accounts(password: str | None = None) -> list[SampleAccount]:
    """One account for each role, all with one new password; those that are there get the new password.

    Raises UnusableInput if there is no county yet, or if the database has officers who are not samples.
    """
    operator = actions.operator_officer()
    if Officer.objects.exclude(pk=operator.pk).filter(is_sample=False).exists():
        raise UnusableInput("这个数据库里已有正式账号，不再建立示范账号：请换一个 GONGGANG_HOME 试用。")
    counties = regions.counties()
    if not counties:
        raise UnusableInput("系统里还没有一个县，建不了示范账号：请先导入区划表。")
    password = password or new_password()
    places = _places(counties[0][0])
    return [_account(role, places[role], password, operator) for role in Role]


def _account(role: Role, place: int, password: str, operator: Officer) -> SampleAccount:
    name = "全国" if place == 0 else regions.names({place}).get(place, str(place))
    who = Officer.objects.filter(username=role.value).first()
    if who is None:
        kind, suffix = _KINDS.get(role, _HUMAN_RESOURCES)
        title, uscc = f"{'' if place == 0 else name}{suffix}", ""
        if role is Role.EMPLOYER_CLERK:
            title, uscc = _employer(place) or (title, "")
        there = Organisation.objects.filter(name=title, region_code=place).first()
        organisation = there or actions.create_organisation(
            name=title, kind=kind, region_code=place, uscc=uscc, officer=operator
        )
        who = actions.create_officer(
            username=role.value,
            name=f"示范·{role.label}",
            organisation=organisation,
            territory_code=place,
            officer=operator,
            is_sample=True,
        )
    if not grants_in_force(who.pk, BEGINS_ON):
        actions.grant_role(to=who, role=role, territory_code=place, begins_on=BEGINS_ON, officer=operator)
    actions.set_password(of=who, password=password, officer=operator)
    must = bool({role} & roles_with_second_factor() & MUST_EVEN_AS_SAMPLE)
    return SampleAccount(role.value, role, name, password, must)


def _places(county: int) -> dict[Role, int]:
    """Where each role of the sample sits: the first village of the county, its township, the county and above it."""
    township = next((code for code, _name in regions.townships(county)), county)
    village = _first_village(township)
    city, province = enclosing(county, CITY), enclosing(county, PROVINCE)
    found = dict.fromkeys(Role, county)
    found |= {Role.VILLAGE_CLERK: village, Role.EMPLOYER_CLERK: village, Role.TOWNSHIP_OFFICER: township}
    found |= {Role.CITY_OFFICER: city, Role.DISCIPLINE_INSPECTOR: city}
    found |= {Role.PROVINCE_OFFICER: province, Role.AUDITOR: province}
    return found | dict.fromkeys(ADMINS | {Role.HELP_DESK}, 0)


def _employer(village: int) -> tuple[str, str] | None:
    """An employer of posts in the village with its code, if there is one: the one that is not the village itself."""
    there = posts.post_rows(village).exclude(host_uscc="").order_by("number")
    found = list(there.values_list("host_unit", "host_uscc"))
    outside = [each for each in found if not each[0].endswith(("委会", "委员会"))]
    return next(iter(outside + found), None)


def _first_village(township: int) -> int:
    villages = regions.villages_within(*territory(township))
    return villages[0] if villages else township
