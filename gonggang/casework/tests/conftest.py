"""Makers for the tests of cases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gonggang.testing import VILLAGE

OPENED = date(2024, 6, 3)
EVERYWHERE = ((0, 10**12),)


@pytest.fixture
def make_case(officer: Any) -> Callable[..., int]:
    """Open a case; returns its key. Each call is another subject unless one is given."""
    from gonggang.casework.actions import open_case

    serials = itertools.count(1)

    def make(*, kind: str = "hit", subject: str | None = None, village_code: int = VILLAGE,
             title: str = "死亡登记中有本人", on: date = OPENED, person_id: int | None = None,
             topic: str = "death") -> int:  # fmt: skip
        return open_case(
            kind=kind, subject=subject or f"hit:{next(serials)}", village_code=village_code, title=title,
            on=on, officer=officer, person_id=person_id, topic=topic,
        )  # fmt: skip

    return make


@pytest.fixture
def other_officer(db: None) -> Any:
    from gonggang.accounts.actions import operator_officer

    return type(operator_officer()).objects.create(username="second", first_name="林经办")


@pytest.fixture
def deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven working days for hits, as if an administrator had entered them."""
    from gonggang.casework import actions
    from gonggang.policy.parameter_files import Line
    from gonggang.policy.parameters import parameters

    entered = parameters().with_lines("case_days_hit", [Line(date(2000, 1, 1), 0, 7, "测试", "待管理员核定")])
    monkeypatch.setattr(actions, "parameters", lambda: entered)
