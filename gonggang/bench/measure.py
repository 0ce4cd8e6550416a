"""One piece of work in a process of its own, so that its CPU time and its memory are its own."""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from gonggang.core.errors import WorkFailed

_BYTES_A_MAXRSS: Final = 1024 if sys.platform.startswith("linux") else 1
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall and CPU seconds of the work itself, peak memory of its whole process, and what it returned."""

    wall_seconds: float
    cpu_seconds: float
    memory_mb: float
    outcome: Any

    def as_json(self) -> dict[str, Any]:
        """Rounded for print."""
        return {
            "wall_seconds": round(self.wall_seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "memory_mb": round(self.memory_mb),
        }


def measured(function: str, *, imports: Sequence[str] = (), **arguments: Any) -> Measured:
    """Runs `module:function` with JSON arguments in a fresh process; raises WorkFailed when it fails.

    `imports` are loaded before the clock starts.
    """
    command = [sys.executable, "-m", "gonggang.bench.measure", function, json.dumps(arguments), *imports]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise WorkFailed(f"测量 {function} 没有完成：{done.stderr.strip()[-500:]}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _main() -> None:
    module, name = sys.argv[1].split(":")
    work = getattr(importlib.import_module(module), name)
    for needed in sys.argv[3:]:
        importlib.import_module(needed)
    wall, cpu = time.perf_counter(), _cpu_seconds()
    outcome = work(**json.loads(sys.argv[2]))
    document = {
        "wall_seconds": time.perf_counter() - wall,
        "cpu_seconds": _cpu_seconds() - cpu,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_A_MAXRSS / _MEGABYTE,
        "outcome": outcome,
    }
    sys.stdout.write("\n" + json.dumps(document) + "\n")


if __name__ == "__main__":
    _main()
