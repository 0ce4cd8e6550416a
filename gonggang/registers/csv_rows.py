"""A register in CSV as blocks of columns: by Arrow where every line is a row, by Python's csv where not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv

from gonggang.core.errors import UnusableInput
from gonggang.registers.blocks import Block, is_note
from gonggang.registers.catalogue import Register, recognise
from gonggang.registers.lines import LineReader

_HEADING_LINES_MAX: Final = 20
_ODD_BYTES: Final = 256 << 10
_DELIMITERS: Final = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading of a CSV register stands and what it means."""

    register: Register
    positions: dict[str, int]
    width: int
    delimiter: str
    lines: int  # physical lines up to and with the heading


def find_heading(reader: LineReader, kind: str | None = None) -> Heading | None:
    """Finds the heading in the first lines and leaves the reader behind it; None when there is none.

    Raises UnusableInput when the heading is that of a register which lacks a needed column.
    """
    block = reader.next_block()
    lines = block.split(b"\n", _HEADING_LINES_MAX)[:_HEADING_LINES_MAX]
    texts = [_as_text(line, reader.encoding) for line in lines]
    for delimiter in _DELIMITERS:
        for cells, read_lines in _first_records(texts, delimiter):
            found = recognise(cells, kind) if len(cells) > 1 else None
            if found:
                register, positions = found
                reader.give_back(block[sum(len(line) + 1 for line in lines[:read_lines]) :])
                return Heading(register, positions, len(cells), delimiter, read_lines)
    return None


def _first_records(texts: list[str], delimiter: str) -> Iterator[tuple[list[str], int]]:
    """The first records with the lines read so far, up to one that cannot be parted into cells."""
    records = csv.reader(iter(texts), delimiter=delimiter)
    try:
        for cells in records:
            yield cells, records.line_num
    except csv.Error:
        return


def _as_text(line: bytes, encoding: str) -> str:
    """A line with one line end, whatever carriage returns it had."""
    return line.decode(encoding, "replace").rstrip("\r").replace("\r", " ") + "\n"


class CsvRows:
    """The data rows of a CSV register as blocks, each row with the number of its first physical line."""

    def __init__(self, reader: LineReader, heading: Heading) -> None:
        self._reader = reader
        self._heading = heading
        self._line = heading.lines + 1
        self._fields = dict(heading.positions)
        self._cells_needed = max(heading.positions.values()) + 1
        self._titles = [f"c{position}" for position in range(heading.width)]
        wanted = [self._titles[position] for position in self._fields.values()]
        self._reads_first = 0 not in self._fields.values()
        if self._reads_first:
            wanted.append(self._titles[0])
        self._convert = arrow_csv.ConvertOptions(
            column_types={title: pa.binary() for title in wanted},
            include_columns=wanted,
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        )
        self._parse = arrow_csv.ParseOptions(delimiter=heading.delimiter, newlines_in_values=True)

    def blocks(self) -> Iterator[Block]:
        """Blocks in the order of the file; raises UnusableInput where a quote is never closed."""
        while raw := self._reader.next_block():
            block = self._by_arrow(raw)
            while block is None and len(raw) > _ODD_BYTES:  # only the part around an odd line is read slowly
                cut = raw.rfind(b"\n", 0, len(raw) // 2) + 1
                if not cut:
                    break
                self._reader.give_back(raw[cut:])
                raw = raw[:cut]
                block = self._by_arrow(raw)
            yield block if block is not None else self._by_python(raw)

    def _by_arrow(self, raw: bytes) -> Block | None:
        """All rows of a block, or None when some line is not one row: blank, ragged, or parted by quotes."""
        lines = raw.count(b"\n")
        last_line = raw.rfind(b"\n", 0, len(raw) - 1) + 1
        if raw.count(b'"', last_line) % 2:  # a quote may stay open beyond the block
            return None
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(raw),
                read_options=arrow_csv.ReadOptions(
                    column_names=self._titles, use_threads=False, block_size=len(raw) + 1
                ),
                parse_options=self._parse,
                convert_options=self._convert,
            )
        except (pa.ArrowInvalid, UnicodeDecodeError):  # a ragged line; its words may be in no message
            return None
        places = np.arange(lines) if table.num_rows == lines else _places_of_rows(raw, table.num_rows)
        if places is None:
            return None
        rows = self._line + places.astype(np.int64)
        self._line += lines
        cells = {
            field: _whole(table.column(self._titles[position])) for field, position in self._fields.items()
        }
        first = _whole(table.column(self._titles[0])) if self._reads_first else None
        return Block(rows, cells, self._reader.encoding, first)

    def _by_python(self, raw: bytes) -> Block:
        rows: list[int] = []
        refused: list[tuple[int, str]] = []
        columns: dict[str, list[str]] = {field: [] for field in self._fields}
        first_cells: list[str] = []
        for row, cells in self._records(raw):
            if is_note(cells):
                continue
            surplus = any(cell.strip() for cell in cells[self._heading.width :])
            if surplus or len(cells) < self._cells_needed:
                refused.append((row, "bad_columns"))
                continue
            rows.append(row)
            first_cells.append(cells[0])
            for field, position in self._fields.items():
                columns[field].append(cells[position])
        return Block(
            np.array(rows, dtype=np.int64),
            {field: pa.array(values, pa.string()) for field, values in columns.items()},
            first_cells=pa.array(first_cells, pa.string()) if self._reads_first else None,
            refused=refused,
        )

    def _records(self, raw: bytes) -> Iterator[tuple[int, list[str]]]:
        """(visible row, cells) of a block; a record that runs over its end draws the lines it needs."""
        feed = _LineFeed(self._reader, raw)
        records = csv.reader(feed, delimiter=self._heading.delimiter)
        while feed.has_more_of_block:
            row = self._line + feed.taken
            try:
                cells = next(records)
            except (csv.Error, StopIteration) as error:
                raise UnusableInput(
                    f"{self._reader.path.name} 第 {row} 行起有一个引号没有成对：请修正后重新导入。"
                ) from error
            if feed.ran_out:
                raise UnusableInput(
                    f"{self._reader.path.name} 第 {row} 行的引号到文件末尾也没有成对：请修正后重新导入。"
                )
            yield row, cells
        self._line += feed.taken
        feed.give_back_rest()


class _LineFeed:
    """Lines of a block as text, and of the blocks after it when a quoted value goes on there."""

    def __init__(self, reader: LineReader, raw: bytes) -> None:
        self._reader = reader
        self._lines = _split(raw)
        self._next = 0
        self.taken = 0
        self._within_first_block = True
        self.ran_out = False

    @property
    def has_more_of_block(self) -> bool:
        """Whether lines are left of the block with which the feed began."""
        return self._within_first_block and self._next < len(self._lines)

    def __iter__(self) -> _LineFeed:
        return self

    def __next__(self) -> str:
        if self._next == len(self._lines):
            raw = self._reader.next_block()
            if not raw:
                self.ran_out = True
                raise StopIteration
            self._within_first_block = False
            self._lines, self._next = _split(raw), 0
        line = self._lines[self._next]
        self._next += 1
        self.taken += 1
        return _as_text(line, self._reader.encoding)

    def give_back_rest(self) -> None:
        """Returns the lines of a later block that the last record did not need."""
        rest = self._lines[self._next :]
        if rest:
            self._reader.give_back(b"\n".join(rest) + b"\n")


def _places_of_rows(raw: bytes, rows: int) -> npt.NDArray[np.int64] | None:
    """On which lines of a block its rows stand, when only empty lines were left out; None when more was."""
    if b'"' in raw:
        return None
    ends = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == ord("\n"))
    lengths = np.diff(ends, prepend=-1) - 1
    returns = np.frombuffer(raw, dtype=np.uint8)[ends - 1] == ord(
        "\r"
    )  # the first line is never read from -1
    places = np.flatnonzero((lengths > 1) | ((lengths == 1) & ~returns))
    return places if len(places) == rows else None


def _split(raw: bytes) -> list[bytes]:
    lines = raw.split(b"\n")
    return lines[:-1] if not lines[-1] else lines


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
