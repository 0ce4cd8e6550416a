"""CSV in the encodings that Chinese offices use; its row numbers are lines. Runs in the reading child.

Strict decoding decides the encoding: UTF-8 is all but impossible by accident, and what is neither UTF-8 nor
GB18030 (which includes GBK) is refused rather than guessed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from gonggang.exchange.limits import CELL_CHARACTERS_MAX
from gonggang.exchange.refusal import Refusal

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS: Final = (",", "\t", ";")
_CHUNK: Final = 1024 * 1024
_SNIFFED_ROWS: Final = 20
# Control characters that no text holds; a tab, line ends, form feed and the DOS end-of-file sign are none.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_FORCED_TEXT: Final = re.compile(r'^="?([^"]*)"?$')

# Places where GB18030 of 2000 and 2005 pointed into the private-use area and the edition of 2022 names the
# character; a codec of the older edition would otherwise part a name in CSV from the same name in a workbook.
_NAMED_SINCE: Final = str.maketrans(
    {
        0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15,
        0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
        0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB,
        0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
    }
)  # fmt: skip


def encoding_of(data: bytes) -> tuple[str, int]:
    """The encoding and the length of its byte-order mark; raises Refusal when none fits."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if (fault := _decoding_fault(data, encoding, len(mark))) is not None:
                raise Refusal("cut_off") if _is_at_end(fault, data, len(mark)) else _unknown(fault, data)
            return encoding, len(mark)
    utf8_fault = _decoding_fault(data, "utf-8", 0)
    if utf8_fault is None:
        return "utf-8", 0
    gb18030_fault = _decoding_fault(data, "gb18030", 0)
    if gb18030_fault is None:
        return "gb18030", 0
    if _is_binary(data):
        raise Refusal("binary")
    if utf8_fault > 0 and _is_at_end(utf8_fault, data, 0) and not data[:utf8_fault].isascii():
        raise Refusal("cut_off")
    raise _unknown(max(utf8_fault, gb18030_fault), data)


def _unknown(fault: int, data: bytes) -> Refusal:
    return Refusal("unknown_encoding", row=data.count(b"\n", 0, fault) + 1)


def _decoding_fault(data: bytes, encoding: str, start: int) -> int | None:
    """The place of the first byte that does not decode, None when all do; piecewise, to spare memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    for at in range(start, len(data), _CHUNK):
        before = len(decoder.getstate()[0])
        try:
            decoder.decode(view[at : at + _CHUNK], final=at + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            return at - before + error.start
    return None


def _is_at_end(fault: int, data: bytes, start: int) -> bool:
    return len(data) - fault < 4 and fault > start


def _is_binary(data: bytes) -> bool:
    head = data[:65536]
    controls = sum(
        head.count(byte) for byte in b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x14"
    )
    return controls > len(head) // 200


def text_of(data: bytes, encoding: str, mark: int) -> io.TextIOBase:
    """The file as a text stream that keeps its line ends; `mark` bytes at the front are left out."""
    raw = io.BytesIO(data)
    raw.seek(mark)
    return io.TextIOWrapper(raw, encoding, newline="")


def read_csv(data: bytes) -> Iterator[tuple[int, list[str | None]]]:
    """The rows with the number of the line on which each begins; blank rows are left out."""
    encoding, mark = encoding_of(data)
    if _CONTROL.search(text_of(data, encoding, mark).read(65536)):
        raise Refusal("binary")
    delimiter = _delimiter_of(text_of(data, encoding, mark))
    lines = _Lines(text_of(data, encoding, mark), encoding == "gb18030")
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        first_line = lines.number + 1
        lines.since_row.clear()
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Refusal("long_cell", row=first_line, limit=CELL_CHARACTERS_MAX) from None
        if cells is None:
            return
        if lines.at_end and lines.number > first_line:
            _refuse_open_quote(lines.since_row, delimiter, first_line)
        tidied = [_cell(cell) for cell in cells]
        if any(tidied):
            yield first_line, tidied


class _Lines:
    """The lines of a text, counted, with those of the row being read kept for a second look."""

    def __init__(self, text: io.TextIOBase, from_gb18030: bool) -> None:
        self._text = text
        self._from_gb18030 = from_gb18030
        self.number = 0
        self.at_end = False
        self.since_row: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline()
        if not line:
            self.at_end = True
            raise StopIteration
        self.number += 1
        self.since_row.append(line)
        if self._from_gb18030 and not line.isascii():
            line = line.translate(_NAMED_SINCE)
        return line


def _refuse_open_quote(lines: list[str], delimiter: str, first_line: int) -> None:
    """A quote without its partner swallows the rest of the file in silence: say on which line it stands."""
    try:
        for _row in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise Refusal("open_quote", row=first_line) from None


def _cell(cell: str) -> str | None:
    if cell.startswith("="):  # ="0012" is how some exports keep a spreadsheet from making a number of it
        forced = _FORCED_TEXT.match(cell)
        if forced:
            cell = forced[1]
    cell = cell.replace("\x1a", "")
    return cell if cell.strip() else None


def _delimiter_of(text: io.TextIOBase) -> str:
    """Comma, tab or semicolon: the one that parts some early row into the most columns."""
    head = [line for line, _ in zip(text, range(_SNIFFED_ROWS * 4), strict=False)]
    widths = {}
    for delimiter in _DELIMITERS:
        try:
            rows = [
                row
                for row, _ in zip(csv.reader(head, delimiter=delimiter), range(_SNIFFED_ROWS), strict=False)
            ]
        except csv.Error:
            rows = []
        widths[delimiter] = max((len(row) for row in rows), default=0)
    return max(_DELIMITERS, key=lambda delimiter: widths[delimiter])
