"""How a plan table gets in: the places below the one it is for, handed down as a whole or not at all (clause 1.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from gonggang.campaign.actions import PlanRefused, hand_down
from gonggang.campaign.rules import Share
from gonggang.campaign.sheets import PLAN
from gonggang.core.errors import RowProblem
from gonggang.core.text import drop_invisible, half_width
from gonggang.exchange.intake import Applied, Importer, Intake, declare
from gonggang.exchange.sandbox import Table
from gonggang.exchange.sheets import ParsedFile, ParsedRow
from gonggang.regions import queries as regions

_YEAR: Final = re.compile(r"(20\d\d)\s*年")
# The year stands in the title, above the heading.
_TITLE_ROWS: Final = 6
_SUFFIX: Final = re.compile(r"(街道办事处|街道|自治县|社区|县|区|市|镇|乡|村)$")


def _check(intake: Intake, tables: Sequence[Table]) -> Callable[[ParsedRow], RowProblem | None]:
    here = intake.place or intake.region
    if not here:
        raise PlanRefused("没有说是哪里的计划：请先选这张表是哪个市、县或乡镇的（命令行加 --region）。")
    intake.memory["year"] = _year_of(intake, tables)
    intake.memory["places"] = places = _places(here)

    def check(row: ParsedRow) -> RowProblem | None:
        value = row.values
        if _code(places, value["place"]) is None:
            why = f"{_name(here)}下面没有“{value['place']}”。请核对名称，一张表只填直接下级。"
            return row.problem("place", "unknown_region", why)
        if value["urban"] is None and value["rural"] is None:
            why = "城镇和乡村都没有填数。没有这一项就留空，没有名额请填 0，两项不能都空着。"
            return row.problem("urban", "bad_number", why)
        both = (value["urban"] or 0) + (value["rural"] or 0)
        if value["total"] is not None and value["total"] != both:
            why = f"总数填的是 {value['total']}，城镇与乡村相加是 {both}。请改到相等。"
            return row.problem("total", "sum_differs", why)
        return None

    return check


def _apply(parsed: ParsedFile, intake: Intake) -> Applied:
    places = intake.memory["places"]
    shares = {
        code: Share(row.values["urban"], row.values["rural"])
        for row in parsed.rows
        if (code := _code(places, row.values["place"])) is not None
    }
    if not shares:
        return Applied()
    before = intake.batch.changes.count()
    kept = hand_down(
        intake.memory["year"],
        shares,
        document="",
        on=intake.today,
        officer=intake.officer,
        batch=intake.batch,
    )
    new = sum(quota.batch_id == intake.batch.pk for quota in kept)
    return Applied(changed=new + intake.batch.changes.count() - before)


def _villages(rows: Sequence[ParsedRow], intake: Intake) -> list[tuple[int | None, ...]]:
    """The place of each row, by which the territory of whoever hands the plan down is kept."""
    return [(_code(intake.memory["places"], row.values["place"]),) for row in rows]


def _year_of(intake: Intake, tables: Sequence[Table]) -> int:
    """The year in the title or the name of the file, else of the month that was chosen."""
    titles = [str(cell) for table in tables for row in table.rows[:_TITLE_ROWS] for cell in row.cells if cell]
    for words in (*titles, intake.path.stem):
        if (found := _YEAR.search(half_width(words))) is not None:
            return int(found[1])
    if intake.month is None:
        raise PlanRefused("看不出是哪一年的计划：请在表的标题里写明，例如“2024 年岗位开发计划表”。")
    return intake.month.year


def _places(here: int) -> dict[str, int]:
    """The place itself and those right below, by name; also without 县, 镇 or 村, where that means one place only."""
    there = [*regions.children(here), *([found] if (found := regions.place(here)) else [])]
    whole = {_key(each.name): each.code for each in there}
    short: dict[str, int] = {}
    twice: set[str] = set()
    for name, code in whole.items():
        bare = _SUFFIX.sub("", name)
        twice |= {bare} & short.keys()
        short[bare] = code
    return {name: code for name, code in short.items() if name and name not in twice} | whole


def _code(places: dict[str, int], name: str) -> int | None:
    return places.get(_key(name))


def _key(name: str) -> str:
    return drop_invisible(half_width(name)).replace("（本级）", "").replace("(本级)", "")


def _name(code: int) -> str:
    return regions.names({code}).get(code) or str(code)


declare(
    Importer(
        kind="plan",
        label="岗位开发计划表",
        order=15,
        sheet=PLAN,
        apply=_apply,
        check=_check,
        villages=_villages,
    )
)
