"""Drafts of imports: a file handed over, looked at, mended on screen, and only then taken in (clauses X6, X12).

A draft belongs to the officer who began it and outlives the session. Everything but the last step is a rehearsal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gonggang.accounts.viewer import OutOfReach, Viewer
from gonggang.audit import actions as audit
from gonggang.core.crypto import sm3_of_file
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.exchange import uploads
from gonggang.exchange.declaration import Sheet
from gonggang.exchange.intake import (
    Importer,
    Intake,
    first_tables,
    import_tables,
    importer_of,
    importers,
    stream_importers,
    stream_of,
)
from gonggang.exchange.mapping import Columns, columns_of, likely, remember, remembered, with_mapping
from gonggang.exchange.models import ImportDraft
from gonggang.exchange.overlay import Place, lay_over, seal, unseal
from gonggang.exchange.preview import preview_of
from gonggang.exchange.report import FileReport
from gonggang.exchange.sandbox import Table, read_tables
from gonggang.exchange.sheets import recognise
from gonggang.regions.rules import COUNTY, enclosing, level_of, territory

ACTION: Final = "imports.run"
STEPS = ImportDraft.Step
OPEN: Final = (STEPS.KIND, STEPS.COLUMNS, STEPS.PREVIEW, STEPS.RUNNING)
_PARQUET: Final = b"PAR1"
_CORRECTION_MAX: Final = 200
# Hints at the command line say nothing to whoever sits at a page.
_COMMANDS: Final = re.compile(r"（gonggang [^）]*）|[，,]?或加 --month [\d-]+|，或用 --register [^。]*")


def for_screen(message: str) -> str:
    """A sentence of the command line as a page says it."""
    return _COMMANDS.sub("", message).replace("或 --month", "或所选的月份")[:500]


def mine(draft_id: int, viewer: Viewer) -> ImportDraft:
    """A draft of the officer; anyone else's answers like none. Raises OutOfReach."""
    draft = ImportDraft.objects.filter(pk=draft_id, officer_id=viewer.officer.pk).first()
    if draft is None or not viewer.covers(ACTION, draft.place):
        raise OutOfReach
    return draft


def open_drafts(viewer: Viewer) -> list[ImportDraft]:
    """The officer's drafts that are not finished, the one touched last first."""
    rows = ImportDraft.objects.filter(officer_id=viewer.officer.pk, step__in=OPEN)
    return list(rows.defer("preview", "corrections").order_by("-changed_at"))


def begin(
    *, name: str, pieces: Iterable[bytes], kind: str, month: Month | None, place: int, viewer: Viewer
) -> ImportDraft:
    """Store a file as a draft and look at it. Raises UnusableInput when it is no table at all; then nothing is kept."""
    viewer.require_in(ACTION, place)
    forget_old()
    kept = uploads.keep(name, pieces)
    try:
        with uploads.opened(kept.token, kept.name) as path:
            refuse_no_table(path)
            digest = sm3_of_file(path).hex()
        draft = ImportDraft(
            officer=viewer.officer, place=place, file_name=kept.name, token=kept.token, digest=digest,
            size=kept.size, kind=kind, month=month.first if month else None,
        )  # fmt: skip
        look(draft, viewer)
        _record(draft, "exchange.upload")
    except BaseException:
        uploads.remove(kept.token)
        raise
    return draft


def _record(draft: ImportDraft, verb: str) -> None:
    audit.record(
        officer=draft.officer,
        verb=verb,
        subject=f"draft:{draft.pk}",
        region=draft.place,
        detail={"file": draft.file_name, "digest": draft.digest, "size": draft.size, "kind": draft.kind},
    )


def refuse_no_table(path: Path) -> None:
    """Name a picture, a program, an archive and the like. Raises UnusableInput."""
    with path.open("rb") as source:
        head = source.read(64)
    if head.startswith(_PARQUET) or not is_stream(path):
        read_tables(path)


def is_stream(path: Path) -> bool:
    """Whether a file is read as a stream when it turns out to be a register: text, and not a workbook."""
    with path.open("rb") as source:
        head = source.read(4096)
    binary = b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return (
        not binary
        and head[:4] not in (b"%PDF", b"Rar!", b"{\\rt")
        and any(s.streams(path) for s in stream_importers())
    )


def look(draft: ImportDraft, viewer: Viewer) -> None:
    """Look at the file as far as is known what it is, and store what comes next and what was found."""
    draft.message, draft.preview = "", {}
    with uploads.opened(draft.token, draft.file_name) as path:
        reading = _Reading(draft, path)
        if not draft.kind:
            reading.recognise()
        try:
            if not draft.kind:
                draft.step = STEPS.KIND
            elif stream_of(draft.kind):
                _refuse_small_place(draft)
                draft.step = STEPS.PREVIEW
            else:
                reading.rehearse(viewer)
        except UnusableInput as error:
            draft.step, draft.message = STEPS.KIND, for_screen(str(error))
    draft.save()


def _refuse_small_place(draft: ImportDraft) -> None:
    if draft.place and level_of(draft.place) > COUNTY:
        raise UnusableInput("登记数据按县提供，要由县里导入：请交给县人社部门。")


@dataclass(slots=True)
class _Reading:
    """A draft's file while it is open."""

    draft: ImportDraft
    path: Path
    _tables: list[Table] | None = None

    @property
    def tables(self) -> list[Table]:
        if self._tables is None:
            self._tables = read_tables(self.path)
        return self._tables

    def recognise(self) -> None:
        """Find out the kind by the heading, remembered headings included."""
        text = is_stream(self.path)
        for stream in stream_importers():
            register = stream.recognises(self.path, None if text else self.tables)
            if register:
                self.draft.kind, self.draft.register = stream.kind_of(register), register
                return
        known = {
            importer.kind: with_mapping(importer.sheet, remembered(self.draft.officer, importer.kind))
            for importer in importers()
        }
        first = first_tables(self.tables)
        found = recognise(first, known.values()) or likely(first, known.values())
        if found is not None:
            self.draft.kind = found.kind

    def sheet(self) -> Sheet:
        return with_mapping(_importer(self.draft).sheet, self.mapping())

    def mapping(self) -> dict[str, str]:
        """What the officer said of this file's headings, over what was said before."""
        return remembered(self.draft.officer, self.draft.kind) | self.draft.mapping

    def columns(self) -> Columns:
        return columns_of(_importer(self.draft).sheet, self.tables, self.mapping())

    def rehearse(self, viewer: Viewer) -> None:
        """The whole import, rolled back; what columns mean comes first."""
        columns = self.columns()
        if columns.unknown or columns.missing:
            self.draft.step = STEPS.COLUMNS
            return
        report, intake = self.take_in(viewer, dry_run=True)
        assert intake.parsed is not None
        self.draft.preview = preview_of(self.sheet(), self.tables, report, intake.parsed)
        self.draft.step = STEPS.PREVIEW

    def take_in(self, viewer: Viewer, *, dry_run: bool) -> tuple[Any, Intake]:
        """Read the file with the officer's mapping and corrections through the importer of its kind."""
        sheet = self.sheet()
        lay_over(sheet, self.tables, unseal(self.draft.corrections))
        intake = intake_of(self.draft, self.path, viewer)
        importer = replace(_importer(self.draft), sheet=sheet)
        return import_tables(importer, self.tables, intake, dry_run), intake


def intake_of(draft: ImportDraft, path: Path, viewer: Viewer) -> Intake:
    """An intake in the officer's name, held to the place that the draft is for."""
    viewer.require_in(ACTION, draft.place)
    inside = draft.place and level_of(draft.place) > COUNTY
    return Intake(
        path=path,
        officer=draft.officer,
        today=timezone.localdate(),
        region=enclosing(draft.place, COUNTY) if inside else draft.place,
        month=Month.of(draft.month) if draft.month else None,
        ranges=(territory(draft.place),),
        place=draft.place or None,
    )


def _importer(draft: ImportDraft) -> Importer:
    importer = importer_of(draft.kind)
    if importer is None:
        raise UnusableInput("没有这种表：请在下面选一种。")
    return importer


def columns_to_map(draft: ImportDraft) -> Columns:
    """The columns of a draft's file, known, unknown and missing, as if nothing had been said for this file yet."""
    with uploads.opened(draft.token, draft.file_name) as path:
        reading = _Reading(draft, path)
        return columns_of(_importer(draft).sheet, reading.tables, remembered(draft.officer, draft.kind))


def choose(draft: ImportDraft, kind: str, month: Month | None, viewer: Viewer) -> None:
    """Say which kind of file it is and, where the file does not, of which month."""
    if importer_of(kind) is None and stream_of(kind) is None:
        raise UnusableInput("没有这种表：请在下面选一种。")
    draft.kind, draft.month, draft.mapping = kind, month.first if month else None, {}
    look(draft, viewer)


def map_columns(draft: ImportDraft, mapping: Mapping[str, str], viewer: Viewer) -> None:
    """Say what the unknown headings mean; it is remembered for the next file of this kind."""
    with transaction.atomic():
        remember(draft.officer, draft.kind, mapping)
        draft.mapping = dict(mapping)
        look(draft, viewer)


def correct(draft: ImportDraft, changes: Mapping[Place, str], viewer: Viewer) -> None:
    """Lay retyped cells over the file and look at it again. Raises UnusableInput for a text that is too long."""
    if any(len(text) > _CORRECTION_MAX for text in changes.values()):
        raise UnusableInput(f"改填的内容最多 {_CORRECTION_MAX} 字：请缩短后再保存。")
    draft.corrections = seal(unseal(draft.corrections) | dict(changes))
    look(draft, viewer)


def discard(draft: ImportDraft) -> None:
    """Forget a draft and its file; one that has become a batch stays."""
    if draft.step in (STEPS.DONE, STEPS.RUNNING):
        return
    draft.step, draft.corrections, draft.preview = STEPS.DISCARDED, None, {}
    with transaction.atomic():
        draft.save()
        _record(draft, "exchange.discard")
    uploads.remove(draft.token)


def commit(draft_id: int, viewer: Viewer) -> ImportDraft:
    """Take the draft in, in one transaction. A second time does nothing. Raises UnusableInput, WorkFailed."""
    with transaction.atomic():
        draft = ImportDraft.objects.select_for_update().get(pk=mine(draft_id, viewer).pk)
        if draft.step != STEPS.PREVIEW or stream_of(draft.kind):
            return draft
        take_in(draft, viewer)
    return draft


def take_in(draft: ImportDraft, viewer: Viewer) -> FileReport:
    """Write a draft that is read as a sheet, in the caller's transaction, and finish it."""
    with uploads.opened(draft.token, draft.file_name) as path:
        reading = _Reading(draft, path)
        report, intake = reading.take_in(viewer, dry_run=False)
        if intake.parsed is not None:
            draft.preview = preview_of(reading.sheet(), reading.tables, report, intake.parsed)
    finish(draft, report, intake)
    return report


def finish(draft: ImportDraft, report: Any, intake: Intake) -> None:
    """Write down what became of a draft; a file that changed nothing has become no batch."""
    draft.became = intake.batch if intake.batch.pk else None
    draft.step, draft.message = STEPS.DONE, ""
    reasons: dict[str, int] = {}
    for problem in report.rejected:
        reasons[problem.reason] = reasons.get(problem.reason, 0) + 1
    draft.preview = (draft.preview or {}) | {
        "rows_total": report.rows_total,
        "rows_accepted": report.rows_accepted,
        "reasons": reasons,
        "warnings_count": len(report.warnings),
    }
    draft.save()


def forget_old() -> None:
    """Remove the files of drafts that nobody has touched for as long as the setting says."""
    before = timezone.now() - timedelta(days=settings.UPLOAD_KEPT_DAYS)
    old = ImportDraft.objects.filter(changed_at__lt=before).exclude(token="")
    uploads.forget_on_disk(old.values_list("token", flat=True))
    old.filter(step__in=OPEN).update(step=STEPS.DISCARDED)
    old.update(token="", corrections=None, preview={})


def tables_with_corrections(draft: ImportDraft) -> tuple[Sheet, Sequence[Table]]:
    """The tables of a draft as they would be taken in, for the file of errors."""
    with uploads.opened(draft.token, draft.file_name) as path:
        reading = _Reading(draft, path)
        sheet = reading.sheet()
        lay_over(sheet, reading.tables, unseal(draft.corrections))
        return sheet, reading.tables
