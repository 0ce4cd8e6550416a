"""The month as one act: compare, lock, compute, warn; one transaction a county, and repeatable (clauses 7.3, 12.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gonggang.accounts.actions import operator_officer
from gonggang.attendance import actions as attendance_actions
from gonggang.attendance import queries as attendance
from gonggang.attendance.actions import InPost
from gonggang.attendance.queries import Anomaly
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.exits import actions as exits
from gonggang.exits.actions import Ending, ExpiryWarning
from gonggang.placements import queries as placements
from gonggang.placements.queries import RosterEntry
from gonggang.policy.parameters import parameters
from gonggang.regions import queries as regions
from gonggang.screening import actions as screening
from gonggang.screening import queries as hits
from gonggang.screening.queries import ScreeningRun
from gonggang.subsidies import actions as subsidies

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
    placements_without_sheet: list[RosterEntry] = field(default_factory=list)

    @property
    def nothing_new(self) -> bool:
        """Whether everything had been locked and computed before."""
        return self.newly_locked == 0 and self.new_lines == 0


def run_month(
    month: Month, region: int = 0, *, officer: Any | None = None, progress: Progress = lambda _: None
) -> list[CountyMonth]:
    """Run a month for every county of a territory (0 is everywhere); what is locked already stays as it is.

    Raises UnusableInput when nobody is in post there in that month.
    """
    officer = officer or operator_officer()
    done: list[CountyMonth] = []
    for code, name in regions.counties(region):
        scope = region if region % 10**6 else code
        with transaction.atomic():
            roster = list(placements.roster(scope, month))
            if not roster:
                continue
            progress(f"{name} {month}：比对 {len(roster)} 个在岗记录")
            done.append(_county(month, scope, name, roster, officer, progress))
    if not done:
        raise UnusableInput(f"{month} 没有在岗人员可以办理：请先导入花名册（gonggang load 文件夹），或核对月份和区划。")
    return done


def _county(
    month: Month, region: int, name: str, roster: list[RosterEntry], officer: Any, progress: Progress
) -> CountyMonth:
    compared = screening.compare_roster(roster, region, month)
    run = screening.keep(compared, region, month, officer=officer)
    progress(f"{name} {month}：锁定考勤")
    newly_locked = attendance_actions.lock_month(region, month, _in_post(roster), officer=officer)
    died_on = hits.deaths(region, month.last)
    holding = parameters().get("holding_checks", region=region, on=month.last)
    progress(f"{name} {month}：计算补贴")
    new_lines = subsidies.compute_month(
        region, month, officer=officer, held=hits.open_hits(run, holding), died_on=died_on
    )
    warnings = exits.raise_warnings(_endings(roster, compared), region, on=month.next().first, officer=officer)
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
        anomalies=attendance.anomalies(
            region, month, begins_on={e.placement_id: e.begins_on for e in roster}, died_on=died_on
        ),
        warnings=warnings,
        placements_without_sheet=[e for e in roster if e.village_code not in there],
    )


def _in_post(roster: Iterable[RosterEntry]) -> list[InPost]:
    return [InPost(e.placement_id, e.person_id, e.village_code, e.post_name) for e in roster]


def _endings(roster: Iterable[RosterEntry], compared: screening.Compared) -> list[Ending]:
    return [
        Ending(
            placement_id=e.placement_id,
            person_id=e.person_id,
            village_code=e.village_code,
            begins_on=e.begins_on,
            age_limit_on=compared.age_limit_on.get(e.placement_id),
            age_unknown=e.placement_id in compared.age_unknown,
        )
        for e in roster
    ]
