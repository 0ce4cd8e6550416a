"""The report on defects looks at procedures made in the system too: the tables leave it nothing to find (6.2, 6.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gonggang.core.month import Month
from gonggang.recruitment.queries import old_cases, procedure_defects
from gonggang.recruitment.queries.standing import steps_of
from gonggang.testing import COUNTY

pytestmark = pytest.mark.clause("6.2", "6.4")


@pytest.mark.parametrize("base", ["ordinary", "filed"])
def test_what_was_made_here_has_no_defect(make_application: Any, base: str) -> None:
    make_application("onboarding", base=base)
    assert procedure_defects(COUNTY) == []


def test_it_is_really_looked_at(make_application: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a procedure that asks for one stage more, and for another order, the report would say so."""
    made = make_application("onboarding")

    def asked(codes: Any) -> Any:
        steps = steps_of(codes)
        more = {code: (*those, replace(those[-1], stage="township_study")) for code, those in steps.items()}
        return {code: (those[1], those[0], *those[2:]) for code, those in more.items()}

    monkeypatch.setattr(old_cases, "steps_of", asked)
    found = procedure_defects(COUNTY)
    assert {(each.kind, each.stage) for each in found} == {
        ("missing", "township_study"), ("inversion", "announcement"),
    }  # fmt: skip
    assert {each.person_id for each in found} == {made.person_id}
    month = Month.of(date(2024, 5, 1))
    assert len(procedure_defects(COUNTY, month)) == 2
    assert procedure_defects(COUNTY, Month.of(date(2024, 2, 1))) == []
    assert procedure_defects(COUNTY + 10**6) == []
