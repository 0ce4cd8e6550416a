"""Columns of text of a whole block at once: decoding, and names in their comparable spelling."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gonggang.core.names import name_key

_NEWLINE = 10


def decode_texts(values: pa.Array, encoding: str) -> pa.Array:
    """A binary column as text; bytes that `encoding` does not know become U+FFFD, an unclear character."""
    if pa.types.is_string(values.type):
        return values
    if encoding == "utf-8":
        try:
            return values.cast(pa.string())
        except pa.ArrowInvalid:
            return _decode_each(values, encoding)
    return _decode_joined(values, encoding)


def _decode_each(values: pa.Array, encoding: str) -> pa.Array:
    texts = [None if value is None else value.decode(encoding, "replace") for value in values.to_pylist()]
    return pa.array(texts, pa.string())


def _decode_joined(values: pa.Array, encoding: str) -> pa.Array:
    """All values decoded in one call, parted by newlines; a hundred times cheaper than one by one."""
    if len(values) == 0 or values.null_count:
        return _decode_each(values, encoding)
    whole = pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values)
    joined: bytes = pc.binary_join(whole, pa.scalar(b"\n", pa.binary()))[0].as_py()
    try:
        utf8 = np.frombuffer(joined.decode(encoding).encode() + b"\n", dtype=np.uint8)
    except UnicodeDecodeError:
        return _decode_each(values, encoding)
    ends = np.flatnonzero(utf8 == _NEWLINE)
    if len(ends) != len(values):  # a value that holds a newline itself
        return _decode_each(values, encoding)
    offsets = np.zeros(len(values) + 1, dtype=np.int32)
    offsets[1:] = ends - np.arange(len(values))
    data = utf8[utf8 != _NEWLINE]
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(offsets), pa.py_buffer(data))


def name_columns(values: pa.Array, encoding: str) -> tuple[pa.Array, pa.Array]:
    """(names as written, names in their comparable spelling); a blank name is null in both."""
    names = decode_texts(values, encoding)
    rows = _rows_to_tidy(names)
    if len(rows) == 0:
        return names, names
    written = names.take(pa.array(rows)).to_pylist()
    stripped = [(text or "").strip() or None for text in written]
    keys = [name_key(text) or None for text in written]
    return _replace(names, rows, stripped), _replace(names, rows, keys)


def _replace(texts: pa.Array, rows: npt.NDArray[np.int64], new: list[Any]) -> pa.Array:
    mask = np.zeros(len(texts), dtype=np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(new, pa.string()))


def _rows_to_tidy(names: pa.Array) -> npt.NDArray[np.int64]:
    """The rows whose name is not made of U+4E00-U+9FFF alone; for the others the spelling is its own key."""
    _, offsets_buffer, data_buffer = names.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int32)[names.offset : names.offset + len(names) + 1]
    start, end = int(offsets[0]), int(offsets[-1])
    data = np.frombuffer(data_buffer, dtype=np.uint8)[start:end] if end > start else np.zeros(0, np.uint8)
    # In UTF-8 these characters are E4 B8 80 to E9 BF BF: three bytes each, led by E4 to E9.
    other = (data < 0x80) | (data > 0xE9) | ((data >= 0xC0) & (data < 0xE4))
    early = np.flatnonzero(data == 0xE4)
    other[early] = data[early + 1] < 0xB8
    places = np.flatnonzero(other) + start
    odd = np.searchsorted(offsets, places, side="right") - 1
    blank = np.flatnonzero(np.diff(offsets) == 0)
    return np.unique(np.concatenate([odd, blank]))
