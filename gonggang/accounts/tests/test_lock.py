"""The lock on an account holds whatever host is asked, and is opened by a reset."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from gonggang.accounts.actions import create_officer, reset_sign_in
from gonggang.accounts.secrets import new_password
from gonggang.testing import COUNTY, add_second_factor

pytestmark = pytest.mark.clause("X2")


def test_a_lock_holds_for_every_name_of_the_host_until_it_is_reset(
    county: int, officer: Any, client: Client
) -> None:
    who = create_officer(
        username="lin",
        name="林",
        organisation=None,
        territory_code=COUNTY,
        officer=officer,
        password=new_password(),
    )
    add_second_factor(who)
    for attempt in range(5):
        host = ("127.0.0.1", "localhost")[attempt % 2]
        client.post("/sign-in/", {"login": "Lin", "password": "wrong"}, headers={"Host": host})
    password = new_password()
    assert "已锁定" in client.post("/sign-in/", {"login": "lin", "password": "wrong"}).content.decode()
    reset_sign_in(of=who, password=password, officer=officer)
    assert not Authenticator.objects.filter(user=who).exists()
    assert client.post("/sign-in/", {"login": "lin", "password": password}).status_code == 302
