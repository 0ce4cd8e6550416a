"""How a ledger of complaints gets in (clause 15.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from gonggang.core.errors import RowProblem
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.sandbox import Table
from gonggang.exchange.sheets import ParsedFile, ParsedRow
from gonggang.regions.queries import village_index
from gonggang.regions.rules import village_problem
from gonggang.supervision.actions import ComplaintEntry, take_over
from gonggang.supervision.sheets import COMPLAINTS

_DAYS_AND_MONEY = {"received_on", "due_on", "answered_on", "closed_on", "recovered_fen"}


def _check(intake: Intake, tables: Sequence[Table]) -> Callable[[ParsedRow], RowProblem | None]:
    index = intake.memory["villages"] = village_index(intake.region)

    def check(row: ParsedRow) -> RowProblem | None:
        if not row.values["village"]:
            return None
        problem = village_problem(index, row.values["village"], row.values["township"])
        return row.problem("village", "unknown_region", problem) if problem else None

    return check


def _apply(parsed: ParsedFile, intake: Intake) -> Applied:
    index = intake.memory["villages"]
    entries = []
    for row in parsed.rows:
        value = row.values
        village = index.find(value["village"], value["township"]) if value["village"] else None
        said: dict[str, Any] = {
            f.name: value[f.name] if f.name in _DAYS_AND_MONEY else value[f.name] or ""
            for f in fields(ComplaintEntry)
            if f.name != "village_code"
        }
        # A complaint that names no village is the county's, whose file it came in.
        entries.append(ComplaintEntry(village_code=village or intake.region or None, **said))
    return Applied(changed=take_over(entries, officer=intake.officer, batch=intake.batch))


def _villages(rows: Sequence[ParsedRow], intake: Intake) -> list[tuple[int | None]]:
    index = intake.memory["villages"]
    return [
        (index.find(row.values["village"], row.values["township"]) if row.values["village"] else None,)
        for row in rows
    ]


declare(
    Importer(
        kind="complaints",
        label="投诉台账",
        order=80,
        sheet=COMPLAINTS,
        apply=_apply,
        check=_check,
        villages=_villages,
    )
)
