"""`gonggang report NAME`: the named reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from gonggang.commands.words import page_console, print_json
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.server.opening import open_database

SHOWN_ROWS_MAX = 50
_HEADINGS = {
    "id_number": "身份证号",
    "kind": "疑点",
    "stage": "环节",
    "post": "岗位编号",
    "value": "数值",
    "median": "中位数",
    "category": "人员类别",
    "rank": "名次",
    "keys": "三项依据",
    "tie": "并列",
    "to_verify": "待核",
    "relation": "是干部的什么人",
    "of": "干部",
    "official_kind": "干部类别",
    "verdict": "判定",
    "on": "到期日",
    "cause": "原因",
    "reason": "失败原因",
    "amount_fen": "金额（元）",
    "groups": "相近岗位组",
    "outliers": "离群岗位",
    "success_count": "成功笔数",
    "total_success_fen": "成功金额（元）",
    "failed": "失败",
    "total_failed_fen": "失败金额（元）",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", help="输出一份报告：程序疑点、相近岗位、排序、亲属、期满、回盘。")(report)


def report(
    name: str = typer.Argument(..., metavar="NAME", help="报告名称，如 procedure-defects。"),
    month: str | None = typer.Option(None, "--month", help="月份，如 2024-05。"),
    region: str | None = typer.Option(None, "--region", help="区划，如 379901。"),
    as_of: str | None = typer.Option(None, "--as-of", help="截至哪一天，如 2024-06-01。"),
    days: int = typer.Option(90, "--days", min=0, max=3660, help="期满报告：多少天之内。"),
    post: str | None = typer.Option(None, "--post", help="排序报告：岗位名称。"),
    village: str | None = typer.Option(None, "--village", help="排序报告：村的 12 位代码。"),
    json: bool = typer.Option(False, "--json", help="输出一个 JSON。"),
) -> None:
    """One report, for people or (with --json) for programs."""
    of_month = Month.parse(month) if month else None
    on = _day(as_of, of_month)
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    open_database()
    from gonggang.regions.queries import region_from_text
    from gonggang.reporting.reports import NAMES, run

    found = run(
        name,
        region=region_from_text(region) if region else 0,
        month=of_month,
        on=on,
        today=today,
        days=days,
        post=post,
        village=village,
    )
    if json:
        print_json(found)
        return
    page_console.print(NAMES[name], style="bold")
    _show(found)


def _day(text: str | None, month: Month | None) -> date | None:
    if text is None:
        return month.next().first if month else None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnusableInput(f"没有“{text}”这一天：请写成 2024-06-01 这样。") from None


def _show(found: Any) -> None:
    """Lists as tables, the rest as lines; identity numbers are masked on screen."""
    if isinstance(found, dict):
        for key, value in found.items():
            if isinstance(value, list):
                page_console.print(f"{_HEADINGS.get(key, key)}（{len(value)}）")
                _show(value)
            else:
                page_console.print(f"{_HEADINGS.get(key, key)}：{_cell(key, value)}")
        return
    if not found:
        page_console.print("没有。")
        return
    if isinstance(found[0], list):
        for group in found[:SHOWN_ROWS_MAX]:
            page_console.print("、".join(group), markup=False)
    else:
        table = Table()
        for key in map(str, found[0]):
            table.add_column(_HEADINGS.get(key, key), no_wrap=key in ("id_number", "of"))
        for row in found[:SHOWN_ROWS_MAX]:
            table.add_row(*(_cell(key, value) for key, value in row.items()))
        page_console.print(table)
    if len(found) > SHOWN_ROWS_MAX:
        page_console.print(f"……共 {len(found):,} 条，加 --json 查看全部。")


def _cell(key: str, value: Any) -> str:
    from gonggang.core.masks import mask
    from gonggang.core.money import format_yuan
    from gonggang.reporting.words import REPORTED, word

    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, dict):
        return "、".join(_cell("", each) for each in value.values())
    if value is None:
        return "—"
    if key.endswith("_fen"):
        return format_yuan(value)
    if key in ("id_number", "of"):
        return mask("id_number", str(value))
    return word(REPORTED.get(key, {}), str(value))
