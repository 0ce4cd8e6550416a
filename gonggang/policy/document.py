"""The pages `docs/parameters.md` and `docs/clauses.md`, written from the YAML."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from gonggang.policy.clauses import clause_rows
from gonggang.policy.parameter_files import Line, Parameter
from gonggang.policy.parameters import Parameters, parameters
from gonggang.policy.regions import COUNTRY

_NOTE: Final = (
    "<!-- Written from the YAML by `python -m gonggang.policy.document docs`; change the YAML, not this. -->"
)
_LEVELS: Final = {"a": "written", "b": "implied", "c": "expected"}


def parameters_page(declared: Parameters) -> str:
    """Every parameter with its meaning, clauses and dated lines, as Markdown."""
    lines = [
        "# Parameters of the policy 政策参数",
        "",
        _NOTE,
        "",
        "Every number and switch of the policy is a dated line of a region; code holds none. The nearest",
        "region whose line has begun counts. A line without a value ends that region's own value. Where no",
        "line is in force, the look-up refuses to answer: nothing is computed from what nobody has entered.",
        "",
        "状态：已核＝见过公开原文或转述；待核＝凭一般了解，没有见到原文；待管理员核定＝为能运行而设的缺省值。",
        "",
        "| 参数 | 标识 | 条 | 全国缺省 |",
        "|---|---|---|---|",
    ]
    for parameter in declared.declared.values():
        newest = max(
            (line for line in parameter.lines if line.region == COUNTRY),
            key=lambda line: line.begins,
            default=None,
        )
        default = _show(newest.value) if newest else "见各地" if parameter.lines else "未录入"
        lines.append(
            f"| [{parameter.label}](#{parameter.name}) | `{parameter.name}` | {'、'.join(parameter.clause)} "
            f"| {default} |"
        )
    for parameter in declared.declared.values():
        lines += ["", *_section(parameter)]
    return "\n".join(lines) + "\n"


def _section(parameter: Parameter) -> Iterator[str]:
    yield f'## <a id="{parameter.name}"></a>{parameter.label} `{parameter.name}`'
    yield ""
    yield f"{parameter.meaning.rstrip('。')}。"
    yield ""
    kind = f"`{parameter.type}`" + (f" of `{parameter.items}`" if parameter.items else "")
    yield f"- 单位：{parameter.unit}；类型：{kind}；条：{'、'.join(parameter.clause)}"
    if parameter.choices is not None:
        yield f"- 取值：{'、'.join(f'`{choice}`' for choice in parameter.choices)}"
    if parameter.fixed:
        yield "- 不可改"
    yield ""
    if not parameter.lines:
        yield "未录入：须由管理员录入并注明依据。"
        return
    yield "| 自 | 区划 | 值 | 状态 | 依据 |"
    yield "|---|---|---|---|---|"
    for line in sorted(parameter.lines, key=lambda each: (each.region, each.begins)):
        yield _row(line)


def _row(line: Line) -> str:
    where = "全国" if line.region == COUNTRY else str(line.region)
    value = "止" if line.value is None else _show(line.value)
    return f"| {line.begins.isoformat()} | {where} | {value} | {line.status} | {line.source} |"


def _show(value: Any) -> str:
    if value is None:
        return "止"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{key}：{_show(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "、".join(map(_show, value)) or "无"
    if isinstance(value, date):
        return value.isoformat()
    return f"`{value}`" if isinstance(value, str) else str(Decimal(value))


def clauses_page() -> str:
    """Every row of the policy in our own words, as Markdown."""
    lines = [
        "# The rows of the policy 政策各条",
        "",
        _NOTE,
        "",
        "Our own summary of what each row asks of the system. Tests name the rows that they show.",
        "Written: the policy says so. Implied: it follows. Expected: those who use the system will want it.",
        "",
        "| 条 | 章 | | 摘要 | Summary |",
        "|---|---|---|---|---|",
    ]
    for row in clause_rows().values():
        lines.append(
            f"| {row.id} | {row.chapter} | {_LEVELS[row.level]} | {row.summary_zh} | {row.summary_en} |"
        )
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {"parameters.md": parameters_page(parameters()), "clauses.md": clauses_page()}


def main(arguments: list[str]) -> int:
    """Writes the pages into the folder given; 2 with one line on standard error if none is given."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("请给出文档文件夹，例如：python -m gonggang.policy.document docs\n")
        return 2
    for name, page in pages().items():
        Path(arguments[0], name).write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
