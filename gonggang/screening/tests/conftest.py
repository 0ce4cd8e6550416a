"""Registers and rosters of a few made-up people (area 3799), and a comparison of them in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gonggang.core.month import Month
from gonggang.core.national_id import check_character
from gonggang.policy.parameters import parameters
from gonggang.registers.intake import take_in
from gonggang.screening.engine import compare
from gonggang.screening.results import ScreeningResult
from gonggang.screening.roster import RosterRow, build_roster

MONTH = Month(2024, 5)
VILLAGE = 379901001001

HEADINGS = {
    "employee_insurance": "身份证号,姓名,单位名称,统一社会信用代码,险种,费款所属期,缴费状态",
    "business_registration": "姓名,身份证号,主体名称,统一社会信用代码,角色,状态,成立日期,注销日期",
    "pension": "姓名,身份证号,待遇类型,待遇起始月",
    "death": "姓名,身份证号,死亡日期",
    "fiscal_payroll": "姓名,身份证号,单位,人员性质,起始年月",
}


def number_of(serial: int, birth: str = "19700101") -> str:
    """The ID of nobody; an odd serial is a man's."""
    first17 = f"379901{birth}{serial:03d}"
    return first17 + check_character(first17)


def in_post(serial: int, name: str = "张三", birth: str = "19700101", **values: Any) -> RosterRow:
    """Someone in a rural post, unless `values` say otherwise."""
    given: dict[str, Any] = {
        "placement": f"{serial}-{values.get('source_row', 4)}",
        "person_key": int(number_of(serial, birth)[:17]),
        "name": name,
        "urban_rural": "RURAL",
        "started_on": date(2023, 1, 1),
        "village_code": VILLAGE,
        "account": f"62{serial:03d}",
        "source_row": 4,
    }
    return RosterRow(**{**given, **values})


Compare = Callable[..., ScreeningResult]


@pytest.fixture
def screened(tmp_path: Path) -> Compare:
    """Compares people with registers given as lines of CSV by kind; `files` gives several files of one kind."""

    def run(people: Sequence[RosterRow], month: Month = MONTH, **registers: Any) -> ScreeningResult:
        options = {k: registers.pop(k) for k in ("parameters", "count_matched", "engine") if k in registers}
        taken: dict[str, list[Any]] = {}
        for kind, lines in registers.items():
            for number, some in enumerate(
                lines if lines and isinstance(lines[0], list) else [lines], start=1
            ):
                path = tmp_path / f"{kind}-{number}.csv"
                path.write_text("\n".join([HEADINGS[kind], *some]) + "\n", encoding="gb18030")
                taken.setdefault(kind, []).append(
                    take_in(path, out_dir=tmp_path / "taken", as_of=date(2024, 6, 1))
                )
        values = options.get("parameters") or parameters()
        roster = build_roster(people, month, values)
        return compare(roster, taken, month, roster_file="03.xlsx", **options)

    return run


def told(result: ScreeningResult) -> list[tuple[str, str, str | None]]:
    """(ID, check, fact date) of every hit."""
    return [(h.id_number, h.check, h.fact_date.isoformat() if h.fact_date else None) for h in result.hits]
