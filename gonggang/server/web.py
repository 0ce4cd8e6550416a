"""The web server: finds a free port, becomes granian, and says where the site is once it answers.

`serve` replaces the calling process, so that the server starts without the caller's database connections
and threads, and so that Ctrl-C goes straight to it.
"""

from __future__ import annotations

import argparse
import ctypes
import http.client
import importlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, NoReturn

from gonggang.core.errors import UnusableInput
from gonggang.server.companion import worker

ADDRESS = "127.0.0.1"
PORT_DEFAULT = 8000
PORT_MAX = 65535
PORTS_TRIED_MAX = 100
WORKERS_MAX = 2
THREADS_PER_WORKER = 4
STOP_SECONDS_MAX = 10
ANNOUNCE_SECONDS_MAX = 60
TARGET = "gonggang.wsgi:application"
PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def serve(port: int = PORT_DEFAULT) -> NoReturn:
    """Serve the site on this machine only, until Ctrl-C; never returns.

    If `port` is taken the next free one is used, and said. Raises UnusableInput when none is free.
    """
    reserve(port).close()
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gonggang.server.web", str(port)])  # noqa: S606


def reserve(first: int = PORT_DEFAULT) -> socket.socket:
    """A socket that keeps the first free port from `first` on for this process.

    Others find that port taken; our own workers may share it. Raises UnusableInput when none is free.
    """
    for candidate in range(first, min(first + PORTS_TRIED_MAX, PORT_MAX + 1)):
        holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # A port whose last connections are still fading is free; one on which somebody listens is not.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind((ADDRESS, candidate))
            # Only now: the bind fails even against a server that is willing to share, as will the next one.
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        except OSError:
            holder.close()
        else:
            return holder
    raise UnusableInput(f"{first} 起的端口都不能用：请用 --port 另选一个（1024 以上）。")


def _run(port: int) -> None:
    """Become the server."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    # A fresh interpreter for each worker: nothing of this process is shared by accident.
    multiprocessing.set_start_method("spawn")
    _stop_once()
    with reserve(port) as holder:
        chosen: int = holder.getsockname()[1]
        server = Granian(
            TARGET,
            address=ADDRESS,
            port=chosen,
            interface=Interfaces.WSGI,
            workers=min(WORKERS_MAX, os.cpu_count() or 1),
            blocking_threads=THREADS_PER_WORKER,
            websockets=False,
            http1_settings=HTTP1Settings(header_read_timeout=10_000),
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_SECONDS_MAX,
            working_dir=Path("/"),
        )
        threading.Thread(target=_announce, args=(chosen, port), daemon=True).start()
        with worker():
            server.serve(target_loader=_load_application)


def _load_application(target: str) -> Any:
    """What each worker serves; a worker ends with the process that started it, however that one ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    module, name = target.split(":")
    return getattr(importlib.import_module(module), name)


def _stop_once() -> None:
    """Turn Ctrl-C, and the closing of the terminal, into one request to stop that only this process gets.

    A terminal signals the workers as well; told to stop twice they would hang until they are killed.
    """
    unwanted = {signal.SIGINT, signal.SIGHUP}
    asked = {number for number in unwanted if signal.getsignal(number) is not signal.SIG_IGN}
    resource_tracker.ensure_running()  # started later, it would let the signals through again
    signal.pthread_sigmask(signal.SIG_BLOCK, unwanted)

    def wait() -> None:
        signal.sigwait(asked)
        os.kill(os.getpid(), signal.SIGTERM)

    if asked:
        threading.Thread(target=wait, daemon=True).start()


def _announce(port: int, wanted: int) -> None:
    """Print the site's address as soon as it answers."""
    deadline = time.monotonic() + ANNOUNCE_SECONDS_MAX
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            break
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    else:
        return
    if port != wanted:
        _say(f"端口 {wanted} 不能用（多半已被别的程序占用），改用 {port}。")
    _say(f"网页已就绪：http://{ADDRESS}:{port}/ （按 Ctrl-C 停止）")


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main() -> None:
    """What `serve` turns this process into."""
    parser = argparse.ArgumentParser(prog="gonggang up")
    parser.add_argument("port", type=int)
    try:
        _run(parser.parse_args().port)
    except UnusableInput as sentence:
        sys.stderr.write(f"{sentence}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
