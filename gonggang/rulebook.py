"""The rule book: every rule of the policy by the name under which its cases are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gonggang.attendance.rules import attendance_days
from gonggang.bridging.rules import bridging_candidate, bridging_match, insurance_subsidy_flag
from gonggang.core.bank_account import bank_account_luhn
from gonggang.core.dates import age_on, parse_date
from gonggang.core.disability_certificate import parse_disability_certificate
from gonggang.core.masks import masking
from gonggang.core.money import parse_amount
from gonggang.core.names import name_equal
from gonggang.core.national_id import parse_national_id
from gonggang.core.uscc import parse_uscc
from gonggang.exits.rules import (
    earliest_end,
    expiry_warning,
    near_retirement_extension,
    second_placement_allowed,
)
from gonggang.placements.rules import term_end
from gonggang.policy.retirement import statutory_retirement, upper_age_reached
from gonggang.recruitment.rules import (
    kinship_needs_filing,
    notice_period_end,
    priority_order,
    procedure_order,
)
from gonggang.subsidies.rules import funding_split, recovery_amount, subsidy_amount

RULES: Final[dict[str, Callable[..., Any]]] = {
    "age_on": age_on,
    "amount_parse": parse_amount,
    "attendance_days": attendance_days,
    "bank_account_luhn": bank_account_luhn,
    "bridging_candidate": bridging_candidate,
    "bridging_match": bridging_match,
    "date_parse": parse_date,
    "disability_certificate": parse_disability_certificate,
    "earliest_end": earliest_end,
    "expiry_warning": expiry_warning,
    "funding_split": funding_split,
    "insurance_subsidy_flag": insurance_subsidy_flag,
    "kinship_needs_filing": kinship_needs_filing,
    "masking": masking,
    "name_equal": name_equal,
    "national_id": parse_national_id,
    "near_retirement_extension": near_retirement_extension,
    "notice_period_end": notice_period_end,
    "priority_order": priority_order,
    "procedure_order": procedure_order,
    "recovery_amount": recovery_amount,
    "second_placement_allowed": second_placement_allowed,
    "statutory_retirement": statutory_retirement,
    "subsidy_amount": subsidy_amount,
    "term_end": term_end,
    "upper_age_reached": upper_age_reached,
    "uscc": parse_uscc,
}
