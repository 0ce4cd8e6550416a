"""Where everything that Gonggang keeps lies: the folder GONGGANG_HOME and its sub-folders."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Literal, get_args

from gonggang.core.errors import UnusableInput

SubFolder = Literal["postgres", "run", "registers", "attachments", "keys", "logs"]
SUB_FOLDERS: tuple[SubFolder, ...] = get_args(SubFolder)

PRIVATE_MODE = 0o700
SECRET_KEY_BYTES = 50


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
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        raise UnusableInput(f"当前用户不能读写文件夹 {place}：请用建立它的用户运行，或另设 GONGGANG_HOME。")
    return place


def secret_key() -> str:
    """Django's secret key of this home, made at the first call. Raises UnusableInput as `home` does.

    Processes that come first at the same time agree on one key: the file appears whole, and only once.
    """
    place = folder("keys") / "django-secret-key"
    with contextlib.suppress(FileNotFoundError):
        return place.read_text(encoding="ascii").strip()
    handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".django-secret-key-")
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(SECRET_KEY_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(unfinished, place)
    Path(unfinished).unlink()
    return place.read_text(encoding="ascii").strip()
