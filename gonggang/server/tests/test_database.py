"""Which database is used, and what is said when DATABASE_URL cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.server.database import database_settings, ensure_running


def test_asking_for_the_settings_starts_and_writes_nothing(own_home: Path) -> None:
    settings = database_settings()
    assert settings["HOST"] == str(own_home / "postgres" / "run")
    assert settings["PASSWORD"] == ""
    assert not own_home.exists()


def test_database_url_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://officer:a%40b@db.example:5433/county?sslmode=require")
    settings = database_settings()
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example", "5433", "county")
    assert (settings["USER"], settings["PASSWORD"]) == ("officer", "a@b")
    assert settings["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "address",
    ["mysql://x/y", "postgresql://host", "postgresql://host:port/name", "postgresql://h/n?nonsense=1"],
)
def test_an_unusable_address_is_refused_with_its_form(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(UnusableInput, match=r"DATABASE_URL.*postgresql://用户:密码@主机"):
        database_settings()


def test_a_database_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://officer:secret-word@127.0.0.1:1/county")
    with pytest.raises(WorkFailed, match="连不上") as refused:
        ensure_running()
    assert "secret-word" not in str(refused.value)
