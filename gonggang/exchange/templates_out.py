"""Empty workbooks for each kind of file, made from the declared sheet (clause X6)."""

from __future__ import annotations

import io
from typing import Any, Final

import xlsxwriter

from gonggang.exchange.declaration import Column, Sheet
from gonggang.exchange.intake import importer_of
from gonggang.exchange.parsers import account, id_number, kept_number, labels_of, phone, uscc
from gonggang.exchange.sheets import NOTES_SHEET

ROWS_READY: Final = 2_000
_AS_TEXT: Final = frozenset({id_number, account, phone, uscc, kept_number})
_LIST_CHARACTERS_MAX: Final = 255
_WIDTH_LEAST, _WIDTH_MOST, _WIDTH_NUMBER, _WIDTH_DAY = 10, 28, 22, 4
_DAYS: Final = 31
_MONTH_TITLE: Final = "柳河镇张家庄村　　　　年　　月考勤表（请改成本村和本月）"


def template_of(kind: str) -> tuple[str, bytes]:
    """File name and content of the template of a kind; raises LookupError when there is none."""
    importer = importer_of(kind)
    if importer is None:
        raise LookupError(kind)
    return f"{importer.label}模板.xlsx", workbook_of(importer.sheet)


def workbook_of(sheet: Sheet) -> bytes:
    """The template: required headings are starred, codes are chosen from a list, numbers of persons stay text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet.label[:31])
        head = book.add_format(
            {"bold": True, "bg_color": "#EBEFEC", "border": 1, "text_wrap": True, "valign": "top"}
        )
        must = book.add_format(
            {"bold": True, "bg_color": "#FBEED9", "border": 1, "text_wrap": True, "valign": "top"}
        )
        text = book.add_format({"num_format": "@"})
        first = 0
        if sheet.marks:
            page.write_string(0, 0, _MONTH_TITLE)
            first = 1
        place = 0
        for column in sheet.columns:
            if column.field == sheet.marks:
                place = _days(page, first, place, head)
                continue
            page.write_string(first, place, heading(column), must if column.required else head)
            note = note_of(column, sheet)
            if note:
                page.write_comment(first, place, note, {"x_scale": 1.6})
            _column(page, first, place, column, text)
            place += 1
        page.freeze_panes(first + 1, 0)
        _notes(book, sheet)
    return out.getvalue()


def heading(column: Column) -> str:
    """The heading as the template writes it: a star where it must be filled."""
    return f"*{column.title}" if column.required else column.title


def note_of(column: Column, sheet: Sheet) -> str:
    """What to mind when filling a column."""
    notes = ["必填。"] if column.required else []
    if column.parse in _AS_TEXT:
        notes.append("按文本填写，不要让表格软件改成科学计数。")
    labels = labels_of(column.parse)
    if labels:
        notes.append(f"填：{'、'.join(labels)}。")
    if column.several:
        notes.append("可填几项，用、隔开。")
    if column.field in sheet.key:
        notes.append("不能重复。" if len(sheet.key) == 1 else "与其他关键列合起来不能重复。")
    return "".join(notes)


def _column(page: Any, first: int, place: int, column: Column, text: Any) -> None:
    width = min(_WIDTH_MOST, max(_WIDTH_LEAST, len(column.title) * 2 + 3))
    is_text = column.parse in _AS_TEXT
    page.set_column(place, place, max(width, _WIDTH_NUMBER) if is_text else width, text if is_text else None)
    labels = labels_of(column.parse)
    if labels and len(",".join(labels)) <= _LIST_CHARACTERS_MAX and not column.several:
        page.data_validation(
            first + 1, place, first + ROWS_READY, place,
            {"validate": "list", "source": list(labels), "error_title": "请从列表里选",
             "error_message": "也可改用单位里通用的写法，导入时会核对。", "error_type": "warning"},
        )  # fmt: skip


def _days(page: Any, first: int, place: int, head: Any) -> int:
    for day in range(1, _DAYS + 1):
        page.write_number(first, place + day - 1, day, head)
    page.set_column(place, place + _DAYS - 1, _WIDTH_DAY)
    return place + _DAYS


def _notes(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(NOTES_SHEET)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    page.set_column(0, 0, 24, wrap)
    page.set_column(1, 1, 60, wrap)
    page.set_column(2, 2, 50, wrap)
    for place, title in enumerate(("列", "怎么填", "也认得的列名")):
        page.write_string(0, place, title, bold)
    for number, column in enumerate(sheet.columns, start=1):
        page.write_string(number, 0, heading(column))
        page.write_string(number, 1, note_of(column, sheet))
        page.write_string(number, 2, "、".join(column.aliases))
