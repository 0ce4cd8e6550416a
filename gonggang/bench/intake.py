"""Intake: rows a second of one core from a GB18030 CSV at two sizes, against reading and decoding it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from gonggang.bench.measure import Measured, measured
from gonggang.bench.people import keys_of, names_of

ROWS: Final = 1_000_000

_SEED: Final = 20240501
_BATCH_ROWS: Final = 100_000
_SMALLER: Final = 4  # the other size is that part of it, to see whether memory grows with the file
_HEADING: Final = "身份证号,姓名,单位名称,统一社会信用代码,险种,费款所属期,缴费状态\n"
_BAD_EVERY: Final = 5_000
_WEIGHTS: Final = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
_CHECK: Final = np.array(list("10X98765432"))


def run(rows: int = ROWS, progress: Callable[[str], None] = lambda step: None) -> dict[str, Any]:
    """Writes an insurance register of `rows` rows, takes it in, and a quarter of it before.

    One core is CPU time, whatever the threads. Raises WorkFailed when a measurement cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="gonggang-bench-") as name:
        sizes = (max(1, rows // _SMALLER), rows)
        taken: list[Measured] = []
        for size in sizes:
            progress(f"生成 {size} 行 CSV")
            path = write_csv(Path(name) / f"{size}.csv", size)
            progress(f"读入 {size} 行")
            taken.append(
                measured(
                    "gonggang.bench.intake:take_in_file",
                    imports=["gonggang.registers.intake"],
                    path=str(path),
                    folder=name,
                )
            )
        decoded = measured("gonggang.bench.intake:decode_file", path=str(path))
        megabytes = path.stat().st_size / 1e6
    small, large = taken
    return {
        "benchmark": "intake",
        "rows": rows,
        "csv_mb": round(megabytes),
        "rows_accepted": large.outcome["rows_accepted"],
        "rows_rejected": large.outcome["rows_rejected"],
        "ours": large.as_json(),
        "floor": decoded.as_json(),
        "rows_a_second_a_core": round(rows / large.cpu_seconds),
        "ours_to_floor": round(large.cpu_seconds / decoded.cpu_seconds, 2),
        "memory_mb_by_rows": {str(sizes[0]): round(small.memory_mb), str(sizes[1]): round(large.memory_mb)},
    }


def write_csv(path: Path, rows: int) -> Path:
    """A GB18030 register of insurance with a bad ID now and then."""
    random = np.random.default_rng(_SEED)
    units = [f"示范县第{n}有限公司,91379901MA{n:08d},职工养老" for n in range(500)] + [",,城乡居民养老"] * 500
    with path.open("w", encoding="gb18030", newline="") as target:
        target.write(_HEADING)
        for start in range(0, rows, _BATCH_ROWS):
            size = min(_BATCH_ROWS, rows - start)
            numbers = random.integers(0, 30_000_000, size, dtype=np.int64)
            places = random.integers(0, len(units), size).tolist()
            months = random.integers(1, 6, size).tolist()
            ids = _id_numbers(keys_of(numbers))
            names = names_of(numbers).to_pylist()
            target.writelines(
                f"{number if (start + row) % _BAD_EVERY else number[:8] + '******' + number[14:]},{name},"
                f"{units[unit]},20240{month},实缴\n"
                for row, (number, name, unit, month) in enumerate(
                    zip(ids, names, places, months, strict=True)
                )
            )
    return path


def _id_numbers(keys: np.ndarray[Any, np.dtype[np.int64]]) -> list[str]:
    digits = keys[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    checks = _CHECK[(digits * _WEIGHTS).sum(axis=1) % 11]
    return [f"{key}{check}" for key, check in zip(keys.tolist(), checks.tolist(), strict=True)]


def take_in_file(path: str, folder: str) -> dict[str, int]:
    """Our intake of the file."""
    from gonggang.registers.intake import take_in

    result = take_in(Path(path), out_dir=Path(folder) / "taken", as_of=date(2024, 6, 1))
    return {"rows_accepted": result.rows_accepted, "rows_rejected": result.rejected_count}


def decode_file(path: str) -> int:
    """The floor: the same bytes read and decoded, nothing done with them."""
    characters = 0
    with open(path, encoding="gb18030", newline="") as source:
        while text := source.read(8 << 20):
            characters += len(text)
    return characters
