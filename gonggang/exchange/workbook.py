"""Workbooks by their content: .xlsx, .xlsm, .xlsb, .xls (BIFF), WPS .et, .ods. Runs in the reading child."""

from __future__ import annotations

import datetime
import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from gonggang.exchange.archive import Archive
from gonggang.exchange.limits import (
    CELL_CHARACTERS_MAX,
    COLUMNS_MAX,
    MEBIBYTE,
    SHEETS_MAX,
    WORKBOOK_BYTES_MAX,
)
from gonggang.exchange.refusal import Refusal
from gonggang.exchange.tables import Cell

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_OTHER_OLE: Final = (
    ("WordDocument".encode("utf-16-le"), "是 Word 文档"),
    ("PowerPoint Document".encode("utf-16-le"), "是演示文稿"),
    ("__substg1.0_".encode("utf-16-le"), "是邮件"),
)
_WORKBOOK_STREAMS: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
# The first record of the globals of BIFF8 and BIFF5.
_BIFF_BEGINS: Final = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_FILEPASS: Final = 0x2F
_MERGES_MAX: Final = 100_000


def read_workbook(data: bytes, container: str) -> Iterator[list[Any]]:
    """The events of a workbook; `container` is `zip` or `ole`. Raises Refusal for what cannot be read."""
    if len(data) > WORKBOOK_BYTES_MAX:
        raise Refusal("too_large", limit=WORKBOOK_BYTES_MAX // MEBIBYTE)
    serials_from_1904 = False
    if container == "zip":
        serials_from_1904 = Archive(data).serials_from_1904
    else:
        _refuse_other_ole(data)
    yield from _sheets(data, serials_from_1904)


def _refuse_other_ole(data: bytes) -> None:
    if _ENCRYPTED_PACKAGE in data:
        raise Refusal("encrypted")
    if any(stream in data for stream in _WORKBOOK_STREAMS):
        return
    for stream, name in _OTHER_OLE:
        if stream in data:
            raise Refusal("not_a_workbook", name=name)
    raise Refusal("damaged")


def _is_locked_biff(data: bytes) -> bool:
    """Whether the records of a BIFF workbook begin with FILEPASS, perhaps after WRITEPROT."""
    for begin in _BIFF_BEGINS:
        at = data.find(begin)
        if at < 0:
            continue
        for _ in range(3):
            kind, length = struct.unpack_from("<HH", data, at) if at + 4 <= len(data) else (0, 0)
            if kind == _FILEPASS:
                return True
            at += 4 + length
    return False


def _sheets(data: bytes, serials_from_1904: bool) -> Iterator[list[Any]]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        # The library tries one format after the other and forgets why an old workbook would not open.
        locked = isinstance(error, PasswordError) or _is_locked_biff(data)
        raise Refusal("encrypted" if locked else "damaged") from None
    if len(workbook.sheets_metadata) > SHEETS_MAX:
        raise Refusal("too_many_sheets", limit=SHEETS_MAX)
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_name(about.name)
        except PasswordError:
            raise Refusal("encrypted") from None
        except CalamineError:
            raise Refusal("damaged") from None
        hidden = about.visible != SheetVisibleEnum.Visible
        yield ["s", about.name, hidden, serials_from_1904, _merges(sheet)]
        yield from _rows(sheet)


def _merges(sheet: CalamineSheet) -> list[list[int]]:
    ranges = sheet.merged_cell_ranges or []
    return [
        [first_row + 1, first_column, last_row + 1, last_column]
        for (first_row, first_column), (last_row, last_column) in sorted(ranges)[:_MERGES_MAX]
    ]


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[1] >= COLUMNS_MAX:
        raise Refusal("too_many_columns", limit=COLUMNS_MAX)
    # The rows begin at the top of the sheet, their cells at the first column that holds something.
    lead: list[Cell] = [None] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell(value, number) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield ["r", number, lead + cells]


def _cell(value: object, row: int) -> Cell:
    if isinstance(value, str):
        if len(value) > CELL_CHARACTERS_MAX:
            raise Refusal("long_cell", row=row, limit=CELL_CHARACTERS_MAX)
        return value if value.strip() else None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        return value
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if value is None:
        return None
    return str(value)  # a time of day or a span of hours: no sheet has a column for it
