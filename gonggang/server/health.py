"""Whether this home and its database are in order: one finding a point, for `gonggang doctor`."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.server import postgres
from gonggang.server.account import server_account
from gonggang.server.binaries import find_binaries
from gonggang.server.cluster import Cluster
from gonggang.server.database import database_settings, database_url, ensure_running
from gonggang.server.home import SUB_FOLDERS, folder, home_path

PYTHON_MIN = (3, 11)
DISK_BYTES_FAIL = 200 * 1024**2
DISK_BYTES_WARN = 2 * 1024**3
OTHERS = stat.S_IRWXG | stat.S_IRWXO

Verdict = Literal["ok", "warn", "fail"]
SOURCES = {"installed": "本机安装的程序", "wheel": "随包带来的程序", "chosen": "GONGGANG_POSTGRES 指明的程序"}


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """One point that was looked at; `advice` says what to do and is empty when all is well."""

    name: str
    verdict: Verdict
    message: str
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def examine() -> Iterator[HealthFinding]:
    """Everything but the tables: Python, the home, its keys, disk, and whether the database answers.

    An existing cluster is started, as any command would; none is made.
    """
    yield _python()
    place = home_path()
    found = _home(place)
    yield found
    yield _disk(place)
    if place.is_dir() and found.verdict != "fail":
        yield from _private(place)
        yield _keys(place)
    yield _database(place) if database_url() is None else _foreign_database()


def _python() -> HealthFinding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON_MIN:
        return HealthFinding(
            "python", "fail", f"Python {version} 太旧", "请安装 Python 3.11 以上版本后重新 make setup。"
        )
    return HealthFinding("python", "ok", f"Python {version}")


def _home(place: Path) -> HealthFinding:
    if not place.exists():
        return HealthFinding(
            "home", "warn", f"数据文件夹 {place} 还没有建立", "运行 gonggang up 或任何导入命令时会自动建立。"
        )
    if not place.is_dir() or not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        return HealthFinding(
            "home",
            "fail",
            f"数据文件夹 {place} 不能读写",
            "请用建立它的用户运行，或把 GONGGANG_HOME 指向别处。",
        )
    if place.stat().st_mode & OTHERS:
        return HealthFinding(
            "home", "warn", f"数据文件夹 {place} 对其他用户开放", f"请运行 chmod 700 {place}。"
        )
    return HealthFinding("home", "ok", f"数据文件夹 {place}")


def _disk(place: Path) -> HealthFinding:
    existing = next(folder for folder in (place, *place.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    words = f"数据所在磁盘剩余 {free / 1024**3:,.1f} GB"
    if free < DISK_BYTES_FAIL:
        return HealthFinding("disk", "fail", words, "请先腾出至少 2 GB 空间，否则写入会失败。")
    if free < DISK_BYTES_WARN:
        return HealthFinding("disk", "warn", words, "请尽快腾出空间。")
    return HealthFinding("disk", "ok", words)


def _private(place: Path) -> Iterator[HealthFinding]:
    """Sub-folders and secret files that others could enter or read."""
    open_places = [place / name for name in SUB_FOLDERS if (place / name).is_dir()]
    # As root the server's account passes through `postgres`; it can read nothing there but its own folders.
    allowed = {place / "postgres": 0o011}
    secrets = sorted((place / "keys").glob("*"))
    wrong = [
        path
        for path in (*open_places, *secrets)
        if path.stat().st_mode & OTHERS & ~allowed.get(path, 0) and not path.is_symlink()
    ]
    for path in wrong:
        mode = "700" if path.is_dir() else "600"
        # libpq and the cipher refuse a key that others can read.
        verdict: Verdict = "warn" if path.is_dir() else "fail"
        yield HealthFinding("modes", verdict, f"{path} 对其他用户开放", f"请运行 chmod {mode} {path}。")
    if not wrong:
        yield HealthFinding("modes", "ok", "各子文件夹和密钥文件只有本用户可以读写")


def _keys(place: Path) -> HealthFinding:
    key = place / "keys" / "personal-data.key"
    if key.exists():
        return HealthFinding("keys", "ok", f"个人信息密钥 {key}（请另行备份：丢失后已加密的内容无法恢复）")
    if Cluster(place).data.exists():
        return HealthFinding(
            "keys",
            "warn",
            f"没有个人信息密钥 {key}",
            "若已导入过人员，请先从备份恢复它；尚未导入则会自动生成。",
        )
    return HealthFinding("keys", "ok", "个人信息密钥会在首次导入人员时生成")


def _database(place: Path) -> HealthFinding:
    """The embedded cluster: which programs, and does it answer."""
    if not Cluster(place).data.exists():
        if not place.is_dir():
            return HealthFinding("database", "warn", "还没有建立数据库", "运行 gonggang up 时会自动建立。")
        try:
            folder("run")
            programs = next(find_binaries(server_account(place, Cluster(place).data)), None)
        except (UnusableInput, WorkFailed) as refused:
            return _refusal(refused)
        if programs is None:
            return HealthFinding(
                "database",
                "fail",
                "没有找到 PostgreSQL",
                "请重新运行 make setup，或安装 PostgreSQL 15 以上版本。",
            )
        words = f"还没有建立数据库（将用{SOURCES[programs.source]}：PostgreSQL {programs.version}）"
        return HealthFinding("database", "warn", words, "运行 gonggang up 时会自动建立。")
    try:
        ensure_running()
        found = postgres.status()
    except (UnusableInput, WorkFailed) as refused:
        return _refusal(refused)
    return HealthFinding(
        "database", "ok", f"自带的数据库在运行：PostgreSQL {found.version}，{place / 'postgres'}"
    )


def _foreign_database() -> HealthFinding:
    try:
        version = postgres.check_reachable(database_settings())
    except (UnusableInput, WorkFailed) as refused:
        return _refusal(refused)
    return HealthFinding("database", "ok", f"DATABASE_URL 指明的数据库可用：PostgreSQL {version}")


def _refusal(refused: Exception) -> HealthFinding:
    message, _, advice = str(refused).partition("：")
    return HealthFinding("database", "fail", message, advice)
