"""The monthly attendance sheet (月考勤表): one workbook a township, one sheet a village, a mark a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gonggang.core.month import Month
from gonggang.core.text import drop_invisible, half_width
from gonggang.exchange.parsers import days_if_clear, id_number, kept_number, name, text
from gonggang.exchange.sheets import Column, Sheet, SheetContext

ATTENDANCE: Final = Sheet(
    kind="attendance",
    label="月考勤表",
    columns=(
        Column("name", "姓名", ("人员姓名",), name),
        Column(
            "id_number",
            "身份证号",
            ("身份证号码", "身份证", "公民身份号码", "公民身份证号码", "证件号码", "居民身份证号码"),
            id_number,
            True,
        ),
        Column("post_number", "岗位编号", ("岗位代码", "岗位编码"), kept_number),
        Column("post_name", "岗位名称", ("岗位",), text),
        Column("marks", "1至31日", (), text),
        Column(
            "stated_present_days",
            "出勤",
            ("出勤天数", "实际出勤", "实出勤", "本月累计出勤天数"),
            days_if_clear,
        ),
        Column("stated_personal_leave_days", "事假", ("事假天数",), days_if_clear),
        Column("stated_sick_leave_days", "病假", ("病假天数",), days_if_clear),
        Column("stated_absent_days", "旷工", ("旷工天数",), days_if_clear),
        Column("note", "备注", (), text, longest=200),
    ),
    recognised_by=("id_number",),
    marks="marks",
)

_TOWNSHIP: Final = re.compile(r"[\u4e00-\u9fff\U00020000-\U0003ffff]{1,10}?(?:街道|镇|乡)(?:办事处)?")
_UNIT: Final = re.compile(r"^(?:填报|用岗|公示)?单位(?:\(.*?\))?:(.+)$")
_TITLE: Final = re.compile(r"^(.+?)(?=\d{4}年)")
_FILE_TOWNSHIP: Final = re.compile(r"[_\-\s.]([^_\-\s.\d]*?(?:街道|镇|乡))(?:办事处)?(?=[_\-\s.]|$)")
_NO_PLACE: Final = re.compile(r"^sheet\d*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Whose month a sheet is, as title, stamp line, sheet name and file name say; None where none does.

    `village_written` may still carry a township in front and endings such as 村委会. `doubt` is one Chinese
    sentence where two of these places contradict each other about the month, else None.
    """

    month: Month | None
    township: str | None
    village_written: str | None
    doubt: str | None


def place_of(context: SheetContext, file_name: str) -> SheetPlace:
    """Reads month, township and village of an attendance sheet from what stands around it."""
    above = [drop_invisible(half_width(text)) for text in context.above]
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    unit = next((found[1] for text in above if (found := _UNIT.match(text))), "")
    unit = re.split(r"(?:填报|制表|公示)?(?:时间|日期|人):", unit)[0]
    title = next((text for text in above if _TITLE.match(text)), "")
    in_title = next((month for text in above if (month := Month.in_text(text))), None)
    in_file = Month.in_text(stem)
    doubt = None
    if in_title and in_file and in_title != in_file:
        doubt = f"标题写的是 {in_title}，文件名写的是 {in_file}，月份不一致。请改正其中一处。"
    in_unit = _TOWNSHIP.match(unit)
    file_township = _FILE_TOWNSHIP.search(f"_{stem}")
    township = in_unit[0] if in_unit else file_township[1] if file_township else None
    return SheetPlace(in_title or in_file, township, _village(context, unit, in_unit, title), doubt)


def _village(context: SheetContext, unit: str, in_unit: re.Match[str] | None, title: str) -> str | None:
    """The stamp line names the village best, then the sheet, then the title."""
    of_unit = unit[in_unit.end() :] if in_unit else unit
    if of_unit:
        return of_unit
    if context.sheet and not _NO_PLACE.match(context.sheet):
        return context.sheet
    found = _TITLE.match(title)
    return found[1] if found else None
