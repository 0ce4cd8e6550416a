"""The worker that goes with the web server: started, started again when it ends, stopped when the server stops."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

STOP_SECONDS_MAX = 10
# A worker that ends at once, because the database is away, is not started again without a pause.
PAUSE_SECONDS = 2
PARENT = "GONGGANG_WORKER_OF"  # read by the worker, whose room may not be imported here
_PROGRAM = "from gonggang.commands import main; main()"


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """There is a worker as long as the block runs; it ends with this process, however this process ends."""
    ended = threading.Event()
    guard = threading.Thread(target=_keep_one, args=(ended,), daemon=True)
    guard.start()
    try:
        yield
    finally:
        ended.set()
        guard.join(STOP_SECONDS_MAX + PAUSE_SECONDS)


def _keep_one(ended: threading.Event) -> None:
    # The system ends the worker when this very thread ends; it lives as long as the process.
    while not ended.is_set():
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM, "work"],
            stdin=subprocess.DEVNULL,
            env={**os.environ, PARENT: str(os.getpid())},
            start_new_session=True,  # so that Ctrl-C reaches it through us alone
        )
        while process.poll() is None and not ended.wait(0.2):
            pass
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            return
        ended.wait(PAUSE_SECONDS)
