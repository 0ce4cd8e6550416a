"""How a list of openings gets in: institutions by their code, openings by their title (clauses 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gonggang.bridging import actions
from gonggang.bridging.actions.openings import values_of
from gonggang.bridging.models import Institution
from gonggang.bridging.sheets import OPENINGS
from gonggang.core.errors import RowProblem
from gonggang.core.uscc import parse_uscc
from gonggang.exchange.actions import change_row
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.sandbox import Table
from gonggang.exchange.sheets import ParsedFile, ParsedRow
from gonggang.regions.queries import village_index
from gonggang.regions.rules import village_problem

# Fields of the forms that a column of the sheet has under another name.
_COLUMNS = {
    "village": "village",
    "name": "institution",
    "wage_from": "wage_from_fen",
    "wage_to": "wage_to_fen",
}


def _check(intake: Intake, tables: Sequence[Table]) -> Callable[[ParsedRow], RowProblem | None]:
    index = intake.memory["villages"] = village_index(intake.region)

    def check(row: ParsedRow) -> RowProblem | None:
        value = row.values
        problem = village_problem(index, value["village"], value["township"])
        if problem:
            return row.problem("village", "unknown_region", problem)
        found = actions.institution_problems(_institution(row, index)) | actions.opening_problems(
            _opening(row, index)
        )
        for name, sentence in found.items():
            return row.problem(_COLUMNS.get(name, name), "bad_opening", sentence)
        return None

    return check


def _institution(row: ParsedRow, index: Any) -> actions.InstitutionEntry:
    value = row.values
    # A code with a wrong check character has been warned of as the cell was read; early codes are like that.
    doubtful = parse_uscc(value["uscc"]).verdict == "warning"
    return actions.InstitutionEntry(
        uscc=value["uscc"] or "",
        name=value["institution"] or "",
        kind=value["kind"] or "",
        village_code=index.find(value["village"], value["township"]),
        address=value["address"] or "",
        contact=value["contact"] or "",
        phone=value["contact_phone"] or "",
        code_doubt="导入的清单如此，待核对登记证书" if doubtful else "",
    )


def _opening(row: ParsedRow, index: Any) -> actions.OpeningEntry:
    value = row.values
    return actions.OpeningEntry(
        title=value["title"] or "",
        work=value["work"] or "",
        employment=value["employment"] or "",
        places=value["places"],
        wage_from_fen=value["wage_from_fen"],
        wage_to_fen=value["wage_to_fen"],
        offered_from=value["offered_from"],
        offered_until=value["offered_until"],
        village_code=index.find(value["village"], value["township"]),
        duties=value["duties"] or "",
        age_min=value["age_min"] or None,
        age_max=value["age_max"] or None,
        schooling="" if value["schooling"] == "none" else value["schooling"] or "",
        skills_needed=tuple(value["skills_needed"] or ()),
        skills_liked=tuple(value["skills_liked"] or ()),
        experience_months=value["experience_months"] or None,
        for_disabled=bool(value["for_disabled"]),
        pays_insurance=value["pays_insurance"],
        board=value["board"] or "",
    )


def _apply(parsed: ParsedFile, intake: Intake) -> Applied:
    index, applied = intake.memory["villages"], Applied()
    for row in parsed.rows:
        applied.changed += _one(row, index, intake, applied)
    return applied


def _one(row: ParsedRow, index: Any, intake: Intake, applied: Applied) -> int:
    entry = _institution(row, index)
    there = Institution.objects.select_for_update().filter(
        uscc=parse_uscc(entry.uscc).number, village_code=entry.village_code
    )
    found = there.first()
    if found is not None and found.closed_on is not None:
        applied.rejected.append(
            row.problem("uscc", "bad_opening", f"机构“{found.name}”已停用，没有导入：请先在机构页面核对。")
        )
        return 0
    changed = 0
    if found is None:
        found = actions.register_institution(entry, officer=intake.officer, batch=intake.batch)
        changed = 1
    elif found.batch_id != intake.batch.pk:
        changed = int(actions.change_from_file(found, entry, batch=intake.batch))
    opening = _opening(row, index)
    same = found.openings.select_for_update().filter(title=opening.title.strip(), closed_on=None).first()
    if same is None:
        actions.offer(found.pk, opening, officer=intake.officer, batch=intake.batch)
        return 1
    if (opening.places or 0) < same.places_taken:
        applied.rejected.append(
            row.problem("places", "bad_opening", f"已录用 {same.places_taken} 人，招聘人数不能少于这个数。")
        )
        return changed
    return int(change_row(intake.batch, same, **values_of(opening))) or changed


def _villages(rows: Sequence[ParsedRow], intake: Intake) -> list[tuple[int | None, ...]]:
    index = intake.memory["villages"]
    return [(index.find(row.values["village"], row.values["township"]),) for row in rows]


declare(
    Importer(
        kind="openings",
        label="衔接岗位清单",
        order=25,
        sheet=OPENINGS,
        apply=_apply,
        check=_check,
        villages=_villages,
    )
)
