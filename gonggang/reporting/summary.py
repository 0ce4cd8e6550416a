"""What a bureau chief wants to see of a month on one page; every figure is counted from rows, none is typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from gonggang.attendance import queries as attendance
from gonggang.core.month import Month
from gonggang.exits import queries as exits
from gonggang.placements import queries as placements
from gonggang.posts import queries as posts
from gonggang.recruitment import queries as recruitment
from gonggang.registers import queries as registers
from gonggang.screening import queries as screening
from gonggang.subsidies import queries as subsidies
from gonggang.subsidies.queries import MonthTotals
from gonggang.supervision import queries as supervision


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """One comparison check: how many people were compared, hit, and not compared, with the reasons."""

    check: str
    compared: int
    hits: int
    not_compared: dict[str, int]


@dataclass(slots=True)
class MonthSummary:
    """A territory's month. Money in fen. `checks` is empty when the month has not been compared."""

    region: int
    month: Month
    people: int
    placements: int
    urban: int
    rural: int
    contested: int
    posts: int
    places: int
    places_taken: int
    sheets: int
    sheets_locked: int
    villages_without_sheet: int
    totals: MonthTotals
    held_by_reason: dict[str, int]
    checks: list[CheckFigures] = field(default_factory=list)
    registers: list[registers.RegisterFacts] = field(default_factory=list)
    defects: dict[str, int] = field(default_factory=dict)
    people_with_defects: int = 0
    expiring: dict[int, int] = field(default_factory=dict)
    bank_success: int = 0
    bank_failed: int = 0
    bank_success_fen: int = 0
    complaints_open: int = 0
    complaints: int = 0


def month_summary(region: int, month: Month) -> MonthSummary:
    """Count a territory's month (0 is everywhere)."""
    in_post = list(
        placements.in_post(region, month).values_list(
            "person_id", "urban_rural", "contested_why", "village_code"
        )
    )
    there = posts.posts(region)
    sheets, locked = attendance.sheet_counts(region, month)
    with_sheet = attendance.locked_villages(region, month)
    lines = subsidies.lines_of(region, month)
    returned = subsidies.bank_returns(region, month)
    defects = recruitment.procedure_defects(region, month)
    warned = exits.due(region, month.next().first, 90)
    complaints = supervision.complaint_counts(region)
    return MonthSummary(
        region=region,
        month=month,
        people=len({row[0] for row in in_post}),
        placements=len(in_post),
        urban=sum(row[1] == "URBAN" for row in in_post),
        rural=sum(row[1] == "RURAL" for row in in_post),
        contested=sum(row[2] is not None for row in in_post),
        posts=len(there),
        places=sum(p.places or 0 for p in there),
        places_taken=sum(p.places_taken for p in there),
        sheets=sheets,
        sheets_locked=locked,
        villages_without_sheet=len({row[3] for row in in_post} - with_sheet),
        totals=subsidies.totals(region, month),
        held_by_reason=dict(Counter(line.reason for line in lines if line.held and line.reason)),
        checks=_checks(region, month),
        registers=registers.facts(),
        defects=dict(Counter(d.kind for d in defects)),
        people_with_defects=len({d.person_id for d in defects}),
        expiring={
            days: sum((w.ends_on - month.next().first).days <= days for w in warned) for days in (30, 60, 90)
        },
        bank_success=sum(line.succeeded for line in returned),
        bank_failed=sum(not line.succeeded for line in returned),
        bank_success_fen=sum(line.amount_fen for line in returned if line.succeeded),
        complaints=complaints[0],
        complaints_open=complaints[1],
    )


def _checks(region: int, month: Month) -> list[CheckFigures]:
    figures: dict[str, CheckFigures] = {}
    for run in screening.last_runs(region, month):
        hits = Counter(hit.check_name for hit in screening.hits_of(run))
        for each in run.coverage:
            before = figures.get(each["check"], CheckFigures(each["check"], 0, 0, {}))
            figures[each["check"]] = CheckFigures(
                each["check"],
                before.compared + each["compared"],
                before.hits + hits[each["check"]],
                dict(Counter(before.not_compared) + Counter(each["not_compared"])),
            )
    return list(figures.values())
