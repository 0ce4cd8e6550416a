"""HTML tables saved with the name .xls, as many reporting systems do. Runs in the reading child."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

from gonggang.exchange.csv_text import encoding_of
from gonggang.exchange.limits import (
    CELL_CHARACTERS_MAX,
    COLUMNS_MAX,
    MARKUP_BYTES_MAX,
    MEBIBYTE,
    ROWS_MAX,
)
from gonggang.exchange.refusal import Refusal

_SILENT: Final = frozenset({"script", "style", "title", "xml", "head"})
_BREAKS: Final = frozenset({"br", "p", "div"})
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\r\n]+")


def read_markup(data: bytes) -> Iterator[list[Any]]:
    """The events of every table of a page, one after the other as one sheet; raises Refusal for none."""
    if len(data) > MARKUP_BYTES_MAX:
        raise Refusal("too_large", limit=MARKUP_BYTES_MAX // MEBIBYTE)
    parser = _Tables()
    parser.feed(_text_of(data))
    parser.close()
    parser.end_row()
    if not parser.saw_table:
        raise Refusal("no_table")
    yield ["s", None, False, False, parser.merges]
    for number, cells in parser.rows:
        yield ["r", number, cells]


def _text_of(data: bytes) -> str:
    encoding, mark = encoding_of(data)
    stated = _CHARSET.search(data[:2048])
    if stated and not mark and stated[1].lower() in (b"gbk", b"gb2312", b"gb18030"):
        encoding = "gb18030" if encoding != "utf-8" else encoding
    return data[mark:].decode(encoding)


class _Tables(HTMLParser):
    """Collects the rows of all tables; a table inside a cell lends its text to that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, list[str | None]]] = []
        self.merges: list[list[int]] = []
        self.saw_table = False
        self._depth = 0
        self._silent = 0
        self._number = 0
        self._cells: dict[int, str] | None = None
        self._column = 0
        self._text: list[str] | None = None
        self._spans: tuple[int, int] = (1, 1)
        self._held: dict[int, int] = {}  # column -> last row that a taller cell covers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self.saw_table = True
            self._depth += 1
            if self._depth == 1:
                self._held.clear()
        elif self._depth == 1 and tag == "tr":
            self.end_row()
            self._begin_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._begin_cell(dict(attrs))
        elif tag in _BREAKS and self._text is not None:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table":
            if self._depth == 1:
                self.end_row()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self._depth == 1 and tag == "tr":
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def _begin_row(self) -> None:
        self._number += 1
        if self._number > ROWS_MAX:
            raise Refusal("too_many_rows", limit=ROWS_MAX)
        self._cells, self._column = {}, 0

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if self._cells is None:
            self._begin_row()
        self._spans = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        self._text = []

    def _end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        while self._held.get(self._column, 0) >= self._number:
            self._column += 1
        width, height = self._spans
        if self._column + width > COLUMNS_MAX:
            raise Refusal("too_many_columns", limit=COLUMNS_MAX)
        text = _BLANKS.sub(" ", "".join(self._text)).strip(" ")
        if len(text) > CELL_CHARACTERS_MAX:
            raise Refusal("long_cell", row=self._number, limit=CELL_CHARACTERS_MAX)
        self._cells[self._column] = text
        if width > 1 or height > 1:
            last_row, last_column = self._number + height - 1, self._column + width - 1
            self.merges.append([self._number, self._column, last_row, last_column])
            for column in range(self._column, last_column + 1):
                self._held[column] = last_row
        self._column += width
        self._text = None

    def end_row(self) -> None:
        """Close the row in hand, if any; pages leave closing tags out."""
        self._end_cell()
        if self._cells is not None and any(text.strip() for text in self._cells.values()):
            cells: list[str | None] = [None] * (max(self._cells) + 1)
            for column, text in self._cells.items():
                cells[column] = text if text.strip() else None
            self.rows.append((self._number, cells))
        self._cells = None


def _span(written: str | None) -> int:
    digits = (written or "1").strip()
    return (
        max(1, min(int(digits), 65_534)) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
    )
