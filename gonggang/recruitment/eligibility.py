"""Whether somebody may hold a post on a day, judged by the parameters of that day; nothing here acts (5.1, 6.6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from gonggang.core.dates import age_on
from gonggang.core.month import Month
from gonggang.policy.finding import Finding, Verdict
from gonggang.policy.parameters import OutsideForce, parameters
from gonggang.policy.retirement import statutory_retirement, upper_age_reached


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is judged of a person: `turns` are earlier placements anywhere, `in_post` one that runs."""

    birth_on: date
    sex: str
    retirement_category: str | None
    categories: Collection[str]
    urban_rural: str | None
    turns: int
    in_post: bool


def judged(applicant: Applicant, *, region: int, age_day: date, on: date) -> list[Finding]:
    """The conditions one by one; parameters are those in force in the region on `on`, ages are of `age_day`."""
    ask = _Ask(region, on)
    return [
        _lower_age(applicant, age_day, ask),
        _upper_age(applicant, age_day, ask),
        _category(applicant, age_day, ask),
        _turns(applicant, ask),
    ]


def age_day_of(*, region: int, on: date, applied_on: date, deadline: date, starts_on: date | None) -> date:
    """The day on which ages are counted, as the region has it (parameter `age_reference_day`)."""
    found: str = parameters().get("age_reference_day", region=region, on=on)
    days = {"application": applied_on, "application_deadline": deadline, "onboarding": starts_on or deadline}
    return days[found]


@dataclass(frozen=True, slots=True)
class _Ask:
    region: int
    on: date

    def __call__(self, name: str) -> Any:
        """The value in force, or None where nobody has set one: then a person must decide."""
        try:
            return parameters().get(name, region=self.region, on=self.on)
        except OutsideForce:
            return None

    def age(self, birth: date, day: date) -> int | None:
        return age_on(birth, day, self("age_counts_from"), self("leap_birthday")).age


def _lower_age(applicant: Applicant, day: date, ask: _Ask) -> Finding:
    age, least = ask.age(applicant.birth_on, day), ask("lower_age")
    facts = {"age": age, "least": least, "day": str(day)}
    if age is None or least is None:
        return Finding("to_verify", "5.1", "本地没有录入上岗最低年龄，由人核定", facts)
    verdict: Verdict = "met" if age >= least else "not_met"
    return Finding(verdict, "5.1", f"{day} 满 {age} 周岁，最低 {least} 周岁", facts)


def _upper_age(applicant: Applicant, day: date, ask: _Ask) -> Finding:
    if applicant.urban_rural == "URBAN":
        category = applicant.retirement_category or ("male60" if applicant.sex == "male" else None)
        month = statutory_retirement(applicant.birth_on, category).month
        if month is None:
            return Finding("to_verify", "7.3", "退休类别没有填，法定退休年月由人核定")
        verdict: Verdict = "met" if Month.of(day) < month else "not_met"
        return Finding(verdict, "7.3", f"法定退休年月 {month}，计算日 {day}", {"month": str(month)})
    if applicant.urban_rural != "RURAL":
        return Finding("to_verify", "7.3", "岗位没有写明城乡，年龄上限由人核定")
    limit = ask("upper_age_rural_on_entry")
    found = upper_age_reached(
        applicant.birth_on, day, limit, ask("upper_age_rule"), ask("age_counts_from"), ask("leap_birthday")
    )
    if found.verdict == "to_verify":
        return Finding("to_verify", "7.3", "本地没有录入上岗年龄上限，由人核定")
    verdict = "not_met" if found.verdict == "yes" else "met"
    return Finding(
        verdict, "7.3", f"上岗年龄上限 {limit} 周岁，{found.exit_on} 起超龄，计算日 {day}", {"limit": limit}
    )


def _category(applicant: Applicant, day: date, ask: _Ask) -> Finding:
    if not applicant.categories:
        return Finding("to_verify", "5.1", "没有人员类别，由人核定")
    age = ask.age(applicant.birth_on, day)
    least: int | None = None
    if set(applicant.categories) == {"RURAL_OLDER"}:
        least = ask("rural_older_age_min")
    elif set(applicant.categories) == {"URBAN_OLDER_UNEMPLOYED"}:
        ages = ask("urban_older_ages")
        least = ages.get(applicant.sex) if ages else None
    else:
        return Finding("met", "5.1", "有认定的人员类别")
    if least is None or age is None:
        return Finding("to_verify", "5.1", "本地没有录入大龄人员的起始年龄，由人核定")
    verdict: Verdict = "met" if age >= least else "not_met"
    return Finding(verdict, "5.1", f"按大龄人员安置要满 {least} 周岁，{day} 满 {age} 周岁", {"least": least})


def _turns(applicant: Applicant, ask: _Ask) -> Finding:
    most = ask("placements_max")
    if applicant.in_post:
        return Finding("not_met", "5.6", "已在公益性岗位")
    if most is None:
        return Finding("to_verify", "19.6", "没有录入累计安置次数，由人核定")
    verdict: Verdict = "met" if applicant.turns < most else "not_met"
    return Finding(
        verdict, "19.6", f"全省已安置 {applicant.turns} 次，最多 {most} 次", {"turns": applicant.turns}
    )
