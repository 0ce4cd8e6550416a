"""A block of a register as it is kept: keys, comparable names, typed facts; every unusable row named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gonggang.registers.blocks import Block, is_note
from gonggang.registers.catalogue import Holds, Register, RegisterColumn
from gonggang.registers.facts import DateReader, ReadDates, read_words
from gonggang.registers.identity import ReadIdentities, read_identities, read_keys
from gonggang.registers.problems import Problems
from gonggang.registers.texts import decode_texts, name_columns

Flags = npt.NDArray[np.bool_]

_STORED_AS: Final = {
    Holds.IDENTITY: pa.int64(),
    Holds.OTHER_IDENTITY: pa.int64(),
    Holds.NAME: pa.string(),
    Holds.TEXT: pa.dictionary(pa.int32(), pa.string()),
    Holds.CODE: pa.dictionary(pa.int32(), pa.string()),
    Holds.NUMBER: pa.dictionary(pa.int32(), pa.string()),
    Holds.DAY: pa.date32(),
    Holds.DAY_OR_OPEN: pa.date32(),
    Holds.MONTH: pa.date32(),
}


def stored_schema(register: Register) -> pa.Schema:
    """The columns of a register as it is kept: key, name, comparable name, facts, source file and row."""
    fields = [
        pa.field("person_key", pa.int64(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("name_key", pa.string()),
    ]
    for column in register.columns:
        if column.field not in ("person_key", "name"):
            fields.append(pa.field(column.field, _STORED_AS[column.holds]))
    fields.append(pa.field("source_file", pa.dictionary(pa.int32(), pa.string()), nullable=False))
    fields.append(pa.field("source_row", pa.int64(), nullable=False))
    return pa.schema(fields)


class Normaliser:
    """Turns the blocks of one register file into record batches of `stored_schema`, and keeps count.

    A refused row has one reason, the first of: a required cell that is blank, an ID that cannot be used, a
    written day that does not exist, each in the order of the declared columns.
    """

    def __init__(self, register: Register, source_file: str, as_of: date, sheet: str | None = None) -> None:
        self.register = register
        self.source_file = source_file
        self.as_of = as_of
        self.sheet = sheet
        self.schema = stored_schema(register)
        self.rejected = Problems()
        self.warnings = Problems()
        self.rows_accepted = 0
        self.months: dict[str, set[date]] = {}
        self.latest: dict[str, date] = {}
        self._dates = {
            column.field: DateReader(column.holds, column.required) for column in register.date_columns
        }

    @property
    def rows_total(self) -> int:
        """Data rows seen: those that went in and those that could not."""
        return self.rows_accepted + self.rejected.count

    def take(self, block: Block) -> pa.RecordBatch:
        """The usable rows of a block; the others are added to `rejected`."""
        for row, reason in block.refused:
            self.rejected.add(row, None, reason, sheet=self.sheet)
        identities = dict(self._identities(block))
        dates = {
            column.field: self._dates[column.field].read(block.cells[column.field], block.encoding)
            for column in self.register.date_columns
            if column.field in block.cells
        }
        unusable = self._unusable(block, identities, dates)
        for position in np.flatnonzero(unusable):
            self._refuse(block, int(position), identities, dates)
        self._warn(block, identities, dates, unusable)
        batch = self._batch(block, identities, dates)
        if unusable.any():
            batch = batch.filter(pa.array(~unusable))
        self.rows_accepted += batch.num_rows
        self._note_coverage(batch)
        return batch

    def _identities(self, block: Block) -> Iterator[tuple[str, ReadIdentities]]:
        for column in self.register.columns:
            if column.holds not in (Holds.IDENTITY, Holds.OTHER_IDENTITY) or column.field not in block.cells:
                continue
            cells = block.cells[column.field]
            if pa.types.is_integer(cells.type):
                yield column.field, read_keys(cells, self.as_of)
            else:
                yield column.field, read_identities(cells, self.as_of, block.encoding)

    def _unusable(
        self, block: Block, identities: dict[str, ReadIdentities], dates: dict[str, ReadDates]
    ) -> Flags:
        unusable = np.zeros(len(block.rows), dtype=np.bool_)
        for column in self.register.columns:
            if column.holds is Holds.IDENTITY:
                unusable |= ~identities[column.field].good
            if column.field in dates:
                unusable |= dates[column.field].bad
                if column.required:
                    unusable |= dates[column.field].blank
        return unusable

    def _refuse(
        self,
        block: Block,
        position: int,
        identities: dict[str, ReadIdentities],
        dates: dict[str, ReadDates],
    ) -> None:
        cells = [_text_at(column, position, block.encoding) for column in block.cells.values()]
        if block.first_cells is not None:
            cells.insert(0, _text_at(block.first_cells, position, block.encoding))
        if is_note(cells):
            return
        column, reason = self._reason(position, identities, dates)
        written = _text_at(block.cells[column.field], position, block.encoding)
        self.rejected.add(int(block.rows[position]), column.title, reason, written, self.sheet)

    def _reason(
        self, position: int, identities: dict[str, ReadIdentities], dates: dict[str, ReadDates]
    ) -> tuple[RegisterColumn, str]:
        columns = self.register.columns
        for column in columns:
            if column.holds is Holds.IDENTITY:
                if identities[column.field].reasons.get(position) == "missing_required":
                    return column, "missing_required"
            elif column.required and column.field in dates and dates[column.field].blank[position]:
                return column, "missing_required"
        for column in columns:
            if column.holds is Holds.IDENTITY and not identities[column.field].good[position]:
                return column, identities[column.field].reasons[position]
        for column in columns:
            if column.field in dates and dates[column.field].bad[position]:
                return column, "bad_date"
        raise AssertionError("a row was refused without a reason")

    def _warn(
        self,
        block: Block,
        identities: dict[str, ReadIdentities],
        dates: dict[str, ReadDates],
        unusable: Flags,
    ) -> None:
        """What is doubtful in rows that go in."""
        for column in self.register.columns:
            found: list[tuple[int, str]] = []
            if column.holds is Holds.IDENTITY:
                read = identities[column.field].warnings
                found = [(position, reason) for position, reasons in read.items() for reason in reasons]
            elif column.field in dates:
                found = [
                    (int(place), "month_only") for place in np.flatnonzero(dates[column.field].month_only)
                ]
            for position, reason in found:
                if not unusable[position]:
                    self.warnings.add(int(block.rows[position]), column.title, reason, sheet=self.sheet)

    def _batch(
        self, block: Block, identities: dict[str, ReadIdentities], dates: dict[str, ReadDates]
    ) -> pa.RecordBatch:
        size = len(block.rows)
        columns: dict[str, pa.Array] = {
            "source_row": pa.array(block.rows, pa.int64()),
            "source_file": pa.DictionaryArray.from_arrays(
                pa.array(np.zeros(size, dtype=np.int32)), pa.array([self.source_file], pa.string())
            ),
        }
        for column in self.register.columns:
            if column.field not in block.cells:
                continue
            if column.field in identities:
                read = identities[column.field]
                mask = None if column.holds is Holds.IDENTITY else ~read.good
                columns[column.field] = pa.array(read.keys, pa.int64(), mask=mask)
            elif column.field in dates:
                columns[column.field] = dates[column.field].days
            elif column.holds is Holds.NAME:
                columns["name"], columns["name_key"] = name_columns(block.cells[column.field], block.encoding)
            else:
                columns[column.field] = read_words(block.cells[column.field], column.holds, block.encoding)
        arrays = [
            columns[field.name] if field.name in columns else pa.nulls(size, field.type)
            for field in self.schema
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _note_coverage(self, batch: pa.RecordBatch) -> None:
        """Which months the register speaks of, and how far its days reach."""
        for column in self.register.date_columns:
            days = batch.column(column.field)
            latest = pc.max(days).as_py()
            if latest is None:
                continue
            if column.holds is not Holds.DAY_OR_OPEN:  # an end may lie in the future
                self.latest[column.field] = max(latest, self.latest.get(column.field, latest))
            if column.holds is Holds.MONTH:
                self.months.setdefault(column.field, set()).update(pc.unique(days.drop_null()).to_pylist())


def _text_at(column: pa.Array, position: int, encoding: str) -> str:
    value = column[position].as_py()
    if value is None:
        return ""
    if isinstance(value, bytes):
        return decode_texts(pa.array([value], pa.binary()), encoding)[0].as_py() or ""
    return str(value)
