"""Where everything that Gonggang keeps lies: the folder GONGGANG_HOME and its sub-folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, get_args

from gonggang.core.errors import UnusableInput

SubFolder = Literal["postgres", "run", "registers", "attachments", "keys", "logs"]
SUB_FOLDERS: tuple[SubFolder, ...] = get_args(SubFolder)

PRIVATE_MODE = 0o700


def home_path() -> Path:
    """The absolute path of the home, symlinks resolved; creates nothing.

    GONGGANG_HOME, or ~/.local/share/gonggang without it. Raises UnusableInput when neither can be known.
    """
    named = os.environ.get("GONGGANG_HOME", "").strip()
    try:
        place = Path(named).expanduser() if named else Path.home() / ".local" / "share" / "gonggang"
    except RuntimeError as nobody_knows:
        raise UnusableInput(
            "找不到当前用户的主目录：请设置环境变量 GONGGANG_HOME，指明数据放在哪里。"
        ) from nobody_knows
    return place.resolve()


def home() -> Path:
    """The home, made with mode 0700 if it was not there; the mode of an existing folder is left alone.

    Raises UnusableInput when the path is not a folder or cannot be made.
    """
    return _make(home_path())


def folder(name: SubFolder) -> Path:
    """One sub-folder of the home, made with mode 0700 if missing. Raises UnusableInput as `home` does."""
    return _make(home() / name)


def _make(place: Path) -> Path:
    try:
        place.mkdir(mode=PRIVATE_MODE, parents=True)
    except FileExistsError as there_already:
        if not place.is_dir():
            raise UnusableInput(
                f"{place} 不是文件夹：请移走它，或把 GONGGANG_HOME 指向别处。"
            ) from there_already
    except OSError as refused:
        raise UnusableInput(
            f"无法建立数据文件夹 {place}（{refused.strerror}）："
            "请检查权限，或把 GONGGANG_HOME 指向可以写入的地方。"
        ) from refused
    else:
        _hand_to_owner_of_parent(place)
    return place


def _hand_to_owner_of_parent(place: Path) -> None:
    """Root working in somebody's home leaves nothing behind that its owner cannot use."""
    inside = place.parent.stat()
    if os.geteuid() == 0 and inside.st_uid != 0 and place != home_path():
        os.chown(place, inside.st_uid, inside.st_gid, follow_symlinks=False)
