"""From nothing to a site that answers, and back: up, doctor, down, as a person types them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gonggang.server import postgres
from gonggang.server.cluster import Cluster
from gonggang.server.processes import kill_holders, wait_until_free

GONGGANG = str(Path(sys.executable).with_name("gonggang"))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([GONGGANG, *words], capture_output=True, text=True, check=False, cwd="/")


@pytest.fixture
def site(own_home: Path) -> Iterator[subprocess.Popen[str]]:
    """`gonggang up` in a session of its own, as in a terminal."""
    process = subprocess.Popen(
        [GONGGANG, "up"], stdout=subprocess.PIPE, text=True, start_new_session=True, cwd="/"
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def address(site: subprocess.Popen[str]) -> int:
    """The port in the address that the site printed."""
    assert site.stdout is not None
    for line in site.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
            return int(found.group(1))
    raise AssertionError("no address was printed")


def workers(site: subprocess.Popen[str]) -> set[int]:
    """The workers that the site keeps."""
    mark = f"GONGGANG_WORKER_OF={site.pid}\0".encode()
    found = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            # Its Python has begun once the environment is there and the program's own name too.
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes():
                found.add(int(entry.name))
    return found


def until(true: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.1)


def test_from_nothing_to_a_site_and_back(site: subprocess.Popen[str], own_home: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", address(site), timeout=20)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (302, "/sign-in/?next=%2F")
    answer.read()
    connection.request("GET", answer.headers["Location"])
    answer = connection.getresponse()
    assert answer.status == 200
    assert "公岗" in answer.read().decode()
    connection.close()

    report = run("doctor", "--json")
    assert report.returncode == 0, report.stdout
    verdicts = {finding["name"]: finding["verdict"] for finding in json.loads(report.stdout)["findings"]}
    assert verdicts["database"] == verdicts["tables"] == "ok"

    until(lambda: len(workers(site)) == 1)
    (killed,) = workers(site)
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(workers(site) - {killed}) == 1)
    os.killpg(site.pid, signal.SIGINT)
    assert site.wait(10) == 0
    assert not workers(site)
    assert postgres.status().running, "the database is there for the next command"
    assert "已停止" in run("down").stdout
    assert not postgres.status().running
    assert run("down").returncode == 0


def test_up_again_after_everything_was_killed(site: subprocess.Popen[str], own_home: Path) -> None:
    address(site)
    cluster = Cluster(own_home)
    until(lambda: len(workers(site)) == 1)
    os.killpg(site.pid, signal.SIGKILL)
    site.wait(5)
    until(lambda: not workers(site))
    kill_holders(cluster.alive_lock)
    assert wait_until_free(cluster.alive_lock, 5)
    again = run("doctor", "--json")
    assert again.returncode == 0, again.stdout


def test_an_unusable_home_is_one_line_and_status_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GONGGANG_HOME", str(tmp_path / "file" / "home"))
    for words in (["up"], ["month", "2024-05"]):
        answer = run(*words)
        assert answer.returncode == 2, answer.stderr
        assert answer.stderr.count("\n") == 1
        assert "GONGGANG_HOME" in answer.stderr


def test_a_database_that_does_not_answer_is_one_line_and_status_1(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    answer = run("month", "2024-05")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "DATABASE_URL" in answer.stderr
