"""The locks of the embedded server, and the processes that hold one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

LOCK_MODE = 0o600
PAUSE_SECONDS = 0.02
SERVER_PROGRAMS = {"postgres", "postmaster", "initdb", "sh"}  # initdb works through a shell


@contextlib.contextmanager
def exclusively(lock: Path) -> Iterator[int]:
    """Hold `lock`, waiting for it as long as it takes; yields the open file's number."""
    handle = open_lock(lock)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def open_lock(lock: Path) -> int:
    """Open a lock file, making it if needed; the number must be closed by the caller."""
    return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, LOCK_MODE)


def try_lock(handle: int, *, shared: bool = False) -> bool:
    """Take the lock if nobody holds it. A process that inherits `handle` goes on holding it when we close."""
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(lock: Path) -> bool:
    """Does any process hold the lock for itself alone? Asking shares it, so that two who ask agree."""
    if not lock.exists():
        return False
    handle = open_lock(lock)
    try:
        return not try_lock(handle, shared=True)
    finally:
        os.close(handle)


def wait_until_free(lock: Path, seconds: float) -> bool:
    """Wait until no process holds the lock; False if one still does after `seconds`."""
    deadline = time.monotonic() + seconds
    while is_held(lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def holders(lock: Path) -> list[int]:
    """The server's processes that have the lock file open (commands that only look at it are left out)."""
    if not lock.exists():
        return []
    wanted = lock.stat()
    found = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if Path(entry.path, "comm").read_text().strip() not in SERVER_PROGRAMS:
                continue
            for opened in os.scandir(f"/proc/{entry.name}/fd"):
                with contextlib.suppress(OSError):
                    seen = os.stat(opened.path)
                    if (seen.st_dev, seen.st_ino) == (wanted.st_dev, wanted.st_ino):
                        found.append(int(entry.name))
                        break
    return found


def kill_holders(lock: Path) -> None:
    """End at once every process that still holds the lock; the database recovers from its own log."""
    for process_id in holders(lock):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGKILL)
