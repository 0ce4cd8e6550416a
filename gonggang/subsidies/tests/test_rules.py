"""The rules of subsidies against their cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gonggang.policy.cases import Case, every_case, run_case
from gonggang.subsidies.rules import funding_split, recovery_amount, subsidy_amount

RULES: dict[str, Callable[..., Any]] = {
    "funding_split": funding_split,
    "recovery_amount": recovery_amount,
    "subsidy_amount": subsidy_amount,
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
