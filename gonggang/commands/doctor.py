"""`gonggang doctor`: is everything in order that the other commands rely on, and if not, what to do."""

from __future__ import annotations

import os

import typer

from gonggang.commands.words import page_console, print_json
from gonggang.server.health import HealthFinding, examine

MARKS = {"ok": "[green]正常[/]", "warn": "[yellow]提醒[/]", "fail": "[red]故障[/]"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help="检查运行环境：Python、数据文件夹、密钥、磁盘、数据库。")(doctor)


def doctor(json: bool = typer.Option(False, "--json", help="输出一个 JSON。")) -> None:
    """Look at everything; exit status 1 when something does not work."""
    findings = list(examine())
    if any(finding.name == "database" and finding.verdict == "ok" for finding in findings):
        findings.append(_migrations())
        if findings[-1].verdict == "ok":
            findings.append(_places())
    healthy = all(finding.verdict != "fail" for finding in findings)
    if json:
        print_json({"healthy": healthy, "findings": [finding.as_json() for finding in findings]})
    else:
        for finding in findings:
            advice = f"：{finding.advice}" if finding.advice else ""
            page_console.print(MARKS[finding.verdict], end=" ")
            page_console.print(f"{finding.message}{advice}", markup=False, soft_wrap=True)
    if not healthy:
        raise typer.Exit(1)


def _migrations() -> HealthFinding:
    """Do the tables have the form that this version of the program needs?"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gonggang.settings")
    import django
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as refused:
        words = " ".join(str(refused).split())
        return HealthFinding("tables", "fail", f"读不出数据库的表（{words}）", "请检查该账户对数据库的权限。")
    if waiting:
        return HealthFinding(
            "tables",
            "warn",
            f"有 {len(waiting)} 项表结构更新尚未执行",
            "运行 gonggang up 或任何导入命令时会自动执行。",
        )
    return HealthFinding("tables", "ok", "表结构是最新的")


def _places() -> HealthFinding:
    """Are the places taken in every post the people who are in it?"""
    from gonggang.placements.queries import wrong_counts

    wrong = wrong_counts()
    if not wrong:
        return HealthFinding("places", "ok", "岗位已用名额与在岗人数一致")
    number, kept, people = wrong[0]
    return HealthFinding(
        "places",
        "fail",
        f"有 {len(wrong)} 个岗位的已用名额与在岗人数不符，如岗位 {number} 记 {kept} 个、在岗 {people} 人",
        "请勿直接改库；请核对这些岗位的在岗记录。",
    )
