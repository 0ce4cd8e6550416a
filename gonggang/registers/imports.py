"""How register files get in: recognised by their heading, streamed where they may be large."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gonggang.core.errors import UnusableInput
from gonggang.exchange.actions import after_undo
from gonggang.exchange.intake import Intake, StreamImporter, declare, first_tables
from gonggang.exchange.report import FileReport
from gonggang.exchange.sandbox import Table
from gonggang.registers.actions import forget_on_undo, store
from gonggang.registers.catalogue import register_of
from gonggang.registers.intake import is_workbook, kind_of
from gonggang.registers.workbook_rows import open_workbook


def _recognises(path: Path, tables: Sequence[Table] | None) -> str | None:
    if tables is None:
        return kind_of(path)
    opened = open_workbook(path, None, first_tables(tables)) if is_workbook(path) else None
    return opened[0].kind if opened is not None else None


# What each register is called on the command line; `register` is any that departments hand over for comparison.
KIND_OF_REGISTER = {
    "village_cadre": "cadres",
    "kinship": "kinship",
    "subsistence_allowance": "categories",
    "poverty_alleviated": "categories",
    "disability_certificate": "categories",
}


def _take_in(
    intake: Intake, kind: str | None, register: str | None, tables: Sequence[Table] | None
) -> tuple[FileReport, int]:
    report, rows = store(
        intake.path,
        officer=intake.officer,
        batch=intake.batch,
        as_of=intake.today,
        region=intake.region or None,
        kind=register,
        tables=tables,
        progress=intake.progress,
    )
    if rows is not None:
        intake.new_files.append(rows)
    there = report.kind
    report.kind = KIND_OF_REGISTER.get(there, "register")
    if kind not in (None, "register", report.kind):
        raise UnusableInput(
            f"“{intake.path.name}”是{register_of(there).label}，不能按 {kind} 导入：请改用 {report.kind}。"
        )
    return report, int(rows is not None)


after_undo(forget_on_undo)
declare(
    StreamImporter(
        kinds=("register", "cadres", "kinship", "categories"),
        label="登记簿",
        order=60,
        recognises=_recognises,
        take_in=_take_in,
        streams=lambda path: not is_workbook(path),
        kind_of=lambda register: KIND_OF_REGISTER.get(register, "register"),
    )
)
