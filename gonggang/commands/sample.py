"""`gonggang sample`: invented folders as bureaus hand them over, of one county or of a whole province."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gonggang.commands.words import page_console, people_console, print_json
from gonggang.core.month import Month


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("sample", help="造样例：人、岗位、考勤和各部门数据全是虚构的，并写明其中该查出什么。")(sample)


def sample(
    folder: Path = typer.Argument(..., metavar="DIR", help="写到哪个新的或空的文件夹。"),
    people: int = typer.Option(
        ..., "--people", metavar="N", help="在岗人数；超过 3 万就按多个县写成一个省。"
    ),
    seed: int = typer.Option(1, "--seed", min=0, help="种子；同样的种子写出同样的文件。"),
    month: str = typer.Option("2024-05", "--month", help="月份，如 2024-05。"),
    counties: int | None = typer.Option(None, "--counties", help="分成几个县；不写就按人数定。"),
    register_rows: int | None = typer.Option(
        None, "--register-rows", help="五种比对数据一共多少行；不写就按人数定。"
    ),
    json: bool = typer.Option(False, "--json", help="在标准输出给出一份 JSON。"),
) -> None:
    """Writes a sample; up to 30,000 people make a county, more a province."""
    from gonggang.sample.county import PEOPLE_MAX

    of_month = Month.parse(month)
    if counties in (None, 1) and people <= PEOPLE_MAX:
        summary = _county(folder, people, seed, of_month, register_rows)
    else:
        summary = _province(folder, people, seed, of_month, counties, register_rows)
    if json:
        print_json(summary)
        return
    if summary["registers"]:
        rows = sum(one["rows"] for one in summary["registers"])
        page_console.print(
            f"已写好 {len(summary['counties'])} 个县、{summary['people']:,} 人，比对数据 {rows:,} 行：{folder}"
        )
        page_console.print("每个县的文件夹里有 expected.json，写着该查出什么。")
    else:
        page_console.print(f"已写好一个县、{summary['people']:,} 人：{folder}")
        page_console.print("其中 expected.json 写着该查出什么。")


def _county(folder: Path, people: int, seed: int, month: Month, register_rows: int | None) -> dict[str, Any]:
    from gonggang.sample.county import DEMO_COUNTY_NAME, write_county

    with people_console.status("正在写一个县的文件"):
        truth = write_county(folder, people, seed, month, register_rows=register_rows)
    return {
        "month": str(month),
        "seed": seed,
        "people": people,
        "counties": [
            {
                "county": truth["county"],
                "name": DEMO_COUNTY_NAME,
                "city": None,
                "people": people,
                "folder": ".",
            }
        ],
        "registers": [],
    }


def _province(
    folder: Path, people: int, seed: int, month: Month, counties: int | None, register_rows: int | None
) -> dict[str, Any]:
    from gonggang.sample.folders import NewFolder
    from gonggang.sample.province import province_size, write_province

    province_size(people, month, counties, register_rows)  # refuse before a bar is drawn
    NewFolder(folder).check()
    words = {"county": "县的文件", "rows": "比对数据（行）"}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=people_console, transient=True) as bars:
        tasks = {what: bars.add_task(text, total=None) for what, text in words.items()}

        def show(what: str, done: int, total: int) -> None:
            bars.update(tasks[what], completed=done, total=total)

        return write_province(
            folder, people, seed, month, counties=counties, register_rows=register_rows, progress=show
        )
