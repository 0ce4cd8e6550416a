"""Why a write is not done though nothing in it is wrong."""

from __future__ import annotations


class Changed(Exception):
    """Somebody else has saved the record since the officer opened it; `version` is the present one."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version
