"""Making the embedded cluster: initdb into a folder beside its place, then one rename."""

from __future__ import annotations

import contextlib
import locale
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gonggang.core.errors import WorkFailed
from gonggang.server.account import Account
from gonggang.server.binaries import MAJOR_VERSION_MIN, Binaries, find_binaries
from gonggang.server.cluster import SUPERUSER, Cluster
from gonggang.server.passwords import new_passwords, read_passwords, write_passwords

PRIVATE_MODE = 0o700
# Lets the server's account pass through; everything above stays closed to it.
PASSAGE_MODE = 0o711


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a program of PostgreSQL on one data folder: the folder's name, and how to hand it over.

    Another account cannot walk to a folder inside a closed home. It is handed the open folder instead, under
    the name that the kernel gives every process for what it has open; no parent folder is opened for it.
    """

    data_name: str
    arguments: dict[str, Any]


@contextlib.contextmanager
def launch(data: Path, account: Account, alive_handle: int) -> Iterator[Launch]:
    """What starting a program of the server takes; it inherits the lock that says it is alive."""
    handle = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Launch(
            f"/proc/self/fd/{handle}" if account.dropped else str(data),
            {
                "pass_fds": [alive_handle, handle],
                "cwd": "/",
                "umask": 0o077,
                "env": _environment(),
                "start_new_session": True,
                **account.as_process(),
            },
        )
    finally:
        os.close(handle)


def _environment() -> dict[str, str]:
    """Ours without PG* (they would redirect the server) and with messages that we can recognise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def make_folders(cluster: Cluster, account: Account) -> None:
    """The cluster's folder and its socket folder, which only the server's account (and root) can enter."""
    cluster.folder.mkdir(mode=PRIVATE_MODE, exist_ok=True)
    mode = PASSAGE_MODE if account.dropped else PRIVATE_MODE
    if cluster.folder.stat().st_mode & 0o777 != mode:
        cluster.folder.chmod(mode)
    _make_owned(cluster.real_socket_folder, account)


def _make_owned(place: Path, account: Account) -> None:
    place.mkdir(mode=PRIVATE_MODE, exist_ok=True)
    place.chmod(PRIVATE_MODE)
    if account.dropped:
        os.chown(place, account.user_id, account.group_id, follow_symlinks=False)


def initialise(cluster: Cluster, account: Account, alive_handle: int) -> Binaries:
    """Make the cluster with the first programs that can; whatever an interrupted attempt left is removed.

    Raises WorkFailed with the last words of initdb when none can.
    """
    passwords = read_passwords(cluster.password_file)
    if passwords is None:
        passwords = new_passwords()
        write_passwords(cluster.password_file, passwords)
    complaint = ""
    for binaries in find_binaries(account):
        if cluster.unfinished_data.exists():
            shutil.rmtree(cluster.unfinished_data)
        _make_owned(cluster.unfinished_data, account)
        complaint = _run_initdb(cluster, account, binaries, passwords[SUPERUSER], alive_handle)
        if not complaint:
            cluster.unfinished_data.rename(cluster.data)
            _flush_folder(cluster.folder)
            return binaries
    if complaint:
        raise WorkFailed(f"建立数据库失败（{complaint}）：请检查磁盘空间和权限后重试。")
    raise WorkFailed(
        f"没有找到可用的 PostgreSQL：请重新运行 make setup，或安装 PostgreSQL {MAJOR_VERSION_MIN} 以上版本，"
        "或用 DATABASE_URL 指明已有的数据库。"
    )


def _run_initdb(
    cluster: Cluster, account: Account, binaries: Binaries, password: str, alive_handle: int
) -> str:
    """Run initdb; the empty string when it went well, else the last line it wrote."""
    with (
        launch(cluster.unfinished_data, account, alive_handle) as how,
        _password_for_initdb(cluster, account, password) as password_name,
    ):
        command = [
            binaries.program("initdb"),
            f"--pgdata={how.data_name}",
            f"--username={SUPERUSER}",
            f"--pwfile={how.data_name}/../{password_name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            f"--locale={_locale()}",
            "--lc-messages=C",
            "--data-checksums",
            "--no-instructions",
        ]
        try:
            answer = subprocess.run(  # noqa: S603 - PostgreSQL's own program
                command, capture_output=True, text=True, errors="replace", check=False, **how.arguments
            )
        except OSError as refused:
            return str(refused)
    if answer.returncode == 0:
        return ""
    words = (answer.stderr.strip() or answer.stdout.strip()).splitlines()
    return next((line for line in words if "error" in line.lower()), words[-1] if words else "initdb")


@contextlib.contextmanager
def _password_for_initdb(cluster: Cluster, account: Account, password: str) -> Iterator[str]:
    """A file that initdb can read while it runs, beside the data; yields its name."""
    handle, path = tempfile.mkstemp(dir=cluster.folder, prefix=".password-")
    try:
        os.write(handle, password.encode("ascii") + b"\n")
        if account.dropped:
            os.fchown(handle, account.user_id, account.group_id)
        os.close(handle)
        yield Path(path).name
    finally:
        Path(path).unlink()


def _locale() -> str:
    """C.UTF-8 sorts by code point and knows Chinese letters; C does the same on systems without it."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def binaries_for(cluster: Cluster, account: Account) -> Binaries:
    """The programs of the major version that made the cluster. Raises WorkFailed when there are none."""
    made_by = int((cluster.data / "PG_VERSION").read_text().strip())
    for binaries in find_binaries(account):
        if binaries.major == made_by:
            return binaries
    raise WorkFailed(
        f"数据文件夹 {cluster.data} 由 PostgreSQL {made_by} 建立，本机现在没有这个版本："
        f"请安装 PostgreSQL {made_by}，或先用旧版本导出数据，再导入新的 GONGGANG_HOME。"
    )


def reset_lost_passwords(cluster: Cluster, account: Account, binaries: Binaries, alive_handle: int) -> None:
    """Give the superuser a new password when the passfile is gone; only the owner of the data can do this."""
    passwords = new_passwords()
    with launch(cluster.data, account, alive_handle) as how:
        answer = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [binaries.program("postgres"), "--single", "-D", how.data_name, "postgres"],
            input=f"ALTER ROLE {SUPERUSER} PASSWORD '{passwords[SUPERUSER]}'\n",
            capture_output=True,
            text=True,
            check=False,
            **how.arguments,
        )
    if answer.returncode != 0:
        raise WorkFailed(
            f"数据库的密码文件 {cluster.password_file} 不见了，也无法重设：请从备份恢复这个文件后重试。"
        )
    write_passwords(cluster.password_file, passwords)
