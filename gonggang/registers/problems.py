"""The rows that could not be used, each named in Chinese with row, column, cause and cure; kept in bounds."""

from __future__ import annotations

from collections import Counter
from typing import Final

from gonggang.core.errors import RowProblem

LISTED_MAX: Final = 10_000  # a file in which more rows are bad has one cause, not ten thousand

_CAUSES: Final = {
    "missing_required": "没有填写。请补上后重新导入这一行。",
    "masked_id": "是带 * 的掩码号，不能用来比对。请向提供部门要完整号码。",
    "scientific_notation": "被表格软件变成了科学计数，后几位已丢失。请把该列设为文本后重新导出。",
    "bad_length": "不是 18 位或 15 位。请核对原件。",
    "bad_characters": "含有数字和末位 X 以外的字符。请核对原件。",
    "bad_birth_date": "中的出生日期不存在，或晚于今天。请核对原件。",
    "bad_check_digit": "校验码不符，至少有一位写错。请核对原件。",
    "bad_date": "不是存在的日期。请按原件改成“年-月-日”。",
    "bad_columns": "格数与表头对不上，可能是文字里有没加引号的逗号。请核对这一行。",
    "month_only": "只写到月，此格按未知处理。请补上日。",
    "fifteen_digit_id": "是 15 位旧号，已按规则升为 18 位。",
}


def message_of(row: int, column: str | None, reason: str, written: str | None = None) -> str:
    """One Chinese sentence: where, what is wrong, what to do."""
    place = f"第 {row} 行「{column}」" if column else f"第 {row} 行"
    shown = f"填的是“{written[:40]}”，" if written and reason in ("bad_date", "bad_length") else ""
    return f"{place}：{shown}{_CAUSES.get(reason, '不能使用。请核对原件。')}"


class Problems:
    """Counts every problem and lists the first `LISTED_MAX`."""

    def __init__(self) -> None:
        self.listed: list[RowProblem] = []
        self.by_reason: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """How many there are, listed or not."""
        return self.by_reason.total()

    def add(
        self, row: int, column: str | None, reason: str, written: str | None = None, sheet: str | None = None
    ) -> None:
        """Adds one problem of a row; `row` is the number that a person sees."""
        self.by_reason[reason] += 1
        if len(self.listed) < LISTED_MAX:
            message = message_of(row, column, reason, written)
            self.listed.append(RowProblem(sheet, row, column, reason, message))

    def take(self, problem: RowProblem) -> None:
        """Adds a problem that another reader has worded."""
        self.by_reason[problem.reason] += 1
        if len(self.listed) < LISTED_MAX:
            self.listed.append(problem)
