"""A folder that appears complete or not at all: written beside its place and moved there at the end."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType

from gonggang.core.errors import UnusableInput, WorkFailed


class NewFolder:
    """Use as a context: gives a draft folder to write into. Raises UnusableInput where something lies already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._draft = self._folder

    def check(self) -> None:
        """Raises UnusableInput where something lies already."""
        folder = self._folder
        if folder.exists() and not folder.is_dir():
            raise UnusableInput(f"“{folder}”是一个文件，不是文件夹：请换一个位置。")
        if folder.exists() and any(folder.iterdir()):
            raise UnusableInput(f"“{folder}”里已经有文件：请换一个空的或新的文件夹。")

    def __enter__(self) -> Path:
        folder = self._folder
        try:
            self.check()
            self._draft = folder.with_name(f".{folder.name}.draft")
            shutil.rmtree(self._draft, ignore_errors=True)
            self._draft.mkdir(parents=True)
        except OSError as error:
            raise UnusableInput(f"不能在“{folder.parent}”里写文件：请换一个有权限的位置。") from error
        return self._draft

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            shutil.rmtree(self._draft, ignore_errors=True)
            if isinstance(error, OSError):
                raise WorkFailed(
                    f"写“{self._folder}”时出错（{error.strerror}）：请看磁盘是否已满。"
                ) from error
            return
        if not self._folder.exists():
            self._draft.rename(self._folder)
            return
        for path in sorted(self._draft.iterdir()):  # the empty folder may be where someone stands: keep it
            path.rename(self._folder / path.name)
        self._draft.rmdir()
