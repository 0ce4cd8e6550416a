"""Starting, stopping and asking after the embedded PostgreSQL server of one home.

The server outlives the command that started it, so that the next command finds it ready;
`gonggang down` ends it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg

from gonggang.core.errors import WorkFailed
from gonggang.server.account import Account, server_account
from gonggang.server.binaries import MAJOR_VERSION_MIN
from gonggang.server.cluster import DATABASE, OWNER, PORT, ROLE, SOCKET_NAME, SUPERUSER, Cluster
from gonggang.server.home import folder, home
from gonggang.server.initialise import (
    binaries_for,
    initialise,
    launch,
    make_folders,
    reset_lost_passwords,
)
from gonggang.server.passwords import new_passwords, read_passwords, write_passwords
from gonggang.server.processes import (
    PAUSE_SECONDS,
    exclusively,
    holders,
    is_held,
    kill_holders,
    open_lock,
    try_lock,
    wait_until_free,
)
from gonggang.server.roles import hand_to_owner, prepare_roles

START_SECONDS_MAX = 60
RECOVERY_SECONDS_MAX = 900  # after a crash the server first replays its log
LEFTOVER_SECONDS_MAX = 10
STOP_SECONDS_MAX = 60
CLUSTER_NAME_CHARACTERS_MAX = 60
LOG_BYTES_MAX = 20 * 1024 * 1024
SHARED_MEMORY_BYTES_MIN = 1024**3

State = Literal["ready", "starting", "down"]


@dataclass(frozen=True, slots=True)
class Status:
    """What `status` found: is the server running, as which version and process."""

    running: bool
    version: str | None = None
    process_id: int | None = None


def start(options: Mapping[str, str] | None = None) -> Cluster:
    """Make the cluster if there is none, start it if it is not running, and return when it answers.

    Several processes may call this at once. `options` are settings of the server for this run.
    Raises WorkFailed with the reason and the log's place.
    """
    cluster = this_cluster()
    link_socket_folder(cluster)
    if _state(cluster) == "ready" and _has_owner(cluster):
        return cluster
    for name in ("run", "keys", "logs"):
        folder(name)
    with exclusively(cluster.start_lock):
        alive = open_lock(cluster.alive_lock)
        try:
            if _wait_for_lock_or_answer(cluster, alive) == "free":
                _start_cold(cluster, alive, options or {})
            elif not _has_owner(cluster):  # started by an earlier version
                _prepare_database(cluster)
        finally:
            os.close(alive)
    return cluster


def this_cluster() -> Cluster:
    """The cluster of the home that the environment names."""
    return Cluster(home())


def stop(cluster: Cluster | None = None) -> bool:
    """End the server's sessions, write everything and stop it; False when it was not running."""
    cluster = cluster or this_cluster()
    if not is_held(cluster.alive_lock):
        return False
    with exclusively(cluster.start_lock):
        for signal_number, seconds in (
            (signal.SIGINT, STOP_SECONDS_MAX),
            (signal.SIGQUIT, LEFTOVER_SECONDS_MAX),
        ):
            postmaster = _postmaster(cluster)
            if postmaster is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(postmaster, signal_number)
            if wait_until_free(cluster.alive_lock, seconds):
                return True
        kill_holders(cluster.alive_lock)
        wait_until_free(cluster.alive_lock, LEFTOVER_SECONDS_MAX)
    return True


def status() -> Status:
    """Ask the server without starting it."""
    cluster = this_cluster()
    try:
        with connect(cluster) as connection:
            version = _version_words(connection.info.server_version)
    except psycopg.OperationalError:
        return Status(running=False)
    return Status(running=True, version=version, process_id=_postmaster(cluster))


def connect(cluster: Cluster, role: str = ROLE, database: str = DATABASE) -> psycopg.Connection[Any]:
    """A plain connection of one role, in autocommit. Raises psycopg.OperationalError."""
    return psycopg.connect(
        host=str(cluster.socket_folder),
        port=PORT,
        user=role,
        dbname=database,
        passfile=str(cluster.password_file),
        connect_timeout=10,
        autocommit=True,
    )


def check_reachable(settings: Mapping[str, Any]) -> str:
    """The version of the server that DATABASE_URL names.

    Raises WorkFailed when it does not answer or is older than PostgreSQL 15.
    """
    try:
        connection = psycopg.connect(
            host=settings["HOST"] or None,
            port=settings["PORT"] or None,
            user=settings["USER"] or None,
            password=settings["PASSWORD"] or None,
            dbname=settings["NAME"],
            **settings["OPTIONS"],
        )
    except psycopg.Error as refused:
        words = " ".join(str(refused).split())
        raise WorkFailed(f"DATABASE_URL 指明的数据库连不上（{words}）：请检查地址、账户和网络。") from refused
    with connection:
        version = connection.info.server_version
    if version // 10000 < MAJOR_VERSION_MIN:
        raise WorkFailed(
            f"DATABASE_URL 指明的是 PostgreSQL {_version_words(version)}："
            f"请改用 {MAJOR_VERSION_MIN} 以上的版本，或取消 DATABASE_URL 而用自带的数据库。"
        )
    return _version_words(version)


def _version_words(number: int) -> str:
    return f"{number // 10000}.{number % 10000}"


def _state(cluster: Cluster) -> State:
    """Does the application's role get in?"""
    if not (cluster.real_socket_folder / SOCKET_NAME).exists():
        return "down"
    try:
        connect(cluster).close()
    except psycopg.OperationalError as refused:
        words = str(refused)
        return "starting" if "starting up" in words or "not yet accepting" in words else "down"
    return "ready"


def _wait_for_lock_or_answer(cluster: Cluster, alive: int) -> Literal["free", "ready"]:
    """Until no process of the server is left (and we hold the lock), or the server answers.

    What neither answers nor is recovering is ended: orphans of a killed postmaster, one without a socket.
    """
    began = time.monotonic()
    while True:
        if try_lock(alive):
            return "free"
        state = _state(cluster)
        if state == "ready":
            return "ready"
        _finish_interrupted_start(cluster)
        waited = time.monotonic() - began
        if waited > (RECOVERY_SECONDS_MAX if state == "starting" else LEFTOVER_SECONDS_MAX):
            kill_holders(cluster.alive_lock)
        time.sleep(PAUSE_SECONDS)


def _finish_interrupted_start(cluster: Cluster) -> None:
    """Make the application's role and database if the server runs and its starter was killed before that."""
    try:
        connect(cluster, SUPERUSER, "postgres").close()
    except psycopg.OperationalError:
        return
    _prepare_database(cluster)


def _start_cold(cluster: Cluster, alive: int, options: Mapping[str, str]) -> None:
    """Start the server, knowing that none of its processes is left: so whatever says otherwise is stale."""
    account = server_account(cluster.home, cluster.data)
    make_folders(cluster, account)
    binaries = (
        binaries_for(cluster, account) if cluster.data.exists() else initialise(cluster, account, alive)
    )
    for stale in (
        cluster.data / "postmaster.pid",
        cluster.real_socket_folder / SOCKET_NAME,
        cluster.real_socket_folder / f"{SOCKET_NAME}.lock",
        *cluster.folder.glob(".password-*"),
    ):
        stale.unlink(missing_ok=True)
    if read_passwords(cluster.password_file) is None:
        reset_lost_passwords(cluster, account, binaries, alive)
    _launch_server(cluster, account, binaries.program("postgres"), alive, options)
    _prepare_database(cluster)


def _launch_server(
    cluster: Cluster, account: Account, program: str, alive: int, options: Mapping[str, str]
) -> None:
    log = _open_log(cluster.log)
    try:
        with launch(cluster.data, account, alive) as how:
            command = [program, "-D", how.data_name]
            for name, value in {**_server_options(cluster), **options}.items():
                command += ["-c", f"{name}={value}"]
            process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **how.arguments
            )
    finally:
        os.close(log)
    _wait_until_ready(cluster, process)
    process.returncode = 0  # it lives on without us; do not warn about that when this process ends


def _server_options(cluster: Cluster) -> dict[str, str]:
    """Given on the command line, so that they hold whatever a file in the data folder says."""
    return {
        "listen_addresses": "",
        "unix_socket_directories": "../run",  # seen from the data folder: the real path may be too long
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "cluster_name": str(cluster.home)[-CLUSTER_NAME_CHARACTERS_MAX:],  # so that `ps` tells homes apart
        "shared_buffers": "256MB",
        "max_wal_size": "2GB",
        "maintenance_work_mem": "128MB",
        "work_mem": "16MB",
        "password_encryption": "scram-sha-256",
        "logging_collector": "off",
        # A failed statement is told to whoever sent it; the log keeps that it failed, not whom it was about.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
        "dynamic_shared_memory_type": _shared_memory_type(),
    }


def _shared_memory_type() -> str:
    """A container's /dev/shm is often 64 MB, too little for a parallel query."""
    try:
        roomy = shutil.disk_usage("/dev/shm").total >= SHARED_MEMORY_BYTES_MIN  # noqa: S108
    except OSError:
        roomy = False
    return "posix" if roomy else "sysv"


def _open_log(log: Path) -> int:
    """The log to append to; one that has grown past its limit is set aside, one older is kept."""
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        log.replace(log.with_suffix(".log.1"))
    return os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _wait_until_ready(cluster: Cluster, process: subprocess.Popen[bytes]) -> None:
    """Until the superuser gets in. Raises WorkFailed when the server ends or never answers."""
    began = time.monotonic()
    while True:
        limit = START_SECONDS_MAX
        try:
            connect(cluster, SUPERUSER, "postgres").close()
        except psycopg.OperationalError as refused:
            if "starting up" in str(refused) or "not yet accepting" in str(refused):
                limit = RECOVERY_SECONDS_MAX
        else:
            return
        if process.poll() is not None:
            raise WorkFailed(f"数据库启动失败（{_last_words(cluster.log)}）：详情见 {cluster.log}。")
        if time.monotonic() - began > limit:
            raise WorkFailed(f"数据库在 {limit} 秒内没有就绪：详情见 {cluster.log}。")
        time.sleep(PAUSE_SECONDS)


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
    grave = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (grave or lines or ["日志为空"])[-1].strip()


def _has_owner(cluster: Cluster) -> bool:
    return OWNER in (read_passwords(cluster.password_file) or {})


def _prepare_database(cluster: Cluster) -> None:
    """The owner's and the application's role with the passwords of the passfile, and the database."""
    passwords = read_passwords(cluster.password_file)
    if passwords is None:
        raise WorkFailed(f"数据库的密码文件 {cluster.password_file} 读不出来：请检查它的权限。")
    complete = {**new_passwords(), **passwords}
    with connect(cluster, SUPERUSER, "postgres") as connection:
        prepare_roles(connection, complete)
    with connect(cluster, SUPERUSER) as connection:
        hand_to_owner(connection)
    if complete != passwords:
        write_passwords(cluster.password_file, complete)


def _postmaster(cluster: Cluster) -> int | None:
    """The server's first process, if the number in its file really is one of the server's processes."""
    try:
        named = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return named if named in holders(cluster.alive_lock) else None


def link_socket_folder(cluster: Cluster) -> None:
    """Where the socket's path would be too long, make the short link that clients use instead.

    Raises WorkFailed when something that is not ours lies at its place.
    """
    link = cluster.socket_folder
    if link == cluster.real_socket_folder:
        return
    with contextlib.suppress(FileExistsError):
        link.symlink_to(cluster.real_socket_folder)
    trusted = link.is_symlink() and link.lstat().st_uid in (0, os.geteuid(), cluster.home.stat().st_uid)
    if not trusted or link.readlink() != cluster.real_socket_folder:
        raise WorkFailed(f"{link} 被别的程序占用：请移走它，或把 GONGGANG_HOME 换成较短的路径。")
