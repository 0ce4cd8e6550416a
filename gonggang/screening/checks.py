"""What a hit is, one Ibis expression a check; DuckDB and Spark run the same ones (clauses 7.1, 7.3).

Every step is a function from named tables to a table. Traps: Ibis `//` becomes a float division, so no key
is taken apart here; a fact that is not known (`known` false) is neither a hit nor clean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import ibis
import ibis.expr.types as ir

from gonggang.screening.terms import Terms

Counted = Callable[[ir.Table, Terms], ir.Table]


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """A check against another department's register.

    `counted` keeps the register rows that would be hits by their facts alone, or might be were a blank fact
    filled: it adds `fact_date` and `known`. `words` are the columns that the detail of a hit is worded from.
    """

    check: str
    register: str
    counted: Counted
    words: tuple[str, ...]


def employee_insurance(register: ir.Table, terms: Terms) -> ir.Table:
    """Paid insurance of a counted kind for the very month; the fact is the first day of the month."""
    decisive = (register.paid_for, register.insurance_kind, register.payment_status)
    return register.filter(
        _or_blank(register.paid_for == ibis.date(terms.month.first), register.paid_for),
        _one_of(register.insurance_kind, terms.insurance_kinds),
        _one_of(register.payment_status, terms.insurance_statuses),
    ).mutate(fact_date=register.paid_for, known=_all_known(*decisive))


def business_licence(register: ir.Table, terms: Terms) -> ir.Table:
    """A business in being, in any role, founded by the end of the month; the fact is its founding day."""
    return register.filter(
        _one_of(register.status, terms.business_statuses),
        _by_month_end(register.founded_on, terms),
    ).mutate(fact_date=register.founded_on, known=_all_known(register.status, register.founded_on))


def pension(register: ir.Table, terms: Terms) -> ir.Table:
    """A pension of a counted kind that began by the month; the fact is the first day of its first month."""
    return register.filter(
        _one_of(register.benefit_kind, terms.pension_kinds),
        _by_month_end(register.benefit_begins, terms),
    ).mutate(
        fact_date=register.benefit_begins, known=_all_known(register.benefit_kind, register.benefit_begins)
    )


def death(register: ir.Table, terms: Terms) -> ir.Table:
    """A death by the end of the month; the fact is the day."""
    return register.filter(_by_month_end(register.died_on, terms)).mutate(
        fact_date=register.died_on, known=_all_known(register.died_on)
    )


def fiscal_payroll(register: ir.Table, terms: Terms) -> ir.Table:
    """On the fiscal payroll by the month; the fact is the first day of the first month."""
    return register.filter(_by_month_end(register.payroll_begins, terms)).mutate(
        fact_date=register.payroll_begins, known=_all_known(register.payroll_begins)
    )


def _one_of(column: ir.Value, words: tuple[str, ...]) -> ir.BooleanValue:
    return _or_blank(column.isin(words), column)


def _by_month_end(column: ir.Value, terms: Terms) -> ir.BooleanValue:
    return _or_blank(column <= ibis.date(terms.last), column)


def _or_blank(condition: ir.BooleanValue, column: ir.Value) -> ir.BooleanValue:
    return condition | column.isnull()


def _all_known(*columns: ir.Value) -> ir.BooleanValue:
    known = ibis.literal(True)
    for column in columns:
        known = known & column.notnull()
    return known


REGISTER_CHECKS: Final = (
    RegisterCheck(
        "employee_insurance",
        "employee_insurance",
        employee_insurance,
        ("employer", "employer_uscc", "insurance_kind"),
    ),
    RegisterCheck(
        "business_licence", "business_registration", business_licence, ("business_name", "role", "status")
    ),
    RegisterCheck("pension", "pension", pension, ("benefit_kind",)),
    RegisterCheck("death", "death", death, ()),
    RegisterCheck("fiscal_payroll", "fiscal_payroll", fiscal_payroll, ("employer", "staff_kind")),
)

# The order in which checks are told.
CHECKS: Final = (
    "age_limit",
    *(check.check for check in REGISTER_CHECKS),
    "duplicate_placement",
    "shared_bank_account",
    "name_mismatch",
)


def people(roster: ir.Table) -> ir.Table:
    """Everyone in post, once."""
    return roster.select("person_key").distinct()


def candidates(register: ir.Table, everyone: ir.Table, check: RegisterCheck, terms: Terms) -> ir.Table:
    """The rows of people in post whose facts make (or might make) them a hit; names not compared yet."""
    counted = check.counted(register, terms).select(
        "person_key", "name", "name_key", "fact_date", "known", *check.words, "source_file", "source_row"
    )
    return counted.semi_join(everyone, "person_key")


def names_in_post(roster: ir.Table) -> ir.Table:
    """Each name under which a person stands in the roster."""
    return roster.select("person_key", roster_name=roster.name_key).distinct()


def name_pairs(found: ir.Table, names: ir.Table) -> ir.Table:
    """The different spellings that meet on one ID, for core.name_equal to judge."""
    met = found.inner_join(names, "person_key").select("name_key", "roster_name")
    return met.filter(~met.name_key.identical_to(met.roster_name) | met.name_key.isnull()).distinct()


def with_name_verdict(found: ir.Table, names: ir.Table, verdicts: ir.Table) -> ir.Table:
    """The candidates with a `rank`: 0 same name, 1 to verify, 2 another; the best of the names in the roster.

    `verdicts` holds (name_key, roster_name, rank) of the pairs that are not the same spelling.
    """
    met = found.inner_join(names, "person_key")
    judged = met.left_join(
        verdicts,
        [
            met.name_key.identical_to(verdicts.name_key),
            met.roster_name.identical_to(verdicts.roster_name),
        ],
    ).select(met.person_key, met.source_file, met.source_row, rank=ibis.coalesce(verdicts["rank"], 0))
    best = judged.group_by("person_key", "source_file", "source_row").agg(rank=judged["rank"].min())
    return found.inner_join(best, ["person_key", "source_file", "source_row"])


def without_host_unit(found: ir.Table, roster: ir.Table) -> ir.Table:
    """Without the insurance of urban workers that the host unit of the post pays, by its code or its name."""
    urban = roster.filter(roster.urban_rural == "urban").select("person_key", "host_uscc", "host_unit_key")
    own = (
        found.inner_join(urban, "person_key")
        .filter(lambda met: (met.employer_uscc == met.host_uscc) | (met.employer_key == met.host_unit_key))
        .select("person_key", "source_file", "source_row")
        .distinct()
    )
    return found.anti_join(own, ["person_key", "source_file", "source_row"])


def earliest(found: ir.Table) -> ir.Table:
    """One row a person: the earliest fact, then the smallest file name and row."""
    order = ibis.row_number().over(
        group_by=found.person_key, order_by=[found.fact_date, found.source_file, found.source_row]
    )
    ranked = found.mutate(order=order)
    return ranked.filter(ranked.order == 0).drop("order")


def age_limit(roster: ir.Table, last: date) -> ir.Table:
    """Past the age of the post by the last day of the month; the fact is the first day past it."""
    reached = roster.filter(roster.age_limit_on <= ibis.date(last))
    order = ibis.row_number().over(
        group_by=reached.person_key, order_by=[reached.age_limit_on, reached.source_row, reached.placement]
    )
    ranked = reached.mutate(order=order, fact_date=reached.age_limit_on)
    return ranked.filter(ranked.order == 0).select(
        "person_key", "fact_date", "urban_rural", "post_number", "source_row"
    )


def age_unknown(roster: ir.Table) -> ir.Table:
    """Those whose age limit is not known, with the reason."""
    unknown = roster.filter(roster.age_unknown_why.notnull())
    return unknown.group_by("person_key").agg(why=unknown.age_unknown_why.min())


def duplicate_placement(roster: ir.Table) -> ir.Table:
    """Two placements of one ID; the fact is the second-earliest start."""
    order = ibis.row_number().over(
        group_by=roster.person_key, order_by=[roster.started_on, roster.source_row, roster.placement]
    )
    ranked = roster.mutate(order=order, fact_date=roster.started_on)
    numbered = ranked.filter(ranked.order <= 1)
    first = numbered.filter(numbered.order == 0).select("person_key", first_post="post_number")
    second = numbered.filter(numbered.order == 1)
    return second.inner_join(first, "person_key").select(
        "person_key", "fact_date", "first_post", "post_number", "source_row"
    )


def shared_bank_account(roster: ir.Table) -> ir.Table:
    """One account for two or more people; each of them once, without a day."""
    held = roster.filter(roster.account_key.notnull())
    shared = held.group_by("account_key").agg(holders=held.person_key.nunique())
    shared = shared.filter(shared.holders >= 2)
    rows = held.inner_join(shared, "account_key")
    order = ibis.row_number().over(group_by=rows.person_key, order_by=[rows.source_row, rows.placement])
    ranked = rows.mutate(order=order)
    return ranked.filter(ranked.order == 0).select("person_key", "holders", "post_number", "source_row")


def account_unknown(roster: ir.Table) -> ir.Table:
    """Those without any account, who cannot be said to share none."""
    accounts = roster.group_by("person_key").agg(accounts=roster.account_key.count())
    return accounts.filter(accounts.accounts == 0).select("person_key")


def matched_people(register: ir.Table, everyone: ir.Table) -> ir.Table:
    """How many people of the roster each file of a register names, hit or not."""
    named = register.select("person_key", "source_file").semi_join(everyone, "person_key")
    return named.group_by("source_file").agg(people=named.person_key.nunique())
