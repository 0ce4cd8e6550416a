"""The seals as a text file that is kept outside of the database, and what must hold among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from gonggang.audit.models import Seal
from gonggang.audit.rules import FIRST_SEAL, seal_of_the_day
from gonggang.core.errors import UnusableInput

_TITLE: Final = "# 公岗审计封存 1：序号 日期 链 记录条数 末条封存值 封存时间 前一封存 本封存（SM3）"
_LINE: Final = re.compile(
    r"(\d{1,18}) (\d{4}-\d\d-\d\d) (\d{1,4}) (\d{1,18}) ([0-9a-f]{64}) (\S{1,40}) ([0-9a-f]{64}) ([0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class SealLine:
    """One seal: how far a chain had come on a day, joined to the seal before it."""

    number: int
    day: date
    chain: int
    place: int
    head_seal: bytes
    at: datetime
    previous: bytes
    seal: bytes

    @property
    def whole(self) -> bool:
        """Is the seal that of its content?"""
        return self.seal == seal_of_the_day(
            self.number, self.day, self.chain, self.place, self.head_seal, self.at, self.previous
        )


def line_of(seal: Seal) -> SealLine:
    """A stored seal as a line."""
    return SealLine(
        seal.number, seal.day, seal.chain, seal.place, bytes(seal.head_seal), seal.at,
        bytes(seal.previous_seal), bytes(seal.seal),
    )  # fmt: skip


def check_lines(lines: Sequence[SealLine], *, begins: int) -> Iterator[tuple[int, str]]:
    """The number of each seal that is altered, missing or not joined to the one before, with what is wrong."""
    expected, previous = begins, FIRST_SEAL if begins == 1 else None
    for line in lines:
        if line.number != expected:
            yield expected, f"至第 {line.number - 1} 条缺失"
        elif previous is not None and line.previous != previous:
            yield line.number - 1 or 1, f"被改写，第 {line.number} 条记下的前一条不是它"
        if not line.whole:
            yield line.number, "的内容被改动"
        expected, previous = line.number + 1, line.seal


def written(lines: Iterable[SealLine]) -> str:
    """The lines as the text of a file."""
    return "".join(
        [
            f"{_TITLE}\n",
            *(
                f"{one.number} {one.day} {one.chain} {one.place} {one.head_seal.hex()} {one.at.isoformat()} "
                f"{one.previous.hex()} {one.seal.hex()}\n"
                for one in lines
            ),
        ]
    )


def read_seals(path: Path) -> list[SealLine]:
    """The lines of a kept file, in the order of their numbers.

    Raises UnusableInput where a line cannot be read, was altered, or does not join the one before.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInput(f"封存文件“{path.name}”读不出来：请检查路径，并使用 UTF-8 文本。") from error
    lines = []
    for number, row in enumerate(text.splitlines(), start=1):
        if row.strip() and not row.startswith("#"):
            lines.append(_line(path, number, row.strip()))
    for seal, words in check_lines(lines, begins=lines[0].number if lines else 1):
        raise UnusableInput(f"封存文件“{path.name}”本身不可信：第 {seal} 条封存{words}，请改用另一份留存。")
    return lines


def _line(path: Path, number: int, row: str) -> SealLine:
    found = _LINE.fullmatch(row)
    try:
        if found is None:
            raise ValueError(row)
        return SealLine(
            int(found[1]), date.fromisoformat(found[2]), int(found[3]), int(found[4]), bytes.fromhex(found[5]),
            datetime.fromisoformat(found[6]), bytes.fromhex(found[7]), bytes.fromhex(found[8]),
        )  # fmt: skip
    except ValueError as error:
        raise UnusableInput(
            f"封存文件“{path.name}”第 {number} 行不是封存记录：请用 gonggang audit seal --out 导出的文件。"
        ) from error
