"""National IDs of a whole block at once: clean ones by matrix arithmetic on their bytes, the rest one by one.

The fast path decides only what it is sure of; everything else goes to `core.parse_national_id`, and a test
shows that both give the same key for the same text (GB 11643).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gonggang.core.national_id import id_key, parse_national_id
from gonggang.registers.texts import decode_texts

Keys = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LENGTH: Final = 18
_TILE_ROWS: Final = 2_048
_ZERO_CODE: Final = ord("0")
_CHECK_CODES: Final = np.frombuffer(b"10X98765432", dtype=np.uint8)
_CHECK_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_EARLIEST_BIRTH: Final = 1800_01_01
_KEY_LIMIT: Final = 10**17

# What spreadsheets put around a number and the house drops anywhere: enough for a second fast attempt.
_TRIMMED: Final = " \t'\u2018\u2019\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"


def _place_values() -> npt.NDArray[np.float32]:
    """Columns: weighted sum, area (digits 1-6), year (7-10), month and day (11-14), sequence (15-17).

    Each stays below 2^24, so that single precision is exact; two parts together would not be.
    """
    values = np.zeros((_LENGTH, 5), dtype=np.float32)
    values[:17, 0] = _CHECK_WEIGHTS
    for column, (first, last) in enumerate(((0, 6), (6, 10), (10, 14), (14, 17)), start=1):
        for position in range(first, last):
            values[position, column] = 10 ** (last - position - 1)
    return values


_PLACE_VALUES: Final = _place_values()
_ZERO_SUMS: Final = (_PLACE_VALUES.sum(axis=0) * _ZERO_CODE).astype(np.int64)


def _calendar() -> npt.NDArray[np.bool_]:
    """[leap year, MMDD] -> whether there is such a day."""
    table = np.zeros((2, 10_000), dtype=np.bool_)
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1):
        table[:, month * 100 + 1 : month * 100 + days + 1] = True
    table[1, 229] = True
    return table


_CALENDAR: Final = _calendar()


@dataclass(slots=True)
class ReadIdentities:
    """The IDs of one block: `keys` (0 where there is none), `good`, and by position why others are not."""

    keys: Keys
    good: Flags
    reasons: dict[int, str] = field(default_factory=dict)
    warnings: dict[int, tuple[str, ...]] = field(default_factory=dict)


def read_identities(texts: pa.Array, as_of: date, encoding: str = "utf-8") -> ReadIdentities:
    """Reads a column of written IDs (bytes in `encoding`, or text); births after `as_of` are refused."""
    written = texts.cast(pa.binary()) if not pa.types.is_binary(texts.type) else texts
    keys, good = fast_keys(written, as_of)
    read = ReadIdentities(keys, good)
    if good.all():
        return read
    left = np.flatnonzero(~good)
    decoded = decode_texts(written.take(pa.array(left)).fill_null(b""), encoding)
    trimmed = pc.utf8_trim(decoded, characters=_TRIMMED)
    again_keys, again_good = fast_keys(trimmed.cast(pa.binary()), as_of)
    keys[left[again_good]] = again_keys[again_good]
    good[left[again_good]] = True
    still = np.flatnonzero(~again_good)
    for place, text in zip(left[still].tolist(), decoded.take(pa.array(still)).to_pylist(), strict=True):
        _read_one(read, place, text, as_of)
    return read


def _read_one(read: ReadIdentities, position: int, text: str, as_of: date) -> None:
    parsed = parse_national_id(text, as_of)
    if parsed.verdict != "ok" or parsed.number is None:
        read.reasons[position] = parsed.verdict
        return
    read.keys[position] = id_key(parsed.number)
    read.good[position] = True
    if parsed.warnings:
        read.warnings[position] = tuple(parsed.warnings)


def fast_keys(written: pa.Array, as_of: date) -> tuple[Keys, Flags]:
    """17-digit keys of the plain 18-character IDs of a binary column, and which rows these are."""
    keys = np.zeros(len(written), dtype=np.int64)
    plain = _plain_lengths(written)
    rows = np.flatnonzero(plain)
    if len(rows) == 0:
        return keys, plain
    every = len(rows) == len(written)
    found, sure = _keys_of_matrix(_matrix(written if every else written.filter(pa.array(plain))), as_of)
    if every:
        return found, sure
    keys[rows] = found
    good = np.zeros(len(written), dtype=np.bool_)
    good[rows] = sure
    return keys, good


def _plain_lengths(written: pa.Array) -> Flags:
    lengths = pc.binary_length(written)
    if lengths.null_count:
        lengths = lengths.fill_null(0)
    return np.asarray(lengths.to_numpy(zero_copy_only=False) == _LENGTH)


def _matrix(written: pa.Array) -> npt.NDArray[np.uint8]:
    """The bytes of a column in which every value has 18, as one row a value."""
    _, offsets_buffer, data_buffer = written.buffers()
    first = np.frombuffer(offsets_buffer, dtype=np.int32, count=1, offset=written.offset * 4)[0]
    size = len(written) * _LENGTH
    return np.frombuffer(data_buffer, dtype=np.uint8, count=size, offset=int(first)).reshape(-1, _LENGTH)


def _keys_of_matrix(matrix: npt.NDArray[np.uint8], as_of: date) -> tuple[Keys, Flags]:
    good = ~_has_other_than_digits(matrix)
    sums = _place_sums(matrix)
    sums[~good] = 0
    weighted, area, year, month_day, sequence = sums.T
    born = year * 10_000 + month_day
    good &= _CALENDAR[_is_leap(year), month_day] & _is_believable(born, as_of)
    expected = _CHECK_CODES[weighted % 11]
    last = matrix[:, _LENGTH - 1]
    good &= (last == expected) | ((expected == ord("X")) & (last == ord("x")))
    keys = area * 100_000_000_000 + born * 1_000 + sequence
    keys[~good] = 0
    return keys, good


def _place_sums(matrix: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """The products with `_PLACE_VALUES`, in tiles so small that the algebra library starts no threads."""
    products = np.empty((len(matrix), _PLACE_VALUES.shape[1]), dtype=np.float32)
    for start in range(0, len(matrix), _TILE_ROWS):
        tile = matrix[start : start + _TILE_ROWS].astype(np.float32)
        np.matmul(tile, _PLACE_VALUES, out=products[start : start + _TILE_ROWS])
    return np.asarray(products.astype(np.int64) - _ZERO_SUMS)


def _has_other_than_digits(matrix: npt.NDArray[np.uint8]) -> Flags:
    """Whether any of the first 17 bytes is not a digit, eight bytes at a step."""
    rows = len(matrix)
    other = matrix[:, 16] - np.uint8(_ZERO_CODE) > 9
    for offset in (0, 8):
        eight: npt.NDArray[np.uint64] = np.ndarray((rows,), "<u8", matrix, offset, (_LENGTH,))
        above = eight + np.uint64(0x4646464646464646)  # sets the top bit of a byte beyond "9"
        below = eight - np.uint64(0x3030303030303030)  # and of the lowest byte before "0"
        other |= ((above | below | eight) & np.uint64(0x8080808080808080)) != 0
    return other


def read_keys(keys: pa.Array, as_of: date) -> ReadIdentities:
    """IDs that are already 17-digit integer keys; one whose birth date does not exist is refused."""
    numbers = keys.cast(pa.int64())
    blank = numbers.is_null().to_numpy(zero_copy_only=False)
    values = numbers.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    in_range = (values >= 0) & (values < _KEY_LIMIT)
    born = np.where(in_range, values % 100_000_000_000 // 1_000, 0)
    year, month_day = born // 10_000, born % 10_000
    good = in_range & _CALENDAR[_is_leap(year), month_day] & _is_believable(born, as_of)
    read = ReadIdentities(np.where(good, values, 0), good)
    for position in np.flatnonzero(~good):
        place = int(position)
        wrong = "bad_birth_date" if in_range[place] else "bad_length"
        read.reasons[place] = "missing_required" if blank[place] else wrong
    return read


def _is_leap(year: Keys) -> npt.NDArray[np.int8]:
    leap: npt.NDArray[np.int8] = ((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))).astype(np.int8)
    return leap


def _is_believable(born: Keys, as_of: date) -> Flags:
    latest = as_of.year * 10_000 + as_of.month * 100 + as_of.day
    return np.asarray((born >= _EARLIEST_BIRTH) & (born <= latest))
