"""The rules of the policy room against their cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gonggang.policy.cases import Case, every_case, run_case
from gonggang.policy.retirement import statutory_retirement, upper_age_reached

RULES: dict[str, Callable[..., Any]] = {
    "statutory_retirement": statutory_retirement,
    "upper_age_reached": upper_age_reached,
}
CASES = [
    pytest.param(RULES[file.rule], case, id=f"{file.rule}-{number}", marks=pytest.mark.clause(*file.clause))
    for file, number, case in every_case(Path(__file__).with_name("cases"), RULES)
]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_rule_meets_its_case(rule: Callable[..., Any], case: Case) -> None:
    assert run_case(case, rule) is None


def test_every_rule_has_cases() -> None:
    assert {path.stem for path in Path(__file__).with_name("cases").glob("*.yaml")} == set(RULES)
