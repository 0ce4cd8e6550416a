"""A register that is already Parquet (from a data exchange platform, say) as blocks of columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gonggang.core.errors import UnusableInput
from gonggang.registers.blocks import Block
from gonggang.registers.catalogue import Register, recognise

_ROWS_A_BLOCK: Final = 100_000


class ParquetRows:
    """Blocks of a Parquet register; the row number is the number of the record, the first being 1.

    Raises UnusableInput when the file is no Parquet, or is a register without a column that it needs.
    """

    def __init__(self, path: Path, kind: str | None = None) -> None:
        self._path = path
        try:
            self._file = pq.ParquetFile(path, memory_map=False)
        except (pa.ArrowInvalid, OSError) as error:
            raise UnusableInput(f"{path.name} 不是完整的 Parquet 文件：请重新导出后再试。") from error
        titles = self._file.schema_arrow.names
        found = recognise(titles, kind)
        self.register: Register | None = found[0] if found else None
        self._titles = {field: titles[position] for field, position in found[1].items()} if found else {}

    def blocks(self) -> Iterator[Block]:
        """Blocks in the order of the file."""
        row = 1
        for batch in self._file.iter_batches(_ROWS_A_BLOCK, columns=list(self._titles.values())):
            rows = np.arange(row, row + batch.num_rows, dtype=np.int64)
            row += batch.num_rows
            cells = {field: self._cells(field, batch.column(title)) for field, title in self._titles.items()}
            yield Block(rows, cells)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _cells(self, field: str, values: pa.Array) -> pa.Array:
        """Text as text; keys, days and whole numbers as they are typed."""
        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        if pa.types.is_integer(values.type) and self._titles[field] != field:
            return values.cast(pa.string())  # a whole ID or month that was written as a number
        if pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type):
            return values.cast(pa.string())
        if pa.types.is_floating(values.type):
            return values.cast(pa.int64(), safe=False).cast(pa.string())
        return values
