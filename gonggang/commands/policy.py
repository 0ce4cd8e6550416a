"""`gonggang policy check`: runs files of cases against the project's own rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gonggang.policy.cases import CaseReport


def register(app: typer.Typer) -> None:
    """Adds the commands of the policy to the command tree."""
    policy = typer.Typer(help="政策规则：运行用例。", no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(policy, name="policy")

    @policy.callback()
    def top() -> None:
        """政策规则：运行用例。"""

    @policy.command("check", help="运行规则用例文件，核对系统的规则是否与之相合。")
    def check(
        files: Annotated[list[str], typer.Argument(metavar="文件...", help="规则用例文件（YAML）。")],
        as_json: Annotated[bool, typer.Option("--json", help="输出一份 JSON。")] = False,
    ) -> None:
        from gonggang.policy.cases import check_files
        from gonggang.rulebook import RULES

        reports = check_files(files, RULES)
        if as_json:
            typer.echo(json.dumps({"files": [each.as_json() for each in reports]}, ensure_ascii=False))
        else:
            _print_table(reports)
        if any(report.failed for report in reports):
            raise typer.Exit(1)


def _print_table(reports: list[CaseReport]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table("规则", "用例", "相合", "不合")
    for report in reports:
        table.add_row(report.rule, str(report.cases), str(report.passed), str(len(report.failed)))
    console.print(table)
    for report in reports:
        for failure in report.failed:
            console.print(f"[bold]{report.rule}[/bold]：{escape(failure.name)}")
            console.print(f"  应为 {escape(_one_line(failure.expected))}")
            console.print(f"  实为 {escape(_one_line(failure.got))}")
    total = sum(report.cases for report in reports)
    failed = sum(len(report.failed) for report in reports)
    if failed:
        console.print(f"{len(reports)} 个文件、{total} 例中有 {failed} 例不合，请对照以上各例核对规则。")
    else:
        console.print(f"{len(reports)} 个文件、{total} 例全部相合。")


def _one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
