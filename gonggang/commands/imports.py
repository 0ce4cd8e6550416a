"""`gonggang import`, `load`, `batches`, `undo`: files in, and back out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer
from rich.progress import Progress
from rich.table import Table

from gonggang.commands.words import page_console, people_console, print_json
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.server.opening import open_database

if TYPE_CHECKING:
    from gonggang.exchange.intake import Intake
    from gonggang.exchange.report import FileReport

SHOWN_PROBLEMS_MAX = 20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import", help="导入一个文件。")(import_one)
    app.command("load", help="导入一个县的整个文件夹，按表头识别，按需要的次序。")(load)
    app.command("batches", help="列出导入批次。")(batches)
    app.command("undo", help="撤回一个导入批次。")(undo)


def new_intake(path: Path, month: Month | None, region: str | None) -> Intake:
    """An intake in the name of this host's operator."""
    from gonggang.accounts.actions import operator_officer
    from gonggang.exchange.intake import Intake
    from gonggang.regions.queries import region_from_text

    return Intake(
        path=path,
        officer=operator_officer(),
        today=datetime.now(ZoneInfo("Asia/Shanghai")).date(),
        region=region_from_text(region) if region else 0,
        month=month,
    )


def existing(path: Path) -> Path:
    """The path, if there is something; else UnusableInput."""
    if not path.exists():
        raise UnusableInput(f"找不到“{path}”：请核对文件名和所在文件夹。")
    return path


def import_one(
    kind: str = typer.Argument(..., metavar="KIND", help="文件种类，如 placements、posts、register。"),
    file: Path = typer.Argument(..., metavar="FILE", help="文件。"),
    month: str | None = typer.Option(None, "--month", help="所属月份，如 2024-05。"),
    register_kind: str | None = typer.Option(
        None, "--register", help="指定登记簿种类，如 employee_insurance。"
    ),
    region: str | None = typer.Option(None, "--region", help="所属区划，如 379901。"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只检查，不写入。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """One file, by its kind."""
    of_month = Month.parse(month) if month else None
    existing(file)
    open_database()
    from gonggang.exchange.intake import import_file

    report = import_file(kind, new_intake(file, of_month, region), register=register_kind, dry_run=dry_run)
    if json:
        print_json({**report.as_json(), "dry_run": dry_run})
        return
    show([report])
    if dry_run:
        page_console.print("只是检查，没有写入。")


def load(
    folder: Path = typer.Argument(..., metavar="DIR", help="县里交来的文件夹。"),
    region: str | None = typer.Option(None, "--region", help="所属区划，如 379901。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """Every file of a county's folder."""
    existing(folder)
    open_database()
    reports, unrecognised = load_folder(folder, region)
    from gonggang.reporting import doubts

    doubts.judge()  # what came in is judged now, so that no page has to
    for one in unrecognised["unreadable"]:
        people_console.print(f"没有读入：{one['message']}", style="red", markup=False, soft_wrap=True)
    if json:
        print_json({"files": [r.as_json() for r in reports], **unrecognised})
        return
    show(reports)
    for name in unrecognised["unrecognised"]:
        advice = "（子文件夹，没有读入：请用 gonggang load 另行读入）" if name.endswith("/") else ""
        page_console.print(f"没有识别：{name}{advice}", style="yellow", markup=False, soft_wrap=True)


def load_folder(folder: Path, region: str | None = None) -> tuple[list[FileReport], dict[str, Any]]:
    """Take in a folder with a progress bar; returns the reports in loading order and what was not recognised.

    A file that cannot be used is named, and the others go in. Raises UnusableInput when none can be used, and where
    the table of regions is wanting, on which all that follows depends.
    """
    from gonggang.exchange.intake import import_recognised, recognise_folder
    from gonggang.regions.rules import NoVillages

    with Progress(console=people_console, transient=True, disable=not people_console.is_terminal) as progress:
        task = progress.add_task("识别文件", total=None)
        found, unrecognised, unreadable = recognise_folder(folder)
        progress.update(task, total=len(found))
        reports = []
        county = 0
        for one in found:
            progress.update(task, description=f"导入 {one.path.name}")
            intake = new_intake(one.path, None, region)
            intake.region = intake.region or county
            try:
                reports.append(import_recognised(one, intake))
                county = intake.region
            except NoVillages:
                raise
            except UnusableInput as error:
                unreadable.append({"file": one.path.name, "message": _naming(one.path, str(error))})
            progress.advance(task)
    if not reports:
        raise UnusableInput(unreadable[0]["message"])
    return reports, {"unrecognised": unrecognised, "unreadable": unreadable}


def _naming(path: Path, message: str) -> str:
    """The message with the file's name, for among many files somebody must know which one it is."""
    return message if path.name in message else f"“{path.name}”：{message}"


def show(reports: list[FileReport], problems_max: int = SHOWN_PROBLEMS_MAX) -> None:
    """The reports as a table, and the first refused rows in words."""
    table = Table(title="导入结果", title_justify="left")
    for heading in ("文件", "数据行", "收下", "退回", "提醒"):
        table.add_column(heading, justify="left" if heading == "文件" else "right")
    for report in reports:
        table.add_row(
            report.file,
            f"{report.rows_total:,}",
            f"{report.rows_accepted:,}",
            f"{report.rows_total - report.rows_accepted:,}",
            f"{len(report.warnings):,}",
        )
    page_console.print(table)
    problems = [(report.file, problem) for report in reports for problem in report.rejected]
    for file, problem in problems[:problems_max]:
        where = f"{file} {problem.sheet}" if problem.sheet else file
        page_console.print(f"{where} {problem.message}", markup=False, soft_wrap=True)
    if len(problems) > problems_max:
        page_console.print(f"……还有 {len(problems) - problems_max} 行退回，加 --json 查看全部。")


def batches(json: bool = typer.Option(False, "--json", help="输出一个 JSON。")) -> None:
    """The newest import batches."""
    open_database()
    from gonggang.exchange.queries import recent_batches

    found = recent_batches()
    if json:
        print_json(
            [
                {
                    "batch": b.pk,
                    "kind": b.kind,
                    "file": b.file_name,
                    "rows_accepted": b.rows_accepted,
                    "imported_at": b.imported_at.isoformat(),
                    "undone": b.undone_at is not None,
                }
                for b in found
            ]
        )
        return
    table = Table(title="导入批次（新的在前）", title_justify="left")
    for heading in ("批次", "种类", "文件", "收下行", "时间", "状态"):
        table.add_column(heading)
    for b in found:
        when = b.imported_at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")
        table.add_row(
            str(b.pk), b.kind, b.file_name, f"{b.rows_accepted:,}", when, "已撤回" if b.undone_at else "有效"
        )
    page_console.print(table if found else "还没有导入过文件。")


def undo(
    batch: int = typer.Argument(..., metavar="BATCH", help="批次号，见 gonggang batches。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """Take a batch back whole."""
    open_database()
    from gonggang.exchange.actions import undo_batch

    undone = undo_batch(batch)
    if json:
        print_json({"batch": undone.pk, "file": undone.file_name, "undone": True})
        return
    page_console.print(f"第 {undone.pk} 号批次（{undone.file_name}）已撤回。")
