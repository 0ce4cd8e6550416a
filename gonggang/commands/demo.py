"""`gonggang demo`: a made-up county from its files to what they mean, then the site."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import typer
from rich.panel import Panel
from rich.table import Table

from gonggang.commands.words import page_console, people_console, print_json, step_by_step
from gonggang.core.month import Month
from gonggang.server.home import home

DEMO_MONTH = Month(2024, 5)
DEMO_PEOPLE = 1000
DEMO_SEED = 20240501


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help="演示：造一个示范县的文件，导入、比对、算补贴、预警，然后打开网页。")(demo)


def demo(
    serve: bool = typer.Option(True, "--serve/--no-serve", help="办完后打开网页服务。"),
    port: int = typer.Option(8000, "--port", min=1, max=65535, help="网页端口；被占用时顺延。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """The whole main job on a sample county. Its data lie in a home of their own, apart from real work."""
    place = home() / "demo"
    os.environ["GONGGANG_HOME"] = str(place)
    os.environ["GONGGANG_OPEN_DEMONSTRATION"] = "1"
    from gonggang.commands.imports import load_folder, show
    from gonggang.server.opening import open_database

    open_database()
    folder = sample_folder(place)
    people_console.print(f"示范县的文件在 {folder}")
    reports, _ = load_folder(folder)
    from gonggang.cycle.actions import run_month
    from gonggang.reporting.month import month_json

    with step_by_step(f"办理 {DEMO_MONTH}") as progress:
        done = run_month(DEMO_MONTH, progress=progress)
    if json:
        print_json(month_json(done))
    else:
        show(reports, problems_max=5)
        print_summary(done[0].region, done[0].name, DEMO_MONTH)
    if serve:
        from gonggang.commands.up import print_sample_accounts

        print_sample_accounts(people_console)
        from gonggang.server.web import serve as serve_site

        serve_site(port)


def sample_folder(place: Path) -> Path:
    """The folder of the sample county, written once; a folder left half written is written again."""
    from gonggang.sample.county import write_county

    folder = place / "county"
    done = folder / "expected.json"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        write_county(folder, people=DEMO_PEOPLE, seed=DEMO_SEED, month=DEMO_MONTH, code=379901)
    return folder


def print_summary(region: int, name: str, month: Month) -> None:
    """What the month means, on one screen, in words that a bureau chief would use."""
    from gonggang.core.money import format_yuan
    from gonggang.reporting.summary import month_summary
    from gonggang.reporting.words import CHECKS, DEFECTS, HELD, NOT_COMPARED, word

    s = month_summary(region, month)
    page_console.print(Panel(f"{name} {month} 公益性岗位月度办理", expand=False))
    lines = Table(show_header=False, box=None, pad_edge=False)
    lines.add_column(style="bold", no_wrap=True)
    lines.add_column()
    lines.add_row(
        "在岗",
        f"{s.people:,} 人（乡村 {s.rural:,}、城镇 {s.urban:,} 个在岗记录），"
        f"岗位 {s.posts:,} 个，名额 {s.places:,}，已用 {s.places_taken:,}",
    )
    missing = f"，{s.villages_without_sheet} 个村没有交表" if s.villages_without_sheet else ""
    lines.add_row("考勤", f"{s.sheets} 张考勤表，已锁定 {s.sheets_locked} 张{missing}")
    reasons = "、".join(f"{word(HELD, r)} {n}" for r, n in sorted(s.held_by_reason.items()))
    lines.add_row(
        "补贴",
        f"应发 {s.totals.lines:,} 行 {format_yuan(s.totals.total_fen)} 元；"
        f"其中暂缓 {s.totals.held_lines:,} 行 {format_yuan(s.totals.held_fen)} 元"
        + (f"（{reasons}）" if reasons else ""),
    )
    lines.add_row(
        "回盘",
        f"一卡通成功 {s.bank_success:,} 笔 {format_yuan(s.bank_success_fen)} 元，失败 {s.bank_failed:,} 笔",
    )
    defects = "、".join(f"{word(DEFECTS, k)} {n}" for k, n in s.defects.items()) or "没有"
    lines.add_row("程序", f"{s.people_with_defects:,} 人的上岗程序有疑点：{defects}")
    lines.add_row("期满", "、".join(f"{days} 天内 {n:,} 人" for days, n in s.expiring.items()))
    lines.add_row("投诉", f"台账 {s.complaints:,} 件，未办结 {s.complaints_open:,} 件")
    page_console.print(lines)
    table = Table(title="数据比对（命中只是疑点，须有人核实）", title_justify="left")
    for heading in ("比对项", "已比对", "命中", "没有比对", "原因"):
        table.add_column(heading, justify="left" if heading in ("比对项", "原因") else "right")
    for check in s.checks:
        table.add_row(
            word(CHECKS, check.check),
            f"{check.compared:,}",
            f"{check.hits:,}",
            f"{sum(check.not_compared.values()):,}",
            "、".join(f"{word(NOT_COMPARED, w)} {n}" for w, n in check.not_compared.items()),
        )
    page_console.print(table)
