"""When an officer changes post the open cases go with the post, in the same act."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gonggang.accounts.actions import create_officer, grant_role, hand_over
from gonggang.accounts.roles import Role
from gonggang.casework.actions import NewCase, claim, open_cases
from gonggang.casework.models import Case
from gonggang.testing import COUNTY, VILLAGE

pytestmark = pytest.mark.clause("X2")


def test_open_cases_go_with_the_post(county: int, officer: Any) -> None:
    giver, taker = (
        create_officer(username=name, name=name, organisation=None, territory_code=COUNTY, officer=officer)
        for name in ("lin", "wang")
    )
    grant_role(
        to=giver, role=Role.COUNTY_OFFICER, territory_code=COUNTY, begins_on=date(2024, 1, 1), officer=officer
    )
    new = NewCase("complaint", "complaint:1", VILLAGE, "投诉")
    (case,) = open_cases([new], on=date(2024, 5, 1), officer=officer)
    claim(case, officer=giver)
    assert hand_over(giver, taker, on=date(2024, 6, 1), officer=officer) == {
        "grants": 1,
        "cases": 1,
        "drafts": 0,
    }
    assert Case.objects.get(pk=case).assignee == taker
