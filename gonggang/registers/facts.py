"""Days, months and words of a whole block at once: each distinct spelling is read a single time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gonggang.core.dates import parse_date
from gonggang.core.text import drop_invisible, half_width, tidy_number
from gonggang.registers.catalogue import Holds
from gonggang.registers.texts import decode_texts

Flags = npt.NDArray[np.bool_]

_EPOCH: Final = date(1970, 1, 1).toordinal()
_KNOWN, _BLANK, _BAD, _MONTH_ONLY = 0, 1, 2, 3
_CACHE_MAX: Final = 100_000  # spellings of days remembered; a file with more of them is read without memory

_TIDIERS: Final[dict[Holds, Callable[[str], str]]] = {
    Holds.TEXT: str.strip,
    Holds.CODE: lambda text: drop_invisible(half_width(text)),
    Holds.NUMBER: tidy_number,
}


@dataclass(slots=True)
class ReadDates:
    """The days of one block as date32 (null where none), and which cells are bad, blank or lack a day."""

    days: pa.Array
    bad: Flags
    blank: Flags
    month_only: Flags


@dataclass(slots=True)
class DateReader:
    """Reads one date column; remembers each spelling, since a register has few days and many rows."""

    holds: Holds
    required: bool = False
    _read: dict[str, tuple[int, int]] = field(default_factory=dict)

    def read(self, cells: pa.Array, encoding: str) -> ReadDates:
        """Days (months as their first day) of a column of text, dates or whole numbers."""
        if pa.types.is_temporal(cells.type):
            return self._read_typed(cells)
        if pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type):
            cells = cells.cast(pa.int64()).cast(pa.string())
        spelled = pc.dictionary_encode(cells)
        texts = decode_texts(spelled.dictionary, encoding).to_pylist()
        read = [self._one(text) for text in texts] or [(0, _BLANK)]
        days = np.array([day for day, _ in read], dtype=np.int32)
        states = np.array([state for _, state in read], dtype=np.int8)
        places = spelled.indices
        absent = np.zeros(len(cells), dtype=np.bool_)
        if places.null_count:
            absent = places.is_null().to_numpy(zero_copy_only=False)
            places = places.fill_null(0)
        where = places.to_numpy()
        state = np.where(absent, _BLANK, states[where])
        known = pa.array(days[where], mask=state != _KNOWN).cast(pa.date32())
        return ReadDates(known, state == _BAD, state == _BLANK, state == _MONTH_ONLY)

    def _read_typed(self, cells: pa.Array) -> ReadDates:
        days = cells.cast(pa.date32(), safe=False)
        if self.holds is Holds.MONTH:
            days = pc.floor_temporal(days, unit="month").cast(pa.date32())
        blank = days.is_null().to_numpy(zero_copy_only=False)
        none = np.zeros(len(days), dtype=np.bool_)
        return ReadDates(days, none, blank, none)

    def _one(self, text: str) -> tuple[int, int]:
        known = self._read.get(text)
        if known is None:
            known = self._parse(text)
            if len(self._read) < _CACHE_MAX:
                self._read[text] = known
        return known

    def _parse(self, text: str) -> tuple[int, int]:
        parsed = parse_date(text)
        if parsed.verdict == "missing" or (parsed.verdict == "open" and self.holds is Holds.DAY_OR_OPEN):
            return 0, _BLANK
        if parsed.verdict == "ok" and parsed.date is not None and self.holds is not Holds.MONTH:
            return parsed.date.toordinal() - _EPOCH, _KNOWN
        if self.holds is Holds.MONTH and parsed.month is not None:
            return parsed.month.first.toordinal() - _EPOCH, _KNOWN
        if parsed.verdict == "month_only" and not self.required:
            return 0, _MONTH_ONLY  # it happened, but nobody can say on which day
        return 0, _BAD


def read_words(cells: pa.Array, holds: Holds, encoding: str) -> pa.Array:
    """A column of words as a dictionary array of tidied text; a blank word is null."""
    if not (pa.types.is_binary(cells.type) or pa.types.is_string(cells.type)):
        cells = cells.cast(pa.string())
    spelled = pc.dictionary_encode(cells)
    tidy = _TIDIERS[holds]
    texts = decode_texts(spelled.dictionary, encoding).to_pylist()
    words = pc.dictionary_encode(pa.array([tidy(text) or None for text in texts], pa.string()))
    # Two spellings may be one word: the places follow to the word, so that no word stands twice.
    return pa.DictionaryArray.from_arrays(words.indices.take(spelled.indices), words.dictionary)
