"""Which operating-system account the database server runs as: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gonggang.core.errors import WorkFailed

# An account made for the purpose comes first; `nobody` exists everywhere and owns nothing.
UNPRIVILEGED_ACCOUNTS = ("gonggang", "nobody", "daemon")


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the server's processes; `dropped` when it is another one than ours."""

    user_id: int
    group_id: int
    dropped: bool

    def as_process(self) -> dict[str, Any]:
        """Arguments of subprocess that start a process under this account, without our extra groups."""
        if not self.dropped:
            return {}
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []}


def server_account(home: Path, data: Path) -> Account:
    """The account that owns, or shall own, the cluster in `data`.

    An ordinary user runs the server as itself. Root gives up its rights: to the account that an earlier
    run as root gave the cluster to, else to an unprivileged one.
    Raises WorkFailed when the cluster belongs to another user, or no account can be switched to.
    """
    owner = data.stat().st_uid if data.exists() else None
    ours = os.geteuid()
    # Root leaves another user's cluster alone: the logs and locks it would make there shut that user out.
    maker = (home / "run").stat().st_uid
    if maker != ours or (ours != 0 and owner not in (None, ours)):
        raise WorkFailed(f"数据库文件夹 {data} 属于另一个用户：请用那个用户运行，或另设 GONGGANG_HOME。")
    if ours != 0:
        return Account(ours, os.getegid(), dropped=False)
    if owner:
        return Account(owner, data.stat().st_gid, dropped=True)
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(entry.pw_uid, entry.pw_gid, dropped=True)
        if _can_become(account):
            return account
    raise WorkFailed("以 root 运行时须把数据库交给普通账户，但无法切换到 nobody：请改用普通用户运行。")


def _can_become(account: Account) -> bool:
    """False where the kernel forbids the switch, as in a container that maps one user only."""
    try:
        subprocess.run(["/bin/sh", "-c", ":"], check=True, cwd="/", **account.as_process())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True
