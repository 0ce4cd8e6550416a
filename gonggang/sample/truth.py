"""What a sample county's files mean, reckoned from what was planted, apart from the project's own rules.

The shape and the rules are those of the county's own README: one finding for each person and check, with the
earliest day; money in fen; days as YYYY-MM-DD.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from gonggang.core.month import Month
from gonggang.sample.ages import birthday, later_by_months, retirement_month
from gonggang.sample.attendance import PRESENT
from gonggang.sample.model import County, Death, Placement
from gonggang.sample.registers import EMPLOYEE

RURAL_AGE = 65
TERM_MONTHS = 36
WARNING_DAYS = 90
Found = dict[tuple[str, str], date | None]  # (ID, check) -> earliest fact day


def screening(county: County) -> list[dict[str, Any]]:
    """Hits of the nine checks, by check and ID."""
    found: Found = {}
    people: dict[str, list[Placement]] = defaultdict(list)
    for placement in county.accepted:
        people[placement.person.id_number].append(placement)
    for number, placements in people.items():
        for placement in placements:
            reached = age_limit_on(placement)
            if reached is not None and reached <= county.month.last:
                _keep(found, number, "age_limit", reached)
        if len(placements) > 1:
            _keep(found, number, "duplicate_placement", sorted(p.begins for p in placements)[1])
    _shared_accounts(found, people)
    _register_hits(found, county, people)
    order = {check: place for place, check in enumerate(_CHECKS)}
    rows = sorted(found, key=lambda key: (order[key[1]], key[0]))
    return [
        {"id_number": number, "check": check, "fact_date": _iso(found[number, check])}
        for number, check in rows
    ]


_CHECKS = (
    "age_limit",
    "employee_insurance",
    "business_licence",
    "pension",
    "death",
    "fiscal_payroll",
    "duplicate_placement",
    "shared_bank_account",
    "name_mismatch",
)


def not_compared(county: County) -> list[dict[str, Any]]:
    """Women in the county town whose category of retirement is blank."""
    numbers = {
        placement.person.id_number
        for placement in county.accepted
        if placement.urban and not placement.person.male and not placement.retirement
    }
    why = {"check": "age_limit", "why": "retirement_category_unknown"}
    return [{"id_number": number, **why} for number in sorted(numbers)]


def age_limit_on(placement: Placement) -> date | None:
    """The day on which the age limit of a post is reached; None where it cannot be known."""
    birth = placement.person.birth
    if not placement.urban:
        return birthday(birth, RURAL_AGE)
    if not placement.retirement:
        return None
    return retirement_month(birth, placement.retirement).first


def same_name(left: str, right: str) -> bool:
    """Whether two names are one after dropping spaces and treating both dots alike."""
    plain = [name.replace("\u3000", "").replace(" ", "").replace("•", "·") for name in (left, right)]
    return plain[0] == plain[1]


def _shared_accounts(found: Found, people: dict[str, list[Placement]]) -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for number, placements in people.items():
        for placement in placements:
            holders[placement.person.account].add(number)
    for numbers in holders.values():
        if len(numbers) > 1:
            for number in numbers:
                found[number, "shared_bank_account"] = None


def _register_hits(found: Found, county: County, people: dict[str, list[Placement]]) -> None:
    month, last = county.month, county.month.last
    registers = county.registers
    would_hit: list[tuple[str, str, str, date]] = []
    for one in registers.insurance:
        if one.refused or one.id_number not in people:
            continue
        if one.kind == EMPLOYEE and one.paid and one.period == month.number:
            hosts = {p.post.host for p in people[one.id_number] if p.urban}
            if one.employer not in hosts:
                would_hit.append((one.id_number, one.name, "employee_insurance", month.first))
    for owner in registers.business:
        if not owner.refused and owner.closed_on is None and owner.founded_on <= last:
            would_hit.append((owner.id_number, owner.name, "business_licence", owner.founded_on))
    for pension in registers.pension:
        if not pension.refused and pension.employee and pension.begins <= month.number:
            would_hit.append((pension.id_number, pension.name, "pension", _first_of(pension.begins)))
    for death in registers.death:
        if not death.refused and death.died_on <= last:
            would_hit.append((death.id_number, death.name, "death", death.died_on))
    for payee in registers.fiscal:
        if not payee.refused and payee.begins <= month.number:
            would_hit.append((payee.id_number, payee.name, "fiscal_payroll", _first_of(payee.begins)))
    for number, name, check, on in would_hit:
        if number not in people:
            continue
        if same_name(name, people[number][0].person.name):
            _keep(found, number, check, on)
        else:
            found[number, "name_mismatch"] = None


def _first_of(period: int) -> date:
    return date(period // 100, period % 100, 1)


def _keep(found: Found, number: str, check: str, on: date) -> None:
    before = found.get((number, check))
    found[number, check] = on if before is None else min(before, on)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def deaths_of_roster(county: County) -> dict[str, date]:
    """ID -> day of death, for accepted people whose name the register has as well."""
    names = {placement.person.id_number: placement.person.name for placement in county.accepted}
    found: dict[str, date] = {}
    for death in county.registers.death:
        if death.refused is None and _is_of(death, names):
            found[death.id_number] = min(death.died_on, found.get(death.id_number, death.died_on))
    return found


def _is_of(death: Death, names: dict[str, str]) -> bool:
    return death.id_number in names and same_name(death.name, names[death.id_number])


def actual_days(placement: Placement, month: Month, died_on: date | None) -> int:
    """Days marked present on or after the start of work and before the day of death."""
    marks = placement.marks or []
    first = max(0, (placement.begins - month.first).days)
    end = len(marks) if died_on is None else max(0, min(len(marks), (died_on - month.first).days))
    return marks[first:end].count(PRESENT)


def amount_fen(standard_fen: int, actual: int, required: int) -> int:
    """The standard in proportion to the days, halves of a fen upwards."""
    return (2 * standard_fen * min(actual, required) + required) // (2 * required)


def payroll(county: County) -> list[dict[str, Any]]:
    """One line for every accepted roster row, in file order."""
    deaths = deaths_of_roster(county)
    lines = []
    for placement in county.accepted:
        post, number = placement.post, placement.person.id_number
        actual = actual_days(placement, county.month, deaths.get(number))
        lines.append(
            {
                "id_number": number,
                "post": post.number,
                "required_days": post.days,
                "actual_days": actual,
                "standard_fen": post.standard_fen,
                "amount_fen": amount_fen(post.standard_fen, actual, post.days),
            }
        )
    return lines


def attendance_anomalies(county: County) -> list[dict[str, Any]]:
    """Villages in which everybody worked every day; people present after death or before their start."""
    found: list[dict[str, Any]] = []
    by_village: dict[int, list[Placement]] = defaultdict(list)
    for placement in county.roster:
        if placement.marks is not None:
            by_village[placement.post.village.code].append(placement)
    for code, placements in by_village.items():
        if all(mark == PRESENT for placement in placements for mark in placement.marks or ()):
            name = placements[0].post.village.name
            found.append({"village_code": str(code), "village": name, "reason": "all_31_days"})
    deaths = deaths_of_roster(county)
    people: set[tuple[str, str]] = set()
    first = county.month.first
    for placement in county.accepted:
        number, marks = placement.person.id_number, placement.marks or []
        if number in deaths and PRESENT in marks[max(0, (deaths[number] - first).days + 1) :]:
            people.add((number, "attendance_after_death"))
        if PRESENT in marks[: max(0, (placement.begins - first).days)]:
            people.add((number, "attendance_before_start"))
    return found + [{"id_number": number, "reason": reason} for number, reason in sorted(people)]


def expiring(county: County) -> list[dict[str, Any]]:
    """Whose term or age limit comes first, and lies in the ninety days from the first of the next month."""
    first = county.next_first
    found: set[tuple[date, str, str]] = set()
    for placement in county.accepted:
        ends = [(later_by_months(placement.begins, TERM_MONTHS), "term")]
        reached = age_limit_on(placement)
        if reached is not None:
            ends.append((reached, "age"))
        on, cause = min(ends)
        if first <= on <= first + timedelta(days=WARNING_DAYS):
            found.add((on, placement.person.id_number, cause))
    return [
        {"id_number": number, "on": on.isoformat(), "cause": cause} for on, number, cause in sorted(found)
    ]
