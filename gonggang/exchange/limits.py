"""How much of a foreign file is read before it is refused; no number of the policy is here."""

from __future__ import annotations

from typing import Final

MEBIBYTE: Final = 1024 * 1024

FILE_BYTES_MAX: Final = 128 * MEBIBYTE
WORKBOOK_BYTES_MAX: Final = 64 * MEBIBYTE
MARKUP_BYTES_MAX: Final = 24 * MEBIBYTE

MEMORY_BYTES_MAX: Final = 512 * MEBIBYTE  # address space of the child
CPU_SECONDS_MAX: Final = 25
WAIT_SECONDS_MAX: Final = 30  # waiting for the child, whoever uses its rows may take longer

INFLATED_BYTES_MAX: Final = 300 * MEBIBYTE
# An honest sheet packs 10 to 40 times; below the floor a high ratio does no harm.
RATIO_MAX: Final = 200
RATIO_FLOOR_BYTES: Final = 20 * MEBIBYTE
ENTRIES_MAX: Final = 5_000

SHEETS_MAX: Final = 1_000
ROWS_MAX: Final = 1_048_576  # what a spreadsheet program can show
COLUMNS_MAX: Final = 512
CELLS_MAX: Final = 6_000_000
CELL_CHARACTERS_MAX: Final = 32_767  # what a spreadsheet program lets into a cell
LINE_BYTES_MAX: Final = 16 * MEBIBYTE  # one row on the pipe
