"""Which rows below a heading are data, and which are totals, signatures, legends, titles of sections."""

from __future__ import annotations

import re
from typing import Final

from gonggang.core.text import drop_invisible, half_width
from gonggang.exchange.cells import is_blank, shown
from gonggang.exchange.headings import Heading
from gonggang.exchange.tables import Row, Table

_TOTAL: Final = re.compile(r"^(本页|本表|全[县镇乡街村]道?|以上)?(合计|小计|总计|共计|累计|总人数|总金额)")
_TOTAL_ALONE: Final = frozenset({"合计", "小计", "总计", "共计", "累计", "合计:", "小计:", "总计:"})
_TOTAL_OF: Final = re.compile(r"^.{1,12}(合计|小计|总计):?$")
_SIGNATURE: Final = re.compile(
    r"^[^:]{0,14}(人|员|单位|部门|领导|主管|电话|手机|邮箱|地址|时间|日期|期间|盖章|签字|签章|意见|会计|出纳|站长|所长|书记|主任)"
    r"(\([^()]{0,10}\))?:"
)
_LEGEND: Final = re.compile(
    r"^(图例|说明|填表说明|填写说明|填报说明|备注\d*:|附?注\d*[:、.]|附注|尾注|符号|注意事项)"
)
_END: Final = re.compile(r"^\(?(以下空白|以下无正文|以下无内容|此页无正文)")
_SECTION: Final = re.compile(r"^[一二三四五六七八九十]+[、.)]|(街道|镇|乡|村|社区|办事处)(\(\d+人?\))?$")
_WEEKDAYS: Final = frozenset("一二三四五六日") | {"周" + day for day in "一二三四五六日"}
_LOOKED_AT: Final = 3
_SECTION_WIDTH: Final = 3
_REMARK: Final = "note"


def is_data(row: Row, heading: Heading, table: Table, wide: dict[int, int]) -> bool:
    """Whether a row is a line of a person, post or fact; decided before merged cells are filled down.

    `wide` maps row numbers to the width of the widest merged range that begins there.
    """
    filled = [column for column, cell in enumerate(row.cells) if not is_blank(cell)]
    own = [column for column in filled if column not in heading.serials]
    if not own:
        return False
    if not _has_known_column(own, heading):
        return False
    words = [drop_invisible(half_width(shown(row.cells[column]))) for column in filled[:_LOOKED_AT]]
    if _TOTAL.match(words[0]) or _TOTAL_OF.match(words[0]) or not _TOTAL_ALONE.isdisjoint(words):
        return False
    if _SIGNATURE.match(words[0]) or _LEGEND.match(words[0]) or _END.match(words[0]):
        return False
    if any(_END.match(word) for word in words):
        return False
    if len(filled) == 1 and _is_section(row, filled[0], words[0], table, heading, wide):
        return False
    return not (heading.days and _is_weekdays(row, own, heading))


def _has_known_column(own: list[int], heading: Heading) -> bool:
    """Whether anything stands in a column of the sheet; a remark alone is about the rows above it."""
    known = {column for field, column in heading.columns.items() if field != _REMARK}
    return not known.isdisjoint(own) or not set(heading.days.values()).isdisjoint(own)


def _is_section(
    row: Row, column: int, words: str, table: Table, heading: Heading, wide: dict[int, int]
) -> bool:
    """A lone cell that heads a part of the sheet: merged across, or a place or number in the first column."""
    if wide.get(row.number, 1) >= _SECTION_WIDTH or column in heading.serials:
        return True
    if table.sheet is None and len(row.cells) == 1 and len(heading.columns) > _SECTION_WIDTH:
        return True  # a CSV row of data has its separators even when all else is blank
    return column == 0 and _SECTION.search(words) is not None


def _is_weekdays(row: Row, own: list[int], heading: Heading) -> bool:
    days = set(heading.days.values())
    return all(column in days and shown(row.cells[column]).strip() in _WEEKDAYS for column in own)


def widths_of_merges(table: Table) -> dict[int, int]:
    """Row number to the width of the widest merged range that begins in it."""
    wide: dict[int, int] = {}
    for merge in table.merges:
        width = merge.last_column - merge.first_column + 1
        wide[merge.first_row] = max(wide.get(merge.first_row, 1), width)
    return wide
