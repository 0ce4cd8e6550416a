"""The rules of the core against their cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gonggang.core.bank_account import bank_account_luhn
from gonggang.core.dates import age_on, parse_date
from gonggang.core.disability_certificate import parse_disability_certificate
from gonggang.core.masks import masking
from gonggang.core.money import parse_amount
from gonggang.core.names import name_equal
from gonggang.core.national_id import parse_national_id
from gonggang.core.uscc import parse_uscc
from gonggang.policy.cases import Case, every_case, run_case

RULES: dict[str, Callable[..., Any]] = {
    "age_on": age_on,
    "amount_parse": parse_amount,
    "bank_account_luhn": bank_account_luhn,
    "date_parse": parse_date,
    "disability_certificate": parse_disability_certificate,
    "masking": masking,
    "name_equal": name_equal,
    "national_id": parse_national_id,
    "uscc": parse_uscc,
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
