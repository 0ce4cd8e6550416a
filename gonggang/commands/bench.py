"""`gonggang bench`: how fast intake, comparison, the subsidy run and the audit are on this machine."""

from __future__ import annotations

import importlib
import os
import platform
from typing import Any, Final

import typer

from gonggang.commands.words import page_console, people_console, print_json
from gonggang.core.errors import UnusableInput

NAMES: Final = ("intake", "screening", "subsidy", "audit", "desk", "races", "recruitment")
_SUBSIDY_PEOPLE: Final = 20_000
_MODULES: Final = {
    "intake": "intake",
    "screening": "comparison",
    "subsidy": "subsidy",
    "audit": "audit",
    "desk": "desk",
    "races": "races",
    "recruitment": "recruitment",
}
_LABELS: Final = {
    "intake": "登记数据读入",
    "screening": "比对",
    "subsidy": "补贴计算",
    "audit": "审计留痕",
    "desk": "网页",
    "races": "抢最后一个名额",
    "recruitment": "一批人办结一个环节",
    "finished": "办结",
    "stage_seconds": "办结，连同守卫和留痕（秒）",
    "cpu_with_database_seconds": "CPU，连同数据库（秒）",
    "copy_floor_seconds": "下限：只写同样的行（秒）",
    "rounds": "轮数",
    "attempts": "同时办理人次",
    "started": "办成",
    "refused": "被拒绝",
    "too_many": "多安置的轮数",
    "too_few": "少安置的轮数",
    "wrong_counts": "名额与人数不符的轮数",
    "of_one_person": "其中抢同一个人的轮数",
    "places": "区划数",
    "seed_seconds": "造数据（秒）",
    "list_page": "人员名单",
    "dossier": "一人一档",
    "search": "查找",
    "province_at_once": "全省一次",
    "first_page_kb": "首页连样式，压缩后（KB）",
    "overview": "总览",
    "p95_ms": "95% 不超过（毫秒）",
    "median_ms": "中位数（毫秒）",
    "cpu_ms": "本进程 CPU（毫秒）",
    "typical_ms": "一般（毫秒）",
    "slowest_typed": "最慢的字样",
    "write_seconds": "写入人员和账号（秒）",
    "record_a_file_seconds": "整个文件留一条（秒）",
    "record_a_row_seconds": "每行留一条（秒）",
    "added_by_record_a_file_percent": "整个文件留一条，多用时（%）",
    "added_by_record_a_row_percent": "每行留一条，多用时（%）",
    "one_record_ms": "单独留一条（毫秒）",
    "verified_a_second": "每秒核对记录数",
    "people": "人数",
    "rows": "登记行数",
    "csv_mb": "CSV（MB）",
    "parquet_mb": "Parquet（MB）",
    "rows_accepted": "收下的行",
    "rows_rejected": "退回的行",
    "rows_a_second_a_core": "每核每秒行数",
    "people_per_cpu_second": "每核每秒人数",
    "people_per_wall_second": "每秒人数",
    "lines": "补贴行",
    "lines_stored": "写入的补贴行",
    "compute_and_store": "计算并写入",
    "copy_floor": "下限（只写入）",
    "ratio_to_copy_floor": "本系统 ÷ 下限（用时）",
    "peak_rss_mb": "内存峰值（MB）",
    "memory_mb_by_rows": "内存（MB）随行数",
    "ours": "本系统",
    "floor": "下限（只读一遍）",
    "by_hand": "手写 SQL",
    "by_hand_to_floor": "手写 SQL ÷ 下限（CPU）",
    "ours_to_floor": "本系统 ÷ 下限（CPU）",
    "ours_to_by_hand": "本系统 ÷ 手写 SQL（CPU）",
    "ours_to_by_hand_wall": "本系统 ÷ 手写 SQL（用时）",
    "counts": "各项命中人数",
    "counts_agree": "与手写 SQL 结果一致",
    "wall_seconds": "用时（秒）",
    "cpu_seconds": "CPU（秒）",
    "memory_mb": "内存峰值（MB）",
}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("bench", help="在本机测量读入、比对、补贴计算的速度；不碰已有数据。")(bench)


def bench(
    name: str | None = typer.Argument(
        None, metavar="[intake|screening|subsidy|audit|desk|races|recruitment]", help="测哪一项；不写就都测。"
    ),
    people: int | None = typer.Option(None, "--people", help="在岗人数。"),
    rows: int | None = typer.Option(None, "--rows", help="登记数据行数。"),
    rounds: int | None = typer.Option(None, "--rounds", help="抢名额的轮数。"),
    json: bool = typer.Option(False, "--json", help="在标准输出给出一份 JSON。"),
) -> None:
    """Measures one benchmark or all of them on generated data."""
    if name is not None and name not in NAMES:
        raise UnusableInput(f"没有“{name}”这项测量：可用 {'、'.join(NAMES)}。")
    for number in (people, rows, rounds):
        if number is not None and number < 1:
            raise UnusableInput("人数、行数和轮数要是 1 以上的整数：请改正 --people、--rows 或 --rounds。")
    results = []
    with people_console.status("测量") as status:
        for one in [name] if name else NAMES:
            sizes = _sizes(one, people=people, rows=rows, rounds=rounds)
            label = _LABELS[one]
            module = importlib.import_module(f"gonggang.bench.{_MODULES[one]}")
            if one not in {"subsidy", "audit", "desk"}:
                sizes["progress"] = lambda step, label=label: status.update(f"{label}：{step}")
            results.append(module.run(**sizes))
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    if json:
        print_json({"machine": machine, "benchmarks": results})
        return
    for result in results:
        _show(result)


def _sizes(name: str, **given: int | None) -> dict[str, Any]:
    """The sizes that a benchmark takes, where they were given."""
    wanted = {
        "intake": ("rows",),
        "screening": ("people", "rows"),
        "subsidy": ("people",),
        "audit": ("rows",),
        "desk": ("people",),
        "races": ("rounds",),
        "recruitment": ("people",),
    }[name]
    sizes: dict[str, Any] = {size: given[size] for size in wanted if given[size] is not None}
    return sizes or ({"people": _SUBSIDY_PEOPLE} if name == "subsidy" else {})


def _show(result: dict[str, Any]) -> None:
    from rich.table import Table

    name = result.get("benchmark", "subsidy")
    table = Table("", "", title=_LABELS.get(name, name), show_header=False, title_justify="left")
    for key, value in result.items():
        if key != "benchmark":
            table.add_row(_LABELS.get(key, key), _words(value))
    page_console.print(table)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{_LABELS.get(key, key)} {_words(one)}" for key, one in value.items())
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
