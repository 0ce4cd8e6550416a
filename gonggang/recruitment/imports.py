"""How a roster of people in post, and a list of applicants, get in.

A roster row speaks of a person, a placement and the procedure behind it; this room is the lowest that knows all three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gonggang.core.errors import RowProblem, UnusableInput
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.sandbox import Table
from gonggang.exchange.sheets import ParsedFile, ParsedRow
from gonggang.people import actions as people
from gonggang.people.actions import entry_of
from gonggang.people.queries import account_ids
from gonggang.placements import actions as placements
from gonggang.placements.actions import TakenOver
from gonggang.posts.queries import PostFacts, posts
from gonggang.recruitment.actions import (
    DATE_FIELDS,
    ApplicationEntry,
    ProcedureDates,
    keep_old_procedures,
    take_over,
)
from gonggang.recruitment.roster_sheet import ROSTER
from gonggang.recruitment.sheets import APPLICANTS
from gonggang.regions.queries import village_index
from gonggang.regions.rules import village_problem


def _check_roster(intake: Intake, tables: Sequence[Table]) -> Callable[[ParsedRow], RowProblem | None]:
    index = intake.memory["villages"] = village_index(intake.region)
    there: dict[str, PostFacts] = {p.number: p for p in posts(intake.region)}
    intake.memory["posts"] = there
    if not there:
        raise UnusableInput(
            "系统里还没有岗位，花名册对不上岗位：请先导入岗位台账（gonggang import posts 文件）。"
        )

    def check(row: ParsedRow) -> RowProblem | None:
        problem = village_problem(index, row.values["village"], row.values["township"])
        if problem:
            return row.problem("village", "unknown_region", problem)
        if row.values["post_number"] not in there:
            return row.problem(
                "post_number",
                "unknown_post",
                f"岗位台账里没有编号 {row.values['post_number']}。请先导入岗位台账，或改正编号。",
            )
        return None

    return check


def _apply_roster(parsed: ParsedFile, intake: Intake) -> Applied:
    index, there = intake.memory["villages"], intake.memory["posts"]
    rows = parsed.rows
    codes = [index.find(row.values["village"], row.values["township"]) for row in rows]
    who = {"officer": intake.officer, "batch": intake.batch}
    registered, changed = people.register_people(
        [entry_of(row, code, intake.today) for row, code in zip(rows, codes, strict=True)], **who
    )
    ids = [registered[row.values["id_number"]].person_id for row in rows]
    changed += people.add_categories(
        (
            (person, category, row.values["recognised_on"])
            for person, row in zip(ids, rows, strict=True)
            for category in row.values["categories"]
        ),
        source="花名册",
        **who,
    )
    changed += people.add_accounts(
        (
            (person, row.values["account"], row.values["bank_name"] or "")
            for person, row in zip(ids, rows, strict=True)
            if row.values["account"]
        ),
        **who,
    )
    accounts = account_ids(
        (person, row.values["account"])
        for person, row in zip(ids, rows, strict=True)
        if row.values["account"]
    )
    entries = [
        _placement(row, person, code, there[row.values["post_number"]], accounts)
        for row, person, code in zip(rows, ids, codes, strict=True)
    ]
    stored, more = placements.take_over(entries, **who)
    changed += more
    changed += keep_old_procedures(
        {
            placement.pk: (placement.village_code, _dates(row))
            for placement, row in zip(stored, rows, strict=True)
        },
        **who,
    )
    warnings = [
        row.problem("name", "name_differs", "此号码在系统中已登记为另一姓名。请核对证件，姓名未改动。")
        for row in rows
        if registered[row.values["id_number"]].name != row.values["name"]
    ]
    return Applied(changed=changed, warnings=warnings)


def _placement(
    row: ParsedRow, person: int, village: int, post: PostFacts, accounts: dict[tuple[int, str], int]
) -> TakenOver:
    value = row.values
    return TakenOver(
        person_id=person,
        post_id=post.post_id,
        village_code=village,
        urban_rural=value["urban_rural"] or post.urban_rural,
        begins_on=value["onboarding_on"],
        placement_seq=value["placement_seq"] or 1,
        category=next(iter(value["categories"]), None),
        recognised_on=value["recognised_on"],
        agreement_begins_on=value["agreement_begins_on"],
        agreement_ends_on=value["agreement_ends_on"],
        account_id=accounts.get((person, value["account"])) if value["account"] else None,
        note=value["note"] or "",
        source_row=row.row,
        host_unit=value["host_unit"] or "",
        host_uscc=value["host_uscc"] or "",
    )


def _dates(row: ParsedRow) -> ProcedureDates:
    return ProcedureDates(**{name: row.values[name] for name in DATE_FIELDS})


def _check_applicants(intake: Intake, tables: Sequence[Table]) -> Callable[[ParsedRow], RowProblem | None]:
    index = intake.memory["villages"] = village_index(intake.region)
    there = intake.memory["posts"] = {p.number: p for p in posts(intake.region)}

    def check(row: ParsedRow) -> RowProblem | None:
        if not row.values["village"]:
            return None
        post = there.get(row.values["post_number"] or "")
        near = post.village_code if post else None
        problem = village_problem(index, row.values["village"], row.values["township"], near=near)
        return row.problem("village", "unknown_region", problem) if problem else None

    return check


def _apply_applicants(parsed: ParsedFile, intake: Intake) -> Applied:
    index, there = intake.memory["villages"], intake.memory["posts"]
    who = {"officer": intake.officer, "batch": intake.batch}
    found = [there.get(row.values["post_number"] or "") for row in parsed.rows]
    codes = [
        index.find(row.values["village"], row.values["township"], near=post.village_code if post else None)
        if row.values["village"]
        else post.village_code
        if post
        else None
        for row, post in zip(parsed.rows, found, strict=True)
    ]
    registered, changed = people.register_people(
        [entry_of(row, code, intake.today) for row, code in zip(parsed.rows, codes, strict=True)], **who
    )
    entries = []
    for row, post, code in zip(parsed.rows, found, codes, strict=True):
        value = row.values
        entries.append(
            ApplicationEntry(
                person_id=registered[value["id_number"]].person_id,
                post_number=value["post_number"] or "",
                post_id=post.post_id if post else None,
                village_code=code,
                categories=tuple(value["categories"]),
                recognised_on=value["recognised_on"],
                family=tuple(value["family"]),
                declares_kin=value["declares_kin"],
                declared_relation=value["declared_relation"] or "",
                declared_relative=value["declared_relative"] or "",
                committed_on=value["committed_on"],
                applied_on=value["applied_on"],
            )
        )
    warnings = [
        row.problem("post_number", "unknown_post", "岗位台账里没有这个编号，报名已收下。请核对意向岗位。")
        for row, post in zip(parsed.rows, found, strict=True)
        if post is None and row.values["post_number"]
    ]
    return Applied(changed=changed + take_over(entries, **who), warnings=warnings)


def _villages(rows: Sequence[ParsedRow], intake: Intake) -> list[tuple[int | None, ...]]:
    """The village of each row and that of its post: nobody is put into another territory's post."""
    index, there = intake.memory["villages"], intake.memory["posts"]
    found: list[tuple[int | None, ...]] = []
    for row in rows:
        post = there.get(row.values["post_number"] or "")
        near = post.village_code if post else None
        village = row.values["village"]
        code = index.find(village, row.values["township"], near=near) if village else None
        found.append((code, near))
    return found


declare(
    Importer(
        kind="placements",
        label="在岗人员花名册",
        order=30,
        sheet=ROSTER,
        apply=_apply_roster,
        check=_check_roster,
        villages=_villages,
    )
)
declare(
    Importer(
        kind="applicants",
        label="报名人员",
        order=40,
        sheet=APPLICANTS,
        apply=_apply_applicants,
        check=_check_applicants,
        villages=_villages,
    )
)
