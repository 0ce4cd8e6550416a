"""The month as one act: compare, lock, compute, warn; one transaction a county, and repeatable (clauses 7.3, 12.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from gonggang.accounts.actions import operator_officer
from gonggang.attendance import actions as attendance_actions
from gonggang.attendance import queries as attendance
from gonggang.attendance.actions import InPost
from gonggang.attendance.queries import Anomaly
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.core.national_id import id_key
from gonggang.cycle import cases
from gonggang.cycle.cases import conclude_case, reopen_case
from gonggang.exchange.turns import take_turn
from gonggang.exits import actions as exits
from gonggang.exits.actions import Ending, ExpiryWarning
from gonggang.jobs import actions as jobs
from gonggang.jobs.actions import Job
from gonggang.placements import queries as placements
from gonggang.placements.queries import RosterEntry
from gonggang.policy.parameters import parameters
from gonggang.regions import queries as regions
from gonggang.registers import queries as registers
from gonggang.screening import actions as screening
from gonggang.screening import queries as hits
from gonggang.screening.actions import Compared
from gonggang.screening.engine import compare
from gonggang.screening.queries import ScreeningRun
from gonggang.screening.roster import RosterRow, build_roster
from gonggang.subsidies import actions as subsidies
from gonggang.subsidies import queries as subsidy_queries

__all__ = [
    "ROSTER_NAME",
    "CountyMonth",
    "ask_comparison",
    "conclude_case",
    "reopen_case",
    "run_month",
    "unlock_sheet",
]

# How the source of a hit is named that lies in the roster itself.
ROSTER_NAME = "在岗花名册"
# The kind of job that a comparison asked for from a page is.
COMPARISON = "comparison"

Progress = Callable[[str], None]


@dataclass(slots=True)
class CountyMonth:
    """What the month of one county came to."""

    region: int
    name: str
    month: Month
    run: ScreeningRun
    roster: list[RosterEntry]
    sheets: int
    locked: int
    newly_locked: int
    new_lines: int
    anomalies: list[Anomaly]
    warnings: list[ExpiryWarning]
    cases_opened: int = 0
    placements_without_sheet: list[RosterEntry] = field(default_factory=list)

    @property
    def nothing_new(self) -> bool:
        """Whether everything had been locked and computed before."""
        return self.locked > 0 and self.newly_locked == 0 and self.new_lines == 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of one county: its run, how many cases it opened, and the roster that was compared."""

    region: int
    run: ScreeningRun
    cases_opened: int
    table: pa.Table


def run_month(
    month: Month, region: int = 0, *, officer: Any | None = None, progress: Progress = lambda _: None
) -> list[CountyMonth]:
    """Run a month for every county of a territory (0 is everywhere); what is locked already stays as it is.

    Raises UnusableInput when the month has not begun, or nobody is in post there in that month.
    """
    _refuse_future(month)
    officer = officer or operator_officer()
    done: list[CountyMonth] = []
    for code, name in regions.counties(region):
        scope = region if region % 10**6 else code
        with transaction.atomic():
            take_turn()
            roster = list(placements.roster(scope, month))
            if not roster:
                continue
            progress(f"{name} {month}：比对 {len(roster)} 个在岗记录")
            done.append(_county(month, scope, name, roster, officer, progress))
    if not done:
        raise UnusableInput(
            f"{month} 没有在岗人员可以办理：请先导入花名册（gonggang load 文件夹），或核对月份和区划。"
        )
    return done


def unlock_sheet(village_code: int, month: Month, *, reason: str, officer: Any, version: int) -> None:
    """Open a locked sheet again, unless a subsidy was computed from it. Raises SheetRefused, SheetChanged.

    It takes its turn with the running of a month, so that none computes from a sheet that is being opened.
    """
    with transaction.atomic():
        take_turn()
        attendance_actions.unlock_sheet(
            village_code, month, reason=reason, officer=officer, version=version,
            rests=lambda: subsidy_queries.rest_on(village_code, month),
        )  # fmt: skip


def compare_month(
    month: Month, region: int = 0, *, officer: Any, progress: Progress = lambda _: None
) -> list[Comparison]:
    """Only the comparison of a month, county by county, and the cases that it opens; nothing is locked or computed.

    Raises UnusableInput as `run_month` does.
    """
    _refuse_future(month)
    done: list[Comparison] = []
    for code, name in regions.counties(region):
        scope = region if region % 10**6 else code
        with transaction.atomic():
            take_turn()
            roster = list(placements.roster(scope, month))
            if not roster:
                continue
            progress(f"{name} {month}：比对 {len(roster)} 个在岗记录")
            done.append(_compare(month, scope, roster, officer, progress))
    if not done:
        raise UnusableInput(f"{month} 没有在岗人员可以比对：请先导入花名册，或核对月份。")
    return done


def ask_comparison(month: Month, region: int, *, officer: Any) -> tuple[Job, bool]:
    """Let the worker compare a month; returns the job and whether it is new. Raises UnusableInput as `run_month` does.

    Asked twice for one place and month, it is done once.
    """
    _refuse_future(month)
    if not placements.in_post(region, month).exists():
        raise UnusableInput(f"{month} 没有在岗人员可以比对：请先导入花名册，或核对月份。")
    return jobs.begin(
        COMPARISON,
        comparison_key(region, month),
        officer=officer,
        region=region,
        facts={"region": region, "month": str(month)},
        subject=f"registers:{region}.{month}",
    )


def comparison_key(region: int, month: Month) -> str:
    """What a comparison is about, as its job says it."""
    return f"{region} {month}"


def _refuse_future(month: Month) -> None:
    if month.first > timezone.localdate():
        raise UnusableInput(f"{month} 还没有到，不能办理：请核对月份。")


def _compare(
    month: Month, region: int, roster: list[RosterEntry], officer: Any, progress: Progress = lambda _: None
) -> Comparison:
    table = build_roster((_roster_row(entry) for entry in roster), month, parameters())
    result = compare(table, registers.paths(region), month, roster_file=ROSTER_NAME)
    people = {id_key(e.id_number): Compared(e.person_id, e.village_code) for e in reversed(roster)}
    progress(f"{month}：记下命中，立案")
    run = screening.keep(result, region, month, people=people, officer=officer)
    opened = cases.open_of_month(region, month, run, roster, officer=officer)
    return Comparison(region, run, len(opened), table)


def _county(
    month: Month, region: int, name: str, roster: list[RosterEntry], officer: Any, progress: Progress
) -> CountyMonth:
    comparison = _compare(month, region, roster, officer)
    run, table, opened = comparison.run, comparison.table, comparison.cases_opened
    progress(f"{name} {month}：新立案 {opened} 件")
    progress(f"{name} {month}：锁定考勤")
    newly_locked = attendance_actions.lock_month(region, month, _in_post(roster), officer=officer)
    died_on = hits.deaths(region, month.last)
    holding = parameters().get("holding_checks", region=region, on=month.last)
    progress(f"{name} {month}：计算补贴")
    new_lines = subsidies.compute_month(
        region, month, officer=officer, held=hits.open_hits(run, holding), died_on=died_on
    )
    warnings = exits.raise_warnings(_endings(roster, table), region, on=month.next().first, officer=officer)
    sheets, locked = attendance.sheet_counts(region, month)
    there = attendance.locked_villages(region, month)
    return CountyMonth(
        region=region,
        name=name,
        month=month,
        run=run,
        roster=roster,
        sheets=sheets,
        locked=locked,
        newly_locked=newly_locked,
        new_lines=new_lines,
        anomalies=attendance.anomalies(region, month, deaths=hits.death_rows(region, month.last)),
        warnings=warnings,
        cases_opened=opened,
        placements_without_sheet=[e for e in roster if e.village_code not in there],
    )


def _in_post(roster: Iterable[RosterEntry]) -> list[InPost]:
    return [InPost(e.placement_id, e.person_id, e.village_code, e.post_name) for e in roster]


def _roster_row(entry: RosterEntry) -> RosterRow:
    return RosterRow(
        placement=str(entry.placement_id),
        person_key=id_key(entry.id_number),
        name=entry.name,
        urban_rural=entry.urban_rural,  # type: ignore[arg-type]
        started_on=entry.begins_on,
        village_code=entry.village_code,
        retirement_category=entry.retirement_category,
        account=entry.account_key,
        host_unit=entry.host_unit,
        host_uscc=entry.host_uscc,
        post_number=entry.post_number,
        source_row=entry.source_row,
    )


def _endings(roster: Iterable[RosterEntry], table: pa.Table) -> list[Ending]:
    limits = zip(table["age_limit_on"].to_pylist(), table["age_unknown_why"].to_pylist(), strict=True)
    return [
        Ending(
            placement_id=e.placement_id,
            person_id=e.person_id,
            village_code=e.village_code,
            begins_on=e.begins_on,
            age_limit_on=limit,
            age_unknown=why is not None,
        )
        for e, (limit, why) in zip(roster, limits, strict=True)
    ]
