"""The first accounts, as somebody makes them on the host's command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gonggang.commands import run

pytestmark = pytest.mark.clause("X2")


@pytest.fixture(autouse=True)
def opened(county: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's database is open already."""
    monkeypatch.setattr("gonggang.server.opening.open_database", lambda **_: None)


def test_an_account_is_made_once_with_a_password_that_is_printed_once(capsys: Any, client: Any) -> None:
    assert (
        run(
            [
                "officer",
                "lin",
                "--name",
                "林",
                "--role",
                "village_clerk",
                "--region",
                "379901100200",
                "--json",
            ]
        )
        == 0
    )
    made = json.loads(capsys.readouterr().out)
    assert (made["role"], made["territory_code"]) == ("village_clerk", 379901100200)
    signed_in = client.post("/sign-in/", {"login": "lin", "password": made["password"]})
    assert signed_in.status_code == 302
    assert client.get("/people/").status_code == 200
    assert run(["officer", "lin", "--role", "civil_affairs", "--region", "379901"]) == 0
    assert "民政部门经办人" in capsys.readouterr().out
    assert run(["officer", "lin", "--reset", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["password"] != made["password"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lin"], "--role"),
        (["lin", "--role", "king"], "没有岗位"),
        (["lin", "--role", "county_officer"], "--region"),
        (["lin", "--role", "county_officer", "--region", "379999"], "没有区划"),
    ],
)
def test_what_is_missing_is_one_line(capsys: Any, words: list[str], said: str) -> None:
    assert run(["officer", *words]) == 2
    assert said in capsys.readouterr().err
