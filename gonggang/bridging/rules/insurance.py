"""The employer's social insurance subsidy for taking on somebody in hardship (clause 4.5): flagged, never computed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gonggang.bridging.rules.words import Employment
from gonggang.core.said import Said
from gonggang.policy.finding import Verdict

Failing = Literal["category", "working_age", "employment", "insured"]


@dataclass(frozen=True, slots=True)
class InsuranceSubsidyFlag:
    """Whether an employer is to be told of the subsidy; each condition that fails or is not known is named."""

    verdict: Verdict
    failing: Sequence[Failing]
    sentence: Said


def insurance_subsidy_flag(
    categories: Collection[str] | None,
    hardship_categories: Collection[str],
    retires: Sequence[date],
    starts: date,
    employment: Employment,
    pays_insurance: bool | None,
) -> InsuranceSubsidyFlag:
    """Clause 4.5: an employer that takes somebody in hardship of employment on and pays the insurance may apply.

    `hardship_categories` is the parameter of that name. Flexible work has a subsidy of the person's own, which is not
    this one. What is not known goes to a person, who then decides with a reason.
    """
    still = [starts < day for day in retires]
    if still and not any(still):
        return InsuranceSubsidyFlag("not_met", ["working_age"], Said("上岗时已到法定退休年龄，单位不能申领"))
    if employment in ("flexible", "supported_employment"):
        return InsuranceSubsidyFlag(
            "not_met",
            ["employment"],
            Said("灵活就业和辅助性就业不由单位缴费，单位不能申领，本人可另问灵活就业补贴"),
        )
    if pays_insurance is False:
        return InsuranceSubsidyFlag("not_met", ["insured"], Said("单位不为此岗位缴社会保险，不能申领"))
    unknown: list[Failing] = []
    # Hardship may be recognised on another ground than the one on which somebody was placed.
    if not set(categories or ()) & set(hardship_categories):
        unknown.append("category")
    if not still or not all(still):
        unknown.append("working_age")
    if pays_insurance is None:
        unknown.append("insured")
    if unknown:
        return InsuranceSubsidyFlag(
            "to_verify",
            unknown,
            Said("是否就业困难人员、是否到退休年龄或单位是否缴费还要核实，核实后再提示单位"),
        )
    return InsuranceSubsidyFlag(
        "met", [], Said("单位吸纳就业困难人员并缴费，缴费后可申领社会保险补贴，请提示单位")
    )
