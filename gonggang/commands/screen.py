"""`gonggang screen`: files in, hits out, without a database."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import typer

from gonggang.commands.words import page_console, people_console, print_json
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.policy.parameters import OutsideForce

if TYPE_CHECKING:
    from gonggang.commands.screen_inputs import Folder
    from gonggang.exchange.sheets import ParsedFile
    from gonggang.screening.results import ScreeningResult

COLUMNS: Final = (
    "id_number",
    "name",
    "check",
    "fact_date",
    "register",
    "source_file",
    "source_row",
    "detail",
)
_FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")
Progress = Callable[[str], None]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("screen", help="花名册与各部门数据直接比对，不用数据库，结果写成 CSV。")(screen)


def screen(
    roster: Path = typer.Option(..., "--roster", help="在岗人员花名册（Excel 或 CSV）。"),
    registers: Path = typer.Option(..., "--registers", help="放着各部门数据的文件夹。"),
    month: str = typer.Option(..., "--month", help="月份，如 2024-05。"),
    out: Path = typer.Option(..., "--out", help="比对结果写到哪个 CSV 文件。"),
    engine: str = typer.Option("duckdb", "--engine", help="比对引擎：duckdb 或 spark。"),
    region: str | None = typer.Option(
        None, "--region", help="没有区划表时，花名册属于哪个区划（如 379901）。"
    ),
    json: bool = typer.Option(False, "--json", help="在标准输出给出一份 JSON。"),
) -> None:
    """Compares a roster file with a folder of registers for a month."""
    of_month = Month.parse(month)
    _refuse_bad_paths(roster, registers, out, engine)
    try:
        work = _compare(roster, registers, of_month, engine, _region_code(region))
    except OutsideForce as error:
        raise UnusableInput(str(error)) from error
    try:
        _write_hits(work.result, out)
    except OSError as error:
        raise UnusableInput(
            f"不能写到 {out}（{error.strerror}）：请核对权限和剩余空间，或换一个文件夹。"
        ) from None
    if json:
        print_json(_document(work, of_month, engine, out))
    else:
        _show(work.result, work.parsed, out)


@dataclass(frozen=True, slots=True)
class _Work:
    """What was read and what was found."""

    folder: Folder
    parsed: ParsedFile
    roster: Path
    result: ScreeningResult


def _refuse_bad_paths(roster: Path, registers: Path, out: Path, engine: str) -> None:
    from gonggang.screening.backends import refuse_unknown_engine

    refuse_unknown_engine(engine)
    if not roster.is_file():
        raise UnusableInput(f"找不到花名册 {roster}：请核对路径。")
    if not registers.is_dir():
        raise UnusableInput(f"{registers} 不是文件夹：请给出放着比对数据的文件夹。")
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise UnusableInput(f"不能写到 {out}：请给出一个已有文件夹里的文件名。")
    if out.resolve() == roster.resolve() or (out.exists() and out.resolve().parent == registers.resolve()):
        raise UnusableInput(f"{out} 会盖掉已有的数据文件：请换一个文件名或文件夹。")


def _region_code(written: str | None) -> int:
    """A code of 2 to 12 digits as 12; 0, the whole country, when none is given."""
    if written is None:
        return 0
    if not written.isdigit() or len(written) not in (2, 4, 6, 9, 12):
        raise UnusableInput(f"没有“{written}”这样的区划代码：请写 6 位或 12 位数字，例如 379901。")
    return int(written.ljust(12, "0"))


def _compare(roster: Path, registers: Path, month: Month, engine: str, region: int) -> _Work:
    from gonggang.commands import screen_inputs as inputs
    from gonggang.policy.parameters import parameters
    from gonggang.screening.engine import compare
    from gonggang.screening.roster import build_roster

    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    with (
        tempfile.TemporaryDirectory(prefix="gonggang-screen-") as temporary,
        people_console.status("读取文件") as status,
    ):
        folder = inputs.read_folder(
            registers, roster, Path(temporary), today, lambda name: status.update(f"读取 {name}")
        )
        inputs.find_places_beside(roster, folder)
        places = inputs.Places(folder, today)
        status.update(f"读取 {roster.name}")
        parsed = inputs.read_roster(roster, places, today)
        if not parsed.rows:
            raise UnusableInput(f"{roster.name} 里没有一行可用的在岗人员：请核对花名册。")
        table = build_roster(places.roster_rows(parsed, region), month, parameters())
        result = compare(
            table,
            inputs.by_kind(folder.registers),
            month,
            engine=engine,
            roster_file=roster.name,
            count_matched=True,
            progress=lambda step: status.update(f"比对 {step}"),
        )
    return _Work(folder, parsed, roster, result)


def _write_hits(result: ScreeningResult, out: Path) -> None:
    """Writes the CSV beside its final name and puts it there whole."""
    handle, name = tempfile.mkstemp(prefix=".screen-", suffix=".part", dir=out.resolve().parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(COLUMNS)
            for hit in result.hits:
                writer.writerow([_safe(getattr(hit, column)) for column in COLUMNS])
        part.chmod(0o644)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_BEGINNINGS) else text


def _document(work: _Work, month: Month, engine: str, out: Path) -> dict[str, Any]:
    from gonggang.exchange.report import FileReport

    folder, result = work.folder, work.result
    used = {register.digest: register for register in result.registers}
    registers = [
        {**used[one.digest].as_json(), "rejected": [problem.as_json() for problem in one.rejected]}
        for one in folder.registers
    ]
    return {
        "month": str(month),
        "engine": engine,
        "out": str(out),
        "roster": FileReport.of(work.roster.name, work.parsed).as_json(),
        "regions_file": folder.regions[0].name if folder.regions else None,
        "posts_file": folder.posts[0].name if folder.posts else None,
        "people": result.people,
        "hits": [{column: getattr(hit, column) for column in COLUMNS} for hit in result.hits],
        "not_compared": [
            {"id_number": one.id_number, "check": one.check, "why": one.why} for one in result.unclear
        ],
        "checks": [coverage.as_json() for coverage in result.coverage],
        "registers": registers,
        "same_again": folder.same_again,
        "unused": folder.unused,
    }


def _show(result: ScreeningResult, parsed: ParsedFile, out: Path) -> None:
    from rich.table import Table

    from gonggang.screening.sentences import CHECK_LABELS, WHY_LABELS

    hits: dict[str, int] = {}
    for hit in result.hits:
        hits[hit.check] = hits.get(hit.check, 0) + 1
    table = Table("比对项", "命中", "已比对", "未比对及原因", title=f"比对 {result.people} 人")
    for coverage in result.coverage:
        reasons = "，".join(
            f"{WHY_LABELS.get(why, why)} {count}" for why, count in coverage.not_compared.items()
        )
        table.add_row(
            CHECK_LABELS[coverage.check], str(hits.get(coverage.check, 0)), str(coverage.compared), reasons
        )
    page_console.print(table)
    if parsed.rejected:
        people_console.print(
            f"花名册有 {len(parsed.rejected)} 行不能用，没有参加比对；加 --json 可看每一行。"
        )
    page_console.print(f"共 {len(result.hits)} 条命中，待逐条核实；已写入 {out}")
