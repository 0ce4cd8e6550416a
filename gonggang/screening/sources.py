"""The normalised registers that a comparison is given, and what their files say of themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from gonggang.core.errors import UnusableInput
from gonggang.registers.intake import METADATA_KEY
from gonggang.screening.results import RegisterUsed
from gonggang.screening.terms import Terms


class RegisterBatch(Protocol):
    """Anything that knows where the Parquet of a register that was taken in lies."""

    @property
    def path(self) -> Path | str:
        """The Parquet file that `registers.intake.take_in` wrote."""


Registers = Mapping[str, Sequence[RegisterBatch | Path | str]]

REGISTER_MISSING: Final = "register_missing"
REGISTER_EMPTY: Final = "register_empty"
REGISTER_TOO_OLD: Final = "register_too_old"
MONTH_NOT_COVERED: Final = "month_not_covered"

# A register that speaks month by month says nothing of a month of which it holds no row.
_MONTHLY: Final = {"employee_insurance": "paid_for"}


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One Parquet file of a register, with the months of which it holds rows."""

    path: Path
    used: RegisterUsed
    months: dict[str, frozenset[date]]


def register_files(registers: Registers) -> dict[str, list[RegisterFile]]:
    """The files of every register, by kind and name; raises UnusableInput for one that was not taken in."""
    found: dict[str, list[RegisterFile]] = {}
    for kind, batches in registers.items():
        files = [_describe(_path_of(batch), kind) for batch in batches]
        if files:
            found[kind] = sorted(files, key=lambda file: (file.used.source_file, file.used.digest))
    return found


def _path_of(batch: RegisterBatch | Path | str) -> Path:
    return Path(batch) if isinstance(batch, str | Path) else Path(batch.path)


def _describe(path: Path, kind: str) -> RegisterFile:
    try:
        metadata = pq.read_metadata(path).metadata or {}
        said: dict[str, Any] = json.loads(metadata[METADATA_KEY.encode()])
    except (OSError, pa.ArrowInvalid, KeyError, ValueError) as error:
        raise UnusableInput(f"{path.name} 不是本系统归整过的比对数据：请重新导入原文件。") from error
    if said["kind"] != kind:
        raise UnusableInput(f"{path.name} 是 {said['kind']}，不是 {kind}：请核对导入的数据。")
    used = RegisterUsed(
        kind=kind,
        source_file=said["source_file"],
        digest=said["digest"],
        as_of=date.fromisoformat(said["as_of"]),
        as_of_from=said["as_of_from"],
        rows_total=said["rows_total"],
        rows_accepted=said["rows_accepted"],
        rejected_by_reason=said["rejected_by_reason"],
    )
    months = {
        field: frozenset(date.fromisoformat(day) for day in days) for field, days in said["months"].items()
    }
    return RegisterFile(path, used, months)


def why_not_compared(kind: str, files: Iterable[RegisterFile], terms: Terms) -> str | None:
    """Why nobody can be compared with a register in a month, or None when they can (clauses 7.1, 7.6)."""
    files = list(files)
    if not files:
        return REGISTER_MISSING
    if not any(file.used.rows_accepted for file in files):
        return REGISTER_EMPTY
    monthly = _MONTHLY.get(kind)
    if monthly and not any(terms.month.first in file.months.get(monthly, ()) for file in files):
        return MONTH_NOT_COVERED
    if terms.register_age_days_max is not None:
        oldest = terms.last - timedelta(days=terms.register_age_days_max)
        if all(file.used.as_of is not None and file.used.as_of < oldest for file in files):
            return REGISTER_TOO_OLD
    return None
