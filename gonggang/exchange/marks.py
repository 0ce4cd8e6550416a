"""The days of an attendance sheet as one string, a character a day; what it means is not said here."""

from __future__ import annotations

from typing import Final

from gonggang.core.text import drop_invisible
from gonggang.exchange.cells import CellContext, is_blank, shown
from gonggang.exchange.tables import Row

UNMARKED: Final = " "
UNCLEAR: Final = "?"  # no sign of any legend: such a day must be looked at

_WORDS: Final = {
    "出勤": "√",
    "事假": "○",
    "病假": "△",
    "旷工": "×",
    "休息": "休",
    "公休": "休",
    "轮休": "休",
}


def marks_of(row: Row, days: dict[int, int], context: CellContext) -> str:
    """One character for each day from 1 on; blank days are spaces, blank days at the end are left out.

    A single character is kept whatever it is. A word of the legend becomes its sign; any other longer text
    is unclear, which a warning says.
    """
    marks = []
    for number in range(1, max(days, default=0) + 1):
        column = days.get(number)
        marks.append(UNMARKED if column is None else _mark(row, column, number, context))
    return "".join(marks).rstrip(UNMARKED)


def _mark(row: Row, column: int, number: int, context: CellContext) -> str:
    cell = row.cell(column)
    if is_blank(cell):
        return UNMARKED
    words = drop_invisible(shown(cell))
    if len(words) == 1:
        return words
    if words in _WORDS:
        return _WORDS[words]
    context.warn("unclear_mark", f"{number} 日的“{words[:8]}”不是一个考勤符号，该日待核。请按图例改填。")
    return UNCLEAR
