"""The child process that opens foreign files: `python -m gonggang.exchange.reader < FILE`.

It limits its own memory, processor time and files before the first foreign byte is read, takes the file from
standard input (so it knows neither name nor folder), and writes the lines of `wire` to standard output.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from gonggang.exchange import limits, wire
from gonggang.exchange.content import kind_of
from gonggang.exchange.refusal import Refusal


def events_of(data: bytes) -> Iterator[list[Any]]:
    """Every sheet and row of a file as events of the pipe; raises Refusal."""
    kind = kind_of(data)
    if kind in ("zip", "ole"):
        from gonggang.exchange.workbook import read_workbook

        yield from read_workbook(data, kind)
        return
    if kind == "markup":
        from gonggang.exchange.markup import read_markup

        yield from read_markup(data)
        return
    from gonggang.exchange.csv_text import read_csv

    yield [wire.SHEET, None, False, False, []]
    for number, cells in read_csv(data):
        yield [wire.ROW, number, cells]


def counted(events: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The same events, refused beyond the limits on rows, columns and cells of a whole file."""
    rows = cells = 0
    for event in events:
        if event[0] == wire.ROW:
            rows += 1
            cells += len(event[2])
            if rows > limits.ROWS_MAX:
                raise Refusal("too_many_rows", limit=limits.ROWS_MAX)
            if len(event[2]) > limits.COLUMNS_MAX:
                raise Refusal("too_many_columns", limit=limits.COLUMNS_MAX)
            if cells > limits.CELLS_MAX:
                raise Refusal("too_many_cells", limit=limits.CELLS_MAX)
        yield event
    if not rows:
        raise Refusal("blank")


def _limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES_MAX, limits.MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS_MAX, limits.CPU_SECONDS_MAX + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # pipes are not files: this forbids writing any


def _write(events: Iterator[list[Any]], out: BinaryIO) -> None:
    try:
        for event in events:
            out.write(wire.encode(event))
        out.write(wire.encode([wire.END]))
    except Refusal as refusal:
        out.write(wire.encode([wire.ERROR, refusal.code, refusal.details]))
    except MemoryError:
        out.write(wire.encode([wire.ERROR, "memory", {}]))
    except BrokenPipeError:
        raise
    except BaseException as error:
        # Whatever a parser does, the officer gets one sentence; a panic of native code is no Exception.
        out.write(wire.encode([wire.ERROR, "internal", {"name": type(error).__name__}]))


def _events_of_standard_input() -> Iterator[list[Any]]:
    data = sys.stdin.buffer.read(limits.FILE_BYTES_MAX + 1)
    if len(data) > limits.FILE_BYTES_MAX:
        raise Refusal("too_large", limit=limits.FILE_BYTES_MAX // limits.MEBIBYTE)
    yield from counted(events_of(data))


def main() -> None:
    """Read standard input, write events, leave; nothing else is touched."""
    _limit_this_process()
    with os.fdopen(1, "wb", buffering=256 * 1024, closefd=False) as out:
        _write(_events_of_standard_input(), out)


if __name__ == "__main__":
    main()
