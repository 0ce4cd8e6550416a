"""`gonggang month`: compare, lock, compute, warn."""

from __future__ import annotations

import typer
from rich.table import Table

from gonggang.commands.words import page_console, people_console, print_json, step_by_step
from gonggang.core.money import format_yuan
from gonggang.core.month import Month
from gonggang.server.opening import open_database


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("month", help="办理一个月：比对、锁定考勤、计算补贴、期满预警。")(month)
    app.command("count-figures", hidden=True)(count_figures)


def month(
    month: str = typer.Argument(..., metavar="MONTH", help="月份，如 2024-05。"),
    region: str | None = typer.Option(None, "--region", help="只办理这个区划，如 379901。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """The monthly cycle of everything loaded, or of one region."""
    of_month = Month.parse(month)
    open_database()
    from gonggang.cycle.actions import run_month
    from gonggang.regions.queries import region_from_text
    from gonggang.reporting.month import month_json

    code = region_from_text(region) if region else 0
    from gonggang.reporting import rollup

    with step_by_step(f"办理 {of_month}") as progress:
        done = run_month(of_month, code, progress=progress)
        for county in done:
            if county.region % 10**6 == 0:
                progress(f"{county.name} {of_month}：统计")
                rollup.count_county(county.region, of_month)
    for county in done:
        if county.nothing_new:
            people_console.print(
                f"{county.name} {of_month} 已经办理过：考勤已锁定，补贴已算定，本次没有改动。"
            )
        elif county.sheets == 0:
            people_console.print(
                f"{county.name} {of_month} 一张考勤表也没有，补贴没有计算：请先导入月考勤表。"
            )
    if json:
        print_json(month_json(done))
        return
    table = Table(title=f"{of_month} 月度办理", title_justify="left")
    for heading in (
        "区划",
        "在岗",
        "命中",
        "考勤表（已锁/共）",
        "补贴行",
        "应发（元）",
        "暂缓（元）",
        "期满预警",
    ):
        table.add_column(heading, justify="left" if heading == "区划" else "right")
    from gonggang.screening.queries import hits_of
    from gonggang.subsidies.queries import totals

    for county in done:
        sums = totals(county.region, of_month)
        table.add_row(
            county.name,
            f"{county.run.people:,}",
            f"{len(hits_of(county.run)):,}",
            f"{county.locked}/{county.sheets}",
            f"{sums.lines:,}",
            format_yuan(sums.total_fen),
            format_yuan(sums.held_fen),
            f"{len(county.warnings):,}",
        )
    page_console.print(table)


def count_figures(
    region: int = typer.Argument(..., metavar="REGION"), month: str = typer.Argument(..., metavar="MONTH")
) -> None:
    """Count the counties of a place whose figures are old; the desk calls this, nobody types it."""
    of_month = Month.parse(month)
    open_database()
    from gonggang.reporting import rollup

    rollup.count_alone(region, of_month)
