"""Fixtures that the rooms' tests share: an officer, a batch, a small county, makers of people and placements."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

COUNTY = 379901000000
TOWNSHIP = 379901100000
VILLAGE = 379901100200
# The employer for whose people the employer's clerk of the tests keeps the sheet, and another one.
UNIT, OTHER_UNIT = "52379901MJD0000019", "52379901MJD000002C"
OTHER_VILLAGE = 379901100201


def id_number(serial: int, birth: date = date(1970, 1, 2), sex: str = "male", area: str = "379901") -> str:
    """A valid identity number of the unassigned area 3799; the serial keeps numbers apart."""
    from gonggang.core.national_id import check_character

    order = serial * 2 + (1 if sex == "male" else 0)
    first = f"{area}{birth:%Y%m%d}{order % 1000:03d}"
    return first + check_character(first)


@pytest.fixture
def officer(db: None) -> Any:
    from gonggang.accounts.actions import operator_officer

    return operator_officer()


@pytest.fixture
def signed_in(officer: Any, client: Any) -> Callable[..., Any]:
    """Sign the test client in as somebody with a role in a territory; returns the client.

    Another call signs the same client in as somebody else.
    """
    return lambda role="county_officer", territory=COUNTY: sign_in(client, role, territory)


def sign_in(client: Any, role: str, territory: int) -> Any:
    """The client, signed in as an officer of that role and territory; a purpose is said for inspectors."""
    from gonggang.accounts.actions import create_officer, grant_role, operator_officer
    from gonggang.accounts.models import Officer
    from gonggang.accounts.roles import Role

    operator = operator_officer()
    username = f"{role}.{territory}"
    who = Officer.objects.filter(username=username).first()
    if who is None:
        who = create_officer(
            username=username, name=f"测试{Role(role).label}", organisation=employer_of(role, territory, operator),
            territory_code=territory, officer=operator, is_sample=True,
        )  # fmt: skip
        grant_role(
            to=who, role=Role(role), territory_code=territory, begins_on=date(2020, 1, 1), officer=operator
        )
    if role == "county_approver":
        add_second_factor(who)
    client.force_login(who, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["purpose"] = "检查计划 2024-1 号"
    session.save()
    return client


def employer_of(role: str, territory: int, operator: Any) -> Any:
    """The organisation of an employer's clerk, by which it is known whom the clerk may see."""
    from gonggang.accounts.actions import create_organisation

    if role != "employer_clerk":
        return None
    return create_organisation(
        name="柳河镇保洁服务站", kind="employer", region_code=territory, uscc=UNIT, officer=operator
    )


def add_second_factor(who: Any) -> None:
    """Give an officer a code of six digits as second factor, once."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    if not Authenticator.objects.filter(user=who).exists():
        TOTP.activate(who, generate_totp_secret())


@pytest.fixture
def batch(officer: Any) -> Any:
    from gonggang.exchange.actions import open_batch

    return open_batch(kind="test", file_name="test.xlsx", digest="", region=None, officer=officer)


@pytest.fixture
def county(batch: Any) -> int:
    """A province, city, county and township with two villages."""
    return build_county(batch)


def build_county(batch: Any) -> int:
    """The same for fixtures that serve more than one test."""
    from gonggang.regions.actions import RegionEntry, add_regions

    add_regions(
        [
            RegionEntry(370000000000, "山东省", 1, None, None),
            RegionEntry(379900000000, "示范市", 2, 370000000000, None),
            RegionEntry(COUNTY, "示范县", 3, 379900000000, None),
            RegionEntry(TOWNSHIP, "柳河镇", 4, COUNTY, "RURAL"),
            RegionEntry(VILLAGE, "张家庄村", 5, TOWNSHIP, "RURAL"),
            RegionEntry(OTHER_VILLAGE, "李家洼村", 5, TOWNSHIP, "RURAL"),
        ],
        batch=batch,
    )
    return COUNTY


@pytest.fixture
def make_person(officer: Any, batch: Any) -> Callable[..., int]:
    """Register a person; returns its key. Each call is another person unless a number is given."""
    from gonggang.people.actions import PersonEntry, register_people

    serials = itertools.count(1)

    def make(number: str | None = None, *, name: str = "测试甲", birth: date = date(1970, 1, 2), sex: str = "male",
             retirement_category: str | None = None) -> int:  # fmt: skip
        number = number or id_number(next(serials), birth, sex)
        entry = PersonEntry(number, name, sex, birth, None, VILLAGE, retirement_category)
        found, _ = register_people([entry], officer=officer, batch=batch)
        return found[number].person_id

    return make


@pytest.fixture
def make_post(county: int, officer: Any, batch: Any) -> Callable[..., int]:
    """Store a post; returns its key."""
    return post_maker(officer, batch)


def post_maker(officer: Any, batch: Any) -> Callable[..., int]:
    """The same for fixtures that serve more than one test."""
    from gonggang.posts.actions import PostEntry, take_over
    from gonggang.posts.queries import posts

    serials = itertools.count(1)

    def make(number: str | None = None, *, places: int = 5, standard_fen: int | None = 80000,
             required_days: int | None = 22, urban_rural: str = "RURAL", village_code: int = VILLAGE,
             name: str = "保洁员", host_unit: str = "柳河镇张家庄村委会", host_uscc: str = "") -> int:  # fmt: skip
        number = number or f"GG{next(serials):06d}"
        entry = PostEntry(
            number, village_code, "PUBLIC_SERVICE", name, urban_rural, "负责道路清扫", "", "非全日制",
            required_days, standard_fen, places, "县民政局", host_unit, host_uscc,
        )  # fmt: skip
        take_over([entry], officer=officer, batch=batch)
        return posts(numbers=[number])[0].post_id

    return make


@pytest.fixture
def make_placement(officer: Any, batch: Any) -> Callable[..., Any]:
    """Take a placement over; returns it."""
    from gonggang.placements.actions import TakenOver, take_over

    def make(person: int, post: int, begins_on: date = date(2023, 1, 1), *, seq: int = 1,
             village_code: int = VILLAGE, urban_rural: str = "RURAL") -> Any:  # fmt: skip
        entry = TakenOver(
            person, post, village_code, urban_rural, begins_on, seq, None, None, None, None, None, "", 4
        )
        stored, _ = take_over([entry], officer=officer, batch=batch)
        return stored[0]

    return make
