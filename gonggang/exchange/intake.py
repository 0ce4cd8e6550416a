"""One way in for every file: read, check each row, write in one transaction, report (clauses X6, X12).

Rooms declare importers; this room knows none of them. A new kind of file is a new importer in its room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from gonggang.core.crypto import sm3
from gonggang.core.errors import RowProblem, UnusableInput
from gonggang.core.month import Month
from gonggang.exchange.actions import close_batch, open_batch
from gonggang.exchange.models import ImportBatch
from gonggang.exchange.report import FileReport
from gonggang.exchange.sandbox import Table, read_tables
from gonggang.exchange.sheets import ParsedFile, ParsedRow, Sheet, parse_sheet, recognise
from gonggang.exchange.turns import take_turn

Ranges = tuple[tuple[int, int], ...]
EVERYWHERE: Ranges = ((0, 10**12),)


@dataclass(slots=True)
class Intake:
    """What an importer may know about the file that is being taken in.

    `ranges` are the half-open ranges of codes in which the officer may import; None is without a limit, as on the
    command line, and an empty one is nowhere. `place` is where the batch is found afterwards, if not in `region`.
    """

    path: Path
    officer: Any
    today: date
    region: int = 0
    month: Month | None = None
    batch: ImportBatch = None  # type: ignore[assignment]
    memory: dict[str, Any] = field(default_factory=dict)
    new_files: list[Path] = field(default_factory=list)
    ranges: Ranges | None = None
    place: int | None = None
    progress: Callable[[int], None] | None = None
    parsed: ParsedFile | None = None

    def reaches(self, village: int | None) -> bool:
        """Whether the officer may import for that village; without a limit everywhere, else not for an unknown one."""
        if self.ranges is None:
            return True
        return village is not None and any(low <= village < high for low, high in self.ranges)


@dataclass(slots=True)
class Applied:
    """What writing the rows did: rows added or changed, rows refused only now, warnings."""

    changed: int = 0
    rejected: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Importer:
    """How one kind of file gets in. `order` is when, in a folder of many; `check` refuses a row or lets it pass.

    `villages` gives for each accepted row the villages that it speaks of, by which an officer's territory is kept;
    a kind that does not say so can only be imported by someone whose territory is everywhere.
    """

    kind: str
    label: str
    order: int
    sheet: Sheet
    apply: Callable[[ParsedFile, Intake], Applied]
    check: Callable[[Intake, Sequence[Table]], Callable[[ParsedRow], RowProblem | None]] | None = None
    villages: Callable[[Sequence[ParsedRow], Intake], Sequence[Iterable[int | None]]] | None = None


@dataclass(frozen=True, slots=True)
class StreamImporter:
    """How a file too large for the sandbox gets in: `recognises` looks at its heading, `take_in` reads it.

    `tables` are handed over where a workbook has been read already; `kind_of` gives the kind of a register.
    """

    kinds: tuple[str, ...]
    label: str
    order: int
    recognises: Callable[[Path, Sequence[Table] | None], str | None]
    take_in: Callable[[Intake, str | None, str | None, Sequence[Table] | None], tuple[FileReport, int]]
    streams: Callable[[Path], bool]
    kind_of: Callable[[str], str]


_IMPORTERS: dict[str, Importer] = {}
_STREAMS: list[StreamImporter] = []


def declare(importer: Importer | StreamImporter) -> None:
    """Make a kind of file known; called once by each room when it is ready."""
    if isinstance(importer, StreamImporter):
        _STREAMS.append(importer)
    else:
        _IMPORTERS[importer.kind] = importer


def importers() -> list[Importer]:
    """Every kind whose rows are read as a declared sheet, in loading order."""
    return sorted(_IMPORTERS.values(), key=lambda importer: importer.order)


def importer_of(kind: str) -> Importer | None:
    """The importer of a kind; None for an unknown one, and for those that stream."""
    return _IMPORTERS.get(kind)


def stream_importers() -> list[StreamImporter]:
    """Every importer that streams."""
    return list(_STREAMS)


def stream_of(kind: str) -> StreamImporter | None:
    """The stream importer of a kind; None for any other."""
    return next((stream for stream in _STREAMS if kind in stream.kinds), None)


def kinds() -> list[str]:
    """Every kind that can be imported, in loading order."""
    ordered: list[tuple[int, tuple[str, ...]]] = [
        *((i.order, (i.kind,)) for i in _IMPORTERS.values()),
        *((s.order, s.kinds) for s in _STREAMS),
    ]
    return [kind for _, kinds in sorted(ordered) for kind in kinds]


def import_file(
    kind: str, intake: Intake, *, register: str | None = None, dry_run: bool = False
) -> FileReport:
    """Take one file in. Nothing is kept when it is a dry run or cannot be used (UnusableInput)."""
    for stream in _STREAMS:
        if kind in stream.kinds:
            return _import_stream(stream, intake, kind, register, None, dry_run)
    importer = _IMPORTERS.get(kind)
    if importer is None:
        raise UnusableInput(f"没有“{kind}”这种文件：可导入的种类有 {'、'.join(kinds())}。")
    return import_tables(importer, read_tables(intake.path), intake, dry_run)


def import_tables(importer: Importer, tables: list[Table], intake: Intake, dry_run: bool) -> FileReport:
    """Take in tables that have been read already; `intake.parsed` is then what was accepted of them."""
    with transaction.atomic():
        take_turn()
        check = importer.check(intake, tables) if importer.check else None
        parsed = parse_sheet(importer.sheet, tables, intake.today, check=check, file=intake.path.name)
        _keep_within(importer, parsed, intake)
        intake.parsed = parsed
        intake.batch = open_batch(
            kind=importer.kind,
            file_name=intake.path.name,
            digest=sm3(intake.path.read_bytes()).hex(),
            region=intake.place or intake.region or None,
            officer=intake.officer,
        )
        applied = importer.apply(parsed, intake)
        late = {(p.sheet, p.row) for p in applied.rejected}
        report = FileReport.of(intake.path.name, parsed)
        report.rows_accepted -= len(late)
        report.rejected = _in_order([*parsed.rejected, *applied.rejected], tables)
        report.warnings = _in_order([*parsed.warnings, *applied.warnings], tables)
        _close(intake.batch, report, applied.changed)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _keep_within(importer: Importer, parsed: ParsedFile, intake: Intake) -> None:
    """Refuse the rows of villages in which the officer may not import (clause X2)."""
    if intake.ranges is None or intake.ranges == EVERYWHERE:
        return
    if importer.villages is None:
        raise UnusableInput(f"“{importer.label}”不分村，不能只为一个辖区导入：请交给能管全部辖区的人员办理。")
    there = importer.villages(parsed.rows, intake) if parsed.rows else ()
    kept: list[ParsedRow] = []
    for row, villages in zip(parsed.rows, there, strict=True):
        unsaid = all(village is None for village in villages)
        if not unsaid and all(intake.reaches(village) for village in villages if village is not None):
            kept.append(row)
        else:
            parsed.rejected.append(_outside(importer.sheet, row, unsaid))
    parsed.rows = kept


def _outside(sheet: Sheet, row: ParsedRow, unsaid: bool) -> RowProblem:
    field_name = next((c.field for c in sheet.columns if c.field == "village"), sheet.columns[0].field)
    message = (
        "看不出是哪个村的，不能确定是否在您的辖区内。请补上所属的村后重新导入。"
        if unsaid
        else "不在您的辖区内，没有导入。请交给管这个地方的人员办理，或改正所属的村。"
    )
    return row.problem(field_name, "outside_territory", message)


def _in_order(problems: list[RowProblem], tables: Sequence[Table]) -> list[RowProblem]:
    """Problems in the order in which a person meets them: sheet by sheet, row by row."""
    sheets = {table.sheet: position for position, table in enumerate(tables)}
    return sorted(problems, key=lambda p: (sheets.get(p.sheet, len(sheets)), p.row))


def _import_stream(
    stream: StreamImporter,
    intake: Intake,
    kind: str | None,
    register: str | None,
    tables: Sequence[Table] | None,
    dry_run: bool,
) -> FileReport:
    try:
        with transaction.atomic():
            take_turn()
            intake.batch = open_batch(
                kind=kind or stream.kinds[0],
                file_name=intake.path.name,
                digest="",
                region=intake.place or intake.region or None,
                officer=intake.officer,
            )
            report, changed = stream.take_in(intake, kind, register, tables)
            intake.batch.kind = report.kind
            _close(intake.batch, report, changed)
            if dry_run:
                transaction.set_rollback(True)
    except BaseException:
        _discard(intake)
        raise
    if dry_run:
        _discard(intake)
    return report


def _discard(intake: Intake) -> None:
    """Remove the files of an import that is not kept."""
    for path in intake.new_files:
        path.unlink(missing_ok=True)


def _close(batch: ImportBatch, report: FileReport, changed: int) -> None:
    close_batch(
        batch,
        rows_total=report.rows_total,
        rows_accepted=report.rows_accepted,
        changed=changed,
        report=report.as_json(),
    )


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file of a folder and the importer that takes it."""

    path: Path
    importer: Importer | StreamImporter
    register: str | None = None
    tables: list[Table] | None = None


RECOGNISED_BY_SHEETS = 3
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".et", ".ods", ".parquet"})


def first_tables(tables: Sequence[Table]) -> list[Table]:
    """The sheets by which a workbook is recognised: the first few that hold anything."""
    return [table for table in tables if table.rows][:RECOGNISED_BY_SHEETS]


def recognise_folder(folder: Path) -> tuple[list[Recognised], list[str], list[dict[str, str]]]:
    """What each file of a folder is, in loading order; the names that nothing recognises; files that cannot be read.

    A folder inside is not entered, since it may be another county's; it is named with a slash at its end.
    Raises UnusableInput when it is no folder or nothing in it is recognised.
    """
    if not folder.is_dir():
        raise UnusableInput(f"“{folder.name}”不是文件夹：请给出县里交来的那个文件夹。")
    found: list[Recognised] = []
    unknown: list[str] = []
    unreadable: list[dict[str, str]] = []
    inside = [f"{p.name}/" for p in sorted(folder.iterdir()) if p.is_dir() and not p.name.startswith(".")]
    for path in sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$"))):
        try:
            one = recognise_file(path)
        except UnusableInput as error:
            unreadable.append({"file": path.name, "message": str(error)})
            continue
        if one is None:
            unknown.append(path.name)
        else:
            found.append(one)
    if not found:
        raise UnusableInput(
            f"文件夹“{folder.name}”里没有能识别的文件：请放入岗位台账、花名册、考勤表等文件再试。"
        )
    return sorted(found, key=lambda r: (r.importer.order, r.path.name)), unknown + inside, unreadable


def recognise_file(path: Path) -> Recognised | None:
    """The importer for a file, by its heading; None when nothing fits. Raises UnusableInput when it cannot be read."""
    if path.suffix.lower() not in TABLE_SUFFIXES:
        return None
    tables = None if any(stream.streams(path) for stream in _STREAMS) else read_tables(path)
    for stream in _STREAMS:
        register = stream.recognises(path, tables)
        if register is not None:
            return Recognised(path, stream, register, tables)
    if tables is None:
        if path.suffix.lower() == ".parquet":
            return None
        tables = read_tables(path)
    sheet = recognise(first_tables(tables), [importer.sheet for importer in _IMPORTERS.values()])
    if sheet is None:
        return None
    importer = next(i for i in _IMPORTERS.values() if i.sheet is sheet)
    return Recognised(path, importer, tables=tables)


def import_recognised(one: Recognised, intake: Intake) -> FileReport:
    """Take in a file of a folder, without reading it twice."""
    if isinstance(one.importer, StreamImporter):
        return _import_stream(one.importer, intake, None, one.register, one.tables, False)
    return import_tables(one.importer, one.tables or read_tables(one.path), intake, False)
