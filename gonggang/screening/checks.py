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

from gonggang.screening import sentences
from gonggang.screening.terms import Terms

SAME_NAME: Final = 0
NAME_TO_VERIFY: Final = 1
OTHER_NAME: Final = 2

HIT: Final = "hit"
OTHER_PERSON: Final = "other_person"
UNCLEAR: Final = "unclear"


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """A check against another department's register.

    `counted` keeps the register rows that would be hits by their facts alone, or might be were a blank fact
    filled; it adds `fact_date` and `known`. `words` are the columns from which `detail` words a hit.
    """

    check: str
    register: str
    counted: Callable[[ir.Table, Terms], ir.Table]
    words: tuple[str, ...]
    detail: Callable[[ir.Table], ir.StringValue]


def employee_insurance(register: ir.Table, terms: Terms) -> ir.Table:
    """Paid insurance of a counted kind for the very month; the fact is the first day of the month."""
    return register.filter(
        _or_blank(register.paid_for == ibis.date(terms.month.first), register.paid_for),
        _one_of(register.insurance_kind, terms.insurance_kinds),
        _one_of(register.payment_status, terms.insurance_statuses),
    ).mutate(
        fact_date=register.paid_for,
        known=_all_known(register.paid_for, register.insurance_kind, register.payment_status),
    )


def business_licence(register: ir.Table, terms: Terms) -> ir.Table:
    """A business in being, in any role, founded by the end of the month; the fact is its founding day."""
    return register.filter(
        _one_of(register.status, terms.business_statuses), _by_month_end(register.founded_on, terms)
    ).mutate(fact_date=register.founded_on, known=_all_known(register.status, register.founded_on))


def pension(register: ir.Table, terms: Terms) -> ir.Table:
    """A pension of a counted kind that began by the month; the fact is the first day of its first month."""
    return register.filter(
        _one_of(register.benefit_kind, terms.pension_kinds), _by_month_end(register.benefit_begins, terms)
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
        sentences.employee_insurance,
    ),
    RegisterCheck(
        "business_licence",
        "business_registration",
        business_licence,
        ("business_name", "role", "status"),
        sentences.business_licence,
    ),
    RegisterCheck("pension", "pension", pension, ("benefit_kind",), sentences.pension),
    RegisterCheck("death", "death", death, (), sentences.death),
    RegisterCheck(
        "fiscal_payroll",
        "fiscal_payroll",
        fiscal_payroll,
        ("employer", "staff_kind"),
        sentences.fiscal_payroll,
    ),
)

# The order in which checks are told.
CHECKS: Final = (
    "age_limit",
    *(check.check for check in REGISTER_CHECKS),
    "duplicate_placement",
    "shared_bank_account",
    "name_mismatch",
)


def names_in_post(roster: ir.Table) -> ir.Table:
    """Everyone in post, once under each name that the roster gives the person."""
    return roster.select("person_key", roster_name=roster.name_key).distinct()


def people(roster: ir.Table) -> ir.Table:
    """Everyone in post, once."""
    return roster.select("person_key").distinct()


def candidates(register: ir.Table, names: ir.Table, check: RegisterCheck, terms: Terms) -> ir.Table:
    """The rows of people in post whose facts make (or may make) them hits, beside the name in the roster."""
    counted = check.counted(register, terms).select(
        "person_key", "name_key", "fact_date", "known", *check.words, "source_file", "source_row"
    )
    return counted.inner_join(names, "person_key")


def without_host_unit(found: ir.Table, roster: ir.Table) -> ir.Table:
    """Without the insurance of urban workers that the host unit of the post pays, by its code or its name."""
    urban = roster.filter(roster.urban_rural == "URBAN").select("person_key", "host_uscc", "host_unit_key")
    own = (
        found.inner_join(urban, "person_key")
        .filter(lambda met: (met.employer_uscc == met.host_uscc) | (met.employer_key == met.host_unit_key))
        .select("person_key", "source_file", "source_row")
        .distinct()
    )
    return found.anti_join(own, ["person_key", "source_file", "source_row"])


def judged(found: ir.Table, check: RegisterCheck) -> ir.Table:
    """Candidates with their `rank` (how names agree) parted into hits, other people's rows, unclear ones.

    Of several names of a person the best counts. One row a person and outcome: the earliest fact, then the
    smallest file name and row.
    """
    row = [found.person_key, found.source_file, found.source_row]
    best = _first(found, by=row, order=[found["rank"]])
    outcome = ibis.cases((best["rank"] == OTHER_NAME, OTHER_PERSON), (best.known, HIT), else_=UNCLEAR)
    parted = best.mutate(outcome=outcome).filter(best.known | (best["rank"] < OTHER_NAME))
    told = _first(
        parted,
        by=[parted.person_key, parted.outcome],
        order=[parted.fact_date, parted.source_file, parted.source_row],
    )
    said = check.detail(told)
    unclear_name = ibis.ifelse(told["rank"] == NAME_TO_VERIFY, sentences.name_to_verify(told), "")
    return told.mutate(detail=said + unclear_name).select(
        "person_key", "outcome", "name_key", "fact_date", "source_file", "source_row", "detail"
    )


def age_limit(roster: ir.Table, last: date) -> ir.Table:
    """Past the age of the post by the last day of the month; the fact is the first day past it."""
    reached = roster.filter(roster.age_limit_on <= ibis.date(last)).mutate(fact_date=roster.age_limit_on)
    told = _first(
        reached, by=[reached.person_key], order=[reached.fact_date, reached.source_row, reached.placement]
    )
    return _of_roster("age_limit", told, sentences.age_limit(told))


def age_unknown(roster: ir.Table) -> ir.Table:
    """Those whose age limit is not known, with the reason."""
    unknown = roster.filter(roster.age_unknown_why.notnull())
    return unknown.select("person_key", check=ibis.literal("age_limit"), why=unknown.age_unknown_why)


def duplicate_placement(roster: ir.Table) -> ir.Table:
    """Two placements of one ID; the fact is the second-earliest start."""
    counted = roster.group_by("person_key").agg(placements=roster.count())
    rows = roster.select("person_key", "started_on", "post_number", "source_row", "placement").semi_join(
        counted.filter(counted.placements >= 2), "person_key"
    )
    ranked = rows.mutate(
        order=ibis.row_number().over(
            group_by=rows.person_key, order_by=[rows.started_on, rows.source_row, rows.placement]
        ),
        fact_date=rows.started_on,
    )
    first = ranked.filter(ranked.order == 0).select("person_key", first_post="post_number")
    told = ranked.filter(ranked.order == 1).inner_join(first, "person_key")
    return _of_roster("duplicate_placement", told, sentences.duplicate_placement(told))


def shared_bank_account(roster: ir.Table) -> ir.Table:
    """One account for two or more people; each of them once, without a day."""
    held = roster.filter(roster.account_key.notnull()).select(
        "account_key", "person_key", "post_number", "source_row", "placement"
    )
    # Two different people: the smallest and the greatest key differ; cheaper than counting distinct ones.
    ends = held.group_by("account_key").agg(least=held.person_key.min(), greatest=held.person_key.max())
    rows = held.semi_join(ends.filter(ends.least != ends.greatest), "account_key")
    shared = rows.group_by("account_key").agg(holders=rows.person_key.nunique())
    rows = rows.inner_join(shared, "account_key").mutate(fact_date=ibis.null("date"))
    told = _first(rows, by=[rows.person_key], order=[rows.source_row, rows.placement])
    return _of_roster("shared_bank_account", told, sentences.shared_bank_account(told))


def account_unknown(roster: ir.Table) -> ir.Table:
    """Those without any account, who cannot be said to share none."""
    accounts = roster.group_by("person_key").agg(accounts=roster.account_key.count())
    return accounts.filter(accounts.accounts == 0).select(
        "person_key", check=ibis.literal("shared_bank_account"), why=ibis.literal("account_missing")
    )


def matched_people(register: ir.Table, everyone: ir.Table) -> ir.Table:
    """How many people of the roster each file of a register names, hit or not."""
    named = register.select("person_key", "source_file").semi_join(everyone, "person_key")
    return named.group_by("source_file").agg(people=named.person_key.nunique())


def told_once(found: ir.Table, roster: ir.Table) -> ir.Table:
    """At most one finding a person and check, with the name under which the roster has the person first."""
    told = _first(
        found,
        by=[found.person_key, found.check],
        order=[found.fact_date, found.register, found.source_file, found.source_row],
    )
    rows = roster.select("person_key", "name", "source_row", "placement").semi_join(told, "person_key")
    names = _first(rows, by=[rows.person_key], order=[rows.source_row, rows.placement])
    return told.inner_join(names.select("person_key", "name"), "person_key")


def unclear_still(unclear: ir.Table, found: ir.Table) -> ir.Table:
    """Who could not be decided and has no hit of that check either; one reason a person and check."""
    left = unclear.anti_join(found, ["person_key", "check"])
    return left.group_by(["person_key", "check"]).agg(why=left.why.min())


def _first(table: ir.Table, by: list[ir.Value], order: list[ir.Value]) -> ir.Table:
    """The first row of each group in an order that leaves no choice."""
    ranked = table.mutate(order=ibis.row_number().over(group_by=by, order_by=order))
    return ranked.filter(ranked.order == 0).drop("order")


def _of_roster(check: str, told: ir.Table, detail: ir.StringValue) -> ir.Table:
    return told.select(
        "person_key", "fact_date", "source_row", check=ibis.literal(check), detail=detail.cast("string")
    )
