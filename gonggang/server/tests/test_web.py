"""The web server: a port of its own, an address that answers, and an end when it is told to."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gonggang.core.errors import UnusableInput
from gonggang.server.web import ADDRESS, PORT_MAX, reserve


def test_two_who_look_for_a_port_find_two() -> None:
    with reserve() as first, reserve() as second:
        assert first.getsockname() != second.getsockname()


def test_a_server_that_would_share_its_port_counts_as_taken() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((ADDRESS, 0))
        other.listen()
        taken = other.getsockname()[1]
        with reserve(taken) as holder:
            assert holder.getsockname()[1] > taken


def test_when_no_port_is_left_the_sentence_says_what_to_do() -> None:
    with reserve(PORT_MAX) as last:
        assert last.getsockname()[1] == PORT_MAX
        with pytest.raises(UnusableInput, match="--port"):
            reserve(PORT_MAX)


def test_a_reserved_port_can_be_shared_with_our_workers() -> None:
    with reserve() as holder, socket.socket() as worker:
        worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        worker.bind(holder.getsockname())
        worker.listen()
        socket.create_connection(holder.getsockname(), timeout=5).close()


@pytest.mark.parametrize("to_all", [True, False], ids=["ctrl-c", "kill"])
def test_the_site_answers_and_stops(to_all: bool, shared_home: Path) -> None:
    # As `gonggang up` does once the database is ready.
    site = subprocess.Popen(
        [sys.executable, "-c", "from gonggang.server.web import serve; serve()"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert site.stdout is not None
    try:
        found = None
        for line in site.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                break
        assert found, "no address was printed"
        connection = http.client.HTTPConnection(ADDRESS, int(found.group(1)), timeout=10)
        connection.request("GET", "/nowhere")
        assert connection.getresponse().status == 404
        connection.close()
        if to_all:
            os.killpg(site.pid, signal.SIGINT)
        else:
            site.terminate()
        assert site.wait(5) == 0
    finally:
        if site.poll() is None:
            os.killpg(site.pid, signal.SIGKILL)
