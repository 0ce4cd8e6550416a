"""Reading a foreign file: the parent's side. The bytes themselves are only ever parsed by a limited child."""

from __future__ import annotations

import os
import select
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.exchange import limits, wire
from gonggang.exchange.refusal import sentence
from gonggang.exchange.tables import Cell, Merge, Row, Table

__all__ = ["Cell", "Merge", "Row", "Table", "read_tables", "stream_tables"]

_COMMAND: Final = (sys.executable, "-I", "-X", "utf8", "-m", "gonggang.exchange.reader")
_PIECE: Final = 256 * 1024


def read_tables(path: Path | str) -> list[Table]:
    """Every sheet of a file with all its rows; a CSV is one table whose `sheet` is None.

    Raises UnusableInput with one Chinese sentence that names the file when it is absent, empty, not a table,
    locked with a password, damaged, in an unknown encoding, or beyond the limits on size, memory and time;
    WorkFailed when no process can be started to read it.
    """
    tables: list[Table] = []
    for table, row in stream_tables(path):
        if row is None:
            tables.append(table)
        else:
            table.rows.append(row)
    return tables


def stream_tables(path: Path | str) -> Iterator[tuple[Table, Row | None]]:
    """As `read_tables`, row by row for files that need not be held: each table once with None, then its rows.

    The rows are not added to `table.rows`. A refusal may come after rows were given, so nothing may be kept
    for good before the end. Time that the caller takes between rows is not counted against the file.
    """
    path = Path(path)
    with _open(path) as source, _Child(source.fileno(), path.name) as child:
        table = Table(None, [])
        for event in child.events():
            if event[0] == wire.ROW:
                yield table, Row(event[1], event[2])
            elif event[0] == wire.SHEET:
                _, name, hidden, serials_from_1904, merges = event
                table = Table(name, [], tuple(Merge(*merge) for merge in merges), hidden, serials_from_1904)
                yield table, None
            elif event[0] == wire.ERROR:
                raise UnusableInput(sentence(event[1], path.name, event[2]))


def _open(path: Path) -> Any:
    """The file opened for reading, after everything that can be said without looking inside."""
    try:
        # Without O_NONBLOCK the opening of a named pipe would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise UnusableInput(sentence("missing", path.name, {})) from None
    except PermissionError:
        raise UnusableInput(sentence("no_permission", path.name, {})) from None
    except (OSError, ValueError):
        raise UnusableInput(sentence("unreadable", path.name, {})) from None
    source = os.fdopen(descriptor, "rb", buffering=0) if not _is_folder(descriptor) else None
    if source is None:
        os.close(descriptor)
        raise UnusableInput(sentence("folder", path.name or str(path), {}))
    about = os.fstat(descriptor)
    code = None
    if not stat.S_ISREG(about.st_mode):
        code = "not_a_file"
    elif about.st_size == 0:
        code = "empty"
    elif about.st_size > limits.FILE_BYTES_MAX:
        code = "too_large"
    if code is not None:
        source.close()
        raise UnusableInput(sentence(code, path.name, {"limit": limits.FILE_BYTES_MAX // limits.MEBIBYTE}))
    return source


def _is_folder(descriptor: int) -> bool:
    return stat.S_ISDIR(os.fstat(descriptor).st_mode)


class _Child:
    """The reading process, its pipe and its clock; it is dead when the `with` block ends."""

    def __init__(self, source: int, file: str) -> None:
        self._file = file
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no word of the file on the line
                _COMMAND,
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"LC_ALL": "C.UTF-8"},  # no address or key of this system reaches the child
                close_fds=True,
            )
        except OSError as error:
            raise WorkFailed(
                f"读文件的子进程启动不了（{error.strerror}）：请运行 gonggang doctor 查看。"
            ) from None

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()

    def events(self) -> Iterator[list[Any]]:
        """The child's events; an ERROR for a child that died, stalled or spoke nonsense."""
        finished = False
        for line in self._lines():
            if not line:
                yield [wire.ERROR, "too_slow", {"seconds": limits.WAIT_SECONDS_MAX}]
                return
            try:
                event = wire.decode(line)
            except (ValueError, KeyError, RecursionError):
                yield [wire.ERROR, "internal", {"name": "pipe"}]
                return
            finished = event[0] in (wire.END, wire.ERROR)
            if event[0] != wire.END:
                yield event
        if not finished:
            yield self._death()

    def _lines(self) -> Iterator[bytes]:
        """Whole lines as they come; an empty one when the child has kept us waiting too long."""
        pipe = self._process.stdout
        if pipe is None:
            return
        patience = float(limits.WAIT_SECONDS_MAX)
        pieces: list[bytes] = []
        size = 0
        while True:
            asked = time.monotonic()
            ready, _, _ = select.select([pipe], [], [], patience)
            patience = max(0.0, patience - (time.monotonic() - asked))
            if not ready:
                yield b""
                return
            piece = os.read(pipe.fileno(), _PIECE)
            if not piece:
                return
            *ended, rest = piece.split(b"\n")
            for line in ended:
                yield b"".join([*pieces, line])
                pieces, size = [], 0
            if rest:
                pieces.append(rest)
                size += len(rest)
            if size > limits.LINE_BYTES_MAX:
                self._process.kill()
                return

    def _death(self) -> list[Any]:
        status = self._process.wait()
        if status == -signal.SIGXCPU or status == -signal.SIGKILL:
            return [wire.ERROR, "too_slow", {"seconds": limits.CPU_SECONDS_MAX}]
        if status in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
            return [wire.ERROR, "memory", {}]  # allocation beyond the limit aborts native code
        return [wire.ERROR, "internal", {"name": f"exit {status}"}]
