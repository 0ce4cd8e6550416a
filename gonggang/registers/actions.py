"""Writes on registers: take a file in once, so that comparisons only ever read the normalised form (clause 7.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from gonggang.core.errors import UnusableInput
from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.exchange.report import FileReport
from gonggang.exchange.sandbox import Table
from gonggang.registers.intake import try_take_in
from gonggang.registers.models import RegisterBatch


def store(
    path: Path,
    *,
    officer: Any,
    batch: ImportBatch,
    as_of: date,
    region: int | None,
    kind: str | None = None,
    tables: Sequence[Table] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[FileReport, Path | None]:
    """Normalise a register file and record the batch; a file that is there already changes nothing.

    Returns the report and, when it was new, where its rows lie: identity keys that must not stay behind when the
    batch does not.
    """
    result = try_take_in(
        path,
        out_dir=Path(settings.GONGGANG_HOME) / "registers",
        as_of=as_of,
        kind=kind,
        tables=tables,
        progress=progress,
    )
    if result is None:
        raise UnusableInput(
            f"“{path.name}”里找不到任何一种登记簿的表头：请核对列名，或用 --register 指明是哪一种。"
        )
    report = FileReport(
        file=path.name,
        kind=result.kind,
        rows_total=result.rows_total,
        rows_accepted=result.rows_accepted,
        rejected=list(result.rejected),
        warnings=list(result.warnings),
        extra={
            "register": result.kind,
            "as_of": result.as_of.isoformat(),
            "rejected_count": result.rejected_count,
            "warnings_count": result.warnings_count,
        },
    )
    if RegisterBatch.objects.filter(kind=result.kind, digest=result.digest).exists():
        return report, None
    # The same file name again with other content is the department's corrected file: the older one goes out of use.
    for older in RegisterBatch.objects.filter(
        kind=result.kind, region_code=region, file_name=path.name, in_use=True
    ):
        change_row(batch, older, in_use=False)
    RegisterBatch.objects.create(
        kind=result.kind,
        file_name=path.name,
        digest=result.digest,
        path=str(result.path),
        as_of=result.as_of,
        region_code=region,
        rows_total=result.rows_total,
        rows_accepted=result.rows_accepted,
        batch=batch,
    )
    batch.digest = result.digest
    batch.save(update_fields=["digest"])
    return report, result.path


def forget_on_undo(batch: ImportBatch) -> Callable[[], None]:
    """What to do when a batch has been taken back: remove the rows that it had brought, if nobody else uses them."""
    paths = [Path(path) for path in RegisterBatch.objects.filter(batch=batch).values_list("path", flat=True)]

    def forget() -> None:
        for path in paths:
            if not RegisterBatch.objects.filter(path=str(path)).exists():
                path.unlink(missing_ok=True)

    return forget
