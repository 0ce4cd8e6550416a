"""How a post ledger gets in (clauses 1.1, 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gonggang.core.errors import RowProblem
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.sandbox import Table
from gonggang.exchange.sheets import ParsedFile, ParsedRow
from gonggang.posts.actions import PostEntry, take_over
from gonggang.posts.queries import posts
from gonggang.posts.sheets import POSTS
from gonggang.regions.queries import urban_rural_of, village_index
from gonggang.regions.rules import village_problem


def _check(intake: Intake, tables: Sequence[Table]) -> Callable[[ParsedRow], RowProblem | None]:
    index = intake.memory["villages"] = village_index(intake.region)

    def check(row: ParsedRow) -> RowProblem | None:
        problem = village_problem(index, row.values["village"], row.values["township"])
        return row.problem("village", "unknown_region", problem) if problem else None

    return check


def _apply(parsed: ParsedFile, intake: Intake) -> Applied:
    index = intake.memory["villages"]
    codes = {id(row): index.find(row.values["village"], row.values["township"]) for row in parsed.rows}
    kinds = urban_rural_of(set(codes.values()))
    entries = []
    for row in parsed.rows:
        value = row.values
        village = codes[id(row)]
        entries.append(
            PostEntry(
                number=value["number"],
                village_code=village,
                category=value["category"] or "",
                name=value["name"],
                urban_rural=value["urban_rural"] or kinds.get(village),
                duties=value["duties"] or "",
                work_requirements=value["work_requirements"] or "",
                hours_system=value["hours_system"] or "",
                required_days=value["required_days"],
                standard_fen=value["standard_fen"],
                places=value["places"],
                sponsoring_department=value["sponsoring_department"] or "",
                host_unit=value["host_unit"] or "",
                host_uscc=value["host_uscc"] or "",
            )
        )
    taken = take_over(entries, officer=intake.officer, batch=intake.batch, on=intake.today)
    late = [
        row.problem("number", "post_of_a_plan", taken.refused[row.values["number"]])
        for row in parsed.rows
        if row.values["number"] in taken.refused
    ]
    return Applied(changed=taken.changed, rejected=late)


def _villages(rows: Sequence[ParsedRow], intake: Intake) -> list[tuple[int | None, ...]]:
    """The village of each row, and that of the post which already has this number."""
    index = intake.memory["villages"]
    there = {post.number: post.village_code for post in posts(numbers=[row.values["number"] for row in rows])}
    return [
        (index.find(row.values["village"], row.values["township"]), there.get(row.values["number"]))
        for row in rows
    ]


declare(
    Importer(
        kind="posts",
        label="岗位台账",
        order=20,
        sheet=POSTS,
        apply=_apply,
        check=_check,
        villages=_villages,
    )
)
