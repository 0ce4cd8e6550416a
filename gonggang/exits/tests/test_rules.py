"""The rules of exits against their cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gonggang.exits.rules import (
    earliest_end,
    expiry_warning,
    near_retirement_extension,
    second_placement_allowed,
)
from gonggang.policy.cases import Case, every_case, run_case

RULES: dict[str, Callable[..., Any]] = {
    "earliest_end": earliest_end,
    "expiry_warning": expiry_warning,
    "near_retirement_extension": near_retirement_extension,
    "second_placement_allowed": second_placement_allowed,
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
