"""The accounts of the sample: one for each role, made once, and never beside real ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gonggang.accounts.actions import create_officer
from gonggang.accounts.models import Officer
from gonggang.accounts.roles import Role
from gonggang.core.errors import UnusableInput
from gonggang.sample.accounts import create_sample_accounts
from gonggang.testing import OTHER_UNIT, UNIT

pytestmark = pytest.mark.clause("X2")


def test_one_account_for_each_role_signs_in(county: int, client: Client) -> None:
    accounts = create_sample_accounts()
    assert [each.role for each in accounts] == list(Role)
    for each in accounts:
        client.logout()
        answer = client.post("/sign-in/", {"login": each.username, "password": each.password})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        first = client.get("/", follow=True)
        assert first.status_code == 200, each.username
        assert ("/account/second/" in [step[0] for step in first.redirect_chain]) is each.second_factor


def test_only_the_approver_has_to_set_up_a_second_factor(county: int) -> None:
    accounts = create_sample_accounts()
    assert [each.role for each in accounts if each.second_factor] == [Role.COUNTY_APPROVER]


def test_a_second_call_gives_new_passwords_to_the_same_accounts(county: int) -> None:
    first, second = create_sample_accounts(), create_sample_accounts()
    assert [each.username for each in first] == [each.username for each in second]
    assert first[0].password != second[0].password
    assert Officer.objects.filter(is_sample=True).count() == len(Role)


def test_the_employers_clerk_is_of_an_employer_that_has_posts_there(make_post: Any) -> None:
    make_post("GG1", host_unit="柳河镇张家庄村委会", host_uscc=OTHER_UNIT)
    make_post("GG2", host_unit="柳河镇保洁服务站", host_uscc=UNIT)
    create_sample_accounts()
    organisation = Officer.objects.get(username="employer_clerk").organisation
    assert organisation is not None and (organisation.name, organisation.uscc) == ("柳河镇保洁服务站", UNIT)


def test_never_beside_real_accounts(county: int, officer: Any) -> None:
    create_officer(username="lin", name="林", organisation=None, territory_code=county, officer=officer)
    with pytest.raises(UnusableInput, match="正式账号"):
        create_sample_accounts()


@pytest.mark.django_db
def test_not_without_a_county() -> None:
    with pytest.raises(UnusableInput, match="还没有一个县"):
        create_sample_accounts()
