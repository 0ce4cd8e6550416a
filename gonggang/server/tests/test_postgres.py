"""The embedded server: started by anyone at any time, killed at any time, closed to everyone else."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from gonggang.core.errors import WorkFailed
from gonggang.server import postgres
from gonggang.server.cluster import OWNER, SOCKET_NAME, Cluster
from gonggang.server.processes import holders, is_held, kill_holders, wait_until_free

AS_ROOT = os.geteuid() == 0
START = "from gonggang.server import postgres; postgres.start(); print(postgres.status().process_id)"


@pytest.fixture
def cluster(shared_home: Path, shared_cluster: Cluster) -> Cluster:
    """The shared cluster, running, with one table that must outlive everything."""
    with postgres.connect(shared_cluster, OWNER) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    return shared_cluster


def answer(cluster: Cluster) -> int:
    with postgres.connect(cluster) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def postmaster(cluster: Cluster) -> int:
    process_id = postgres.status().process_id
    assert process_id is not None
    return process_id


def test_several_processes_at_once_start_one_server_and_two_homes_are_two_systems(
    cluster: Cluster, own_home: Path
) -> None:
    def start(_: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", START], capture_output=True, text=True, check=True
        ).stdout.strip()

    with ThreadPoolExecutor(3) as pool:
        process_ids = set(pool.map(start, range(3)))
    assert len(process_ids) == 1
    assert process_ids != {"None"}

    with postgres.connect(Cluster(own_home)) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    assert answer(cluster) == 42


def test_a_second_start_finds_the_server(cluster: Cluster) -> None:
    before = postmaster(cluster)
    began = time.monotonic()
    postgres.start()
    assert time.monotonic() - began < 1
    assert postmaster(cluster) == before


def test_the_data_is_there_after_everything_was_killed(cluster: Cluster) -> None:
    kill_holders(cluster.alive_lock)
    assert wait_until_free(cluster.alive_lock, 5)
    assert (cluster.data / "postmaster.pid").exists(), "nothing was tidied up"
    assert not postgres.status().running
    postgres.start()
    assert answer(cluster) == 42


def test_a_busy_session_that_outlived_the_postmaster_is_ended(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "LEFTOVER_SECONDS_MAX", 0.3)
    busy = postgres.connect(cluster)
    busy.pgconn.send_query(b"DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$")  # looks up at no time
    time.sleep(0.1)
    os.kill(postmaster(cluster), signal.SIGKILL)
    time.sleep(0.2)
    assert holders(cluster.alive_lock), "the session is still at work"
    postgres.start()
    assert answer(cluster) == 42
    busy.close()


def test_a_stale_file_that_names_a_living_process_does_not_hinder(cluster: Cluster) -> None:
    kill_holders(cluster.alive_lock)
    assert wait_until_free(cluster.alive_lock, 5)
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file = cluster.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
    (cluster.real_socket_folder / f"{SOCKET_NAME}.lock").write_text(
        "\n".join([str(stranger.pid), *lines[1:]])
    )
    try:
        postgres.start()
        assert answer(cluster) == 42
        postgres.stop()
        assert stranger.poll() is None, "only processes of the server are signalled"
    finally:
        stranger.kill()


def test_a_removed_socket_is_made_again(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "LEFTOVER_SECONDS_MAX", 0.3)
    (cluster.real_socket_folder / SOCKET_NAME).unlink()
    postgres.start()
    assert answer(cluster) == 42


def test_lost_passwords_are_replaced(cluster: Cluster) -> None:
    before = cluster.password_file.read_text()
    postgres.stop()
    cluster.password_file.unlink()
    postgres.start()
    assert answer(cluster) == 42
    assert cluster.password_file.read_text() != before


def test_a_starter_killed_before_its_last_step_is_made_up_for(cluster: Cluster) -> None:
    with postgres.connect(cluster, "postgres", "postgres") as connection:
        connection.execute("ALTER ROLE gonggang NOLOGIN")
    assert not postgres.status().running
    postgres.start()
    assert answer(cluster) == 42


def test_stopping_twice(cluster: Cluster) -> None:
    assert postgres.stop()
    assert not is_held(cluster.alive_lock)
    assert not postgres.stop()


def test_nobody_else_gets_in(cluster: Cluster) -> None:
    rules = [
        line.split()
        for line in (cluster.data / "pg_hba.conf").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]
    assert {rule[-1] for rule in rules} == {"scram-sha-256"}
    assert stat.S_IMODE(cluster.real_socket_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.password_file.stat().st_mode) == 0o600
    assert stat.S_IMODE((cluster.real_socket_folder / SOCKET_NAME).stat().st_mode) == 0o700
    with postgres.connect(cluster, "postgres", "postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with pytest.raises(psycopg.OperationalError, match="no password"):
        psycopg.connect(host=str(cluster.socket_folder), user="gonggang", dbname="gonggang", passfile="/none")


def test_folders_above_stay_closed(cluster: Cluster, shared_home: Path) -> None:
    for place in (shared_home.parent, shared_home, *(shared_home / name for name in ("keys", "run", "logs"))):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700, place
        assert place.stat().st_uid == os.geteuid()


@pytest.mark.skipif(not AS_ROOT, reason="only root gives up its rights")
def test_root_gives_up_its_rights(cluster: Cluster) -> None:
    for process_id in holders(cluster.alive_lock):
        status = Path(f"/proc/{process_id}/status").read_text()
        assert "\nUid:\t0\t" not in status
        groups = next(line for line in status.splitlines() if line.startswith("Groups:"))
        assert groups.split()[1:] in ([], [str(cluster.data.stat().st_gid)])
    denied = subprocess.run(
        ["/usr/bin/stat", str(cluster.real_socket_folder)],
        user=65533,
        group=65533,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    assert denied.returncode != 0


def test_a_cluster_left_half_made_is_made_again(own_home: Path) -> None:
    half = own_home / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    (own_home / "postgres" / ".password-left").write_text("old")
    started = postgres.start()
    assert postgres.status().running
    assert sorted(path.name for path in started.folder.iterdir()) == ["data", "run"]


def test_the_wheel_works_under_a_long_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / ("很长的文件夹名" * 6) / "home"
    monkeypatch.setenv("GONGGANG_HOME", str(home))
    monkeypatch.setenv("GONGGANG_POSTGRES", "wheel")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    started = postgres.start()
    try:
        assert len(os.fsencode(started.real_socket_folder / SOCKET_NAME)) > 107
        version = postgres.status().version
        assert version is not None
        assert int(version.split(".")[0]) >= 17
        link = started.socket_folder
        assert link.is_symlink()
    finally:
        postgres.stop()
        started.socket_folder.unlink()


def test_a_cluster_of_another_version_is_not_touched(own_home: Path) -> None:
    data = own_home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(WorkFailed, match="PostgreSQL 9 建立"):
        postgres.start()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
