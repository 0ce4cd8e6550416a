"""Writes on subsidies: the month's computation from locked sheets (clauses 11.5, 13.2), and what the bank returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from gonggang.attendance import queries as attendance
from gonggang.audit import actions as audit
from gonggang.core.month import Month
from gonggang.exchange.actions import ImportBatch
from gonggang.people.queries import account_index
from gonggang.placements import queries as placements
from gonggang.placements.queries import PayrollEntry
from gonggang.policy.parameters import parameters
from gonggang.subsidies.models import BankReturnLine, SubsidyLine, SubsidyRun
from gonggang.subsidies.rules import subsidy_amount

_PIECE = 20_000
_COLUMNS = (
    "run_id", "placement_id", "person_id", "month", "village_code", "post_number", "standard_fen",
    "required_days", "actual_days", "amount_fen", "held", "reason",
)  # fmt: skip


def compute_month(
    region: int,
    month: Month,
    *,
    officer: Any,
    held: Mapping[int, str],
    died_on: Mapping[int, date],
) -> int:
    """Compute the lines of a region's month that are not there yet, from locked sheets only; returns how many.

    `held` gives, by person, the check whose unverified hit holds the payment; a held line is computed and kept, never
    dropped. Lines that are there already are never touched: a correction is a later line (clause X11).
    """
    run, _ = SubsidyRun.objects.get_or_create(
        region_code=region, month=month.first, defaults={"officer": officer}
    )
    done = set(SubsidyLine.objects.filter(run=run).values_list("placement_id", flat=True))
    locked = attendance.locked_villages(region, month)
    marks = attendance.marks_by_placement(region, month)
    entries = (
        entry
        for entry in placements.payroll(region, month)
        if entry.placement_id not in done and entry.village_code in locked
    )
    count = _copy_lines(entries, month, run.pk, marks, held, died_on)
    if count:
        audit.record(
            officer=officer,
            verb="subsidies.compute",
            region=region,
            subject=f"run:{run.pk}",
            detail={"month": str(month), "lines": count},
        )
    return count


def lines(
    entries: Iterable[PayrollEntry],
    month: Month,
    run_id: int,
    marks: Mapping[int, str],
    held: Mapping[int, str],
    died_on: Mapping[int, date],
) -> Iterator[tuple[Any, ...]]:
    """One line a placement, in the order of the table's columns; a placement without a row on the sheet has 0 days."""
    terms: dict[int, _Terms] = {}
    for entry in entries:
        county = entry.village_code // 10**6 * 10**6
        if county not in terms:
            terms[county] = _terms(county, month)
        in_force = terms[county]
        required_days = entry.required_days or in_force.required_days_default
        amount = subsidy_amount(
            standard_fen=entry.standard_fen,
            required_days=required_days,
            rounding=in_force.rounding,
            month=month,
            marks=marks.get(entry.placement_id) or "",
            begins=entry.begins_on,
            ends=entry.ends_on,
            died_on=died_on.get(entry.person_id),
            death_day_counts=in_force.death_day_counts,
        )
        reason = _why_held(entry, amount.reason, held)
        yield (
            run_id, entry.placement_id, entry.person_id, month.first, entry.village_code, entry.post_number,
            entry.standard_fen, required_days, amount.actual_days or 0, amount.amount_fen or 0,
            reason is not None, reason,
        )  # fmt: skip


class _Terms(NamedTuple):
    rounding: Any
    death_day_counts: bool
    required_days_default: int


def _terms(county: int, month: Month) -> _Terms:
    """What is in force in a county at the end of a month; looked up once a county, not once a person."""
    look_up = parameters().get
    return _Terms(
        look_up("subsidy_rounding", region=county, on=month.last),
        look_up("death_day_counts", region=county, on=month.last),
        look_up("required_days_default", region=county, on=month.last),
    )


def _why_held(entry: PayrollEntry, refused: str | None, held: Mapping[int, str]) -> str | None:
    if entry.person_id in held:
        return held[entry.person_id]
    if entry.contested_why is not None:
        return f"contested_{entry.contested_why}"
    return refused


def _copy_lines(entries: Iterable[PayrollEntry], *computation: Any) -> int:
    """Compute and store piece by piece: a connection that copies cannot read at the same time."""
    count = 0
    statement = f"COPY {SubsidyLine._meta.db_table} ({', '.join(_COLUMNS)}) FROM STDIN"
    entries = iter(entries)
    while piece := list(islice(entries, _PIECE)):
        rows = list(lines(piece, *computation))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        count += len(rows)
    return count


@dataclass(frozen=True, slots=True)
class ReturnEntry:
    """One line of a bank's return. Money in fen; the account is sealed into an index, not kept."""

    serial: str
    payment_batch: str
    month: Month
    person_id: int
    village_code: int | None
    account: str | None
    amount_fen: int
    succeeded: bool
    failure_reason: str
    credited_on: date | None


def take_over_returns(
    entries: Sequence[ReturnEntry], *, officer: Any, batch: ImportBatch
) -> tuple[int, list[ReturnEntry]]:
    """Apply each line once by its serial; returns how many were added, and those whose serial says something else."""
    there = {
        line.serial: line for line in BankReturnLine.objects.filter(serial__in=[e.serial for e in entries])
    }
    new: list[BankReturnLine] = []
    different: list[ReturnEntry] = []
    for entry in entries:
        line = there.get(entry.serial)
        if line is None:
            values = asdict(entry) | {"month": entry.month.first}
            account = values.pop("account")
            index = account_index(account) if account else None
            new.append(BankReturnLine(batch=batch, account_index=index, **values))
        elif (line.person_id, line.amount_fen, line.succeeded) != (
            entry.person_id, entry.amount_fen, entry.succeeded,
        ):  # fmt: skip
            different.append(entry)
    BankReturnLine.objects.bulk_create(new, batch_size=5000)
    return len(new), different
