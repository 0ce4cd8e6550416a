"""Large files are taken in by the worker, in the officer's name; the page asks how far it is.

A job that is broken off leaves nothing behind and is done again from the sealed file; one that comes to nothing puts
its draft back to where it can be tried again, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gonggang.accounts.viewer import Viewer, viewer_on
from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.exchange import uploads
from gonggang.exchange.drafts import STEPS, finish, for_screen, intake_of, mine, take_in
from gonggang.exchange.intake import import_file, stream_of
from gonggang.exchange.models import ImportDraft
from gonggang.jobs import actions as jobs
from gonggang.jobs.actions import Doing, Job, Kind
from gonggang.jobs.queries import Standing, newest, standing

KIND: Final = "import"
# What is quickly done is done while its officer waits.
ROWS_AT_ONCE_MAX: Final = 1_000
_READING: Final = "逐行检查，写入"
_BROKEN_OFF: Final = "导入中途断了，没有写入任何数据：请再试一次；仍不行请联系管理员。"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running import is: rows read, seconds since it was asked for, whether somebody is at it or there."""

    rows: int
    seconds: int
    alive: bool
    workers: int


def takes_long(draft: ImportDraft) -> bool:
    """Whether a draft is to be taken in by the worker."""
    return stream_of(draft.kind) is not None or draft.preview.get("rows_total", 0) > ROWS_AT_ONCE_MAX


def start(draft_id: int, viewer: Viewer) -> ImportDraft:
    """Begin taking in a draft; a second time while it runs, or after it, does nothing."""
    with transaction.atomic():
        draft = ImportDraft.objects.select_for_update().get(pk=mine(draft_id, viewer).pk)
        if draft.step != STEPS.PREVIEW:
            return draft
        draft.step, draft.message = STEPS.RUNNING, ""
        draft.save()
        jobs.begin(
            KIND,
            str(draft.pk),
            officer=viewer.officer,
            region=draft.place or None,
            facts={"draft": draft.pk, "file": draft.file_name},
            subject=f"draft:{draft.pk}",
        )
    draft.refresh_from_db()
    return draft


def _act(doing: Doing) -> Mapping[str, Any]:
    """Take in a draft that has been started, with what its officer may do today."""
    draft = ImportDraft.objects.select_for_update().get(pk=doing.facts["draft"])
    if draft.step != STEPS.RUNNING:
        return {"rows": 0}
    viewer = viewer_on(doing.officer, timezone.localdate())
    total = draft.preview.get("rows_total", 0)
    doing.say(_READING, 0, total)
    try:
        if stream_of(draft.kind) is None:
            report = take_in(draft, viewer)
        else:
            with uploads.opened(draft.token, draft.file_name) as path:
                intake = intake_of(draft, path, viewer)
                intake.progress = lambda rows: doing.say(_READING, rows, 0)
                report = import_file(draft.kind, intake, register=draft.register or None)
                finish(draft, report, intake)
    except (UnusableInput, WorkFailed) as error:
        raise type(error)(for_screen(str(error))) from error
    return {"rows": report.rows_accepted, "refused": report.rows_total - report.rows_accepted}


def _failed(job: Job, message: str) -> None:
    _stop(job.facts["draft"], message)


def _stop(draft_id: int, message: str) -> None:
    ImportDraft.objects.filter(pk=draft_id, step=STEPS.RUNNING).update(
        step=STEPS.PREVIEW, message=message[:500]
    )


def progress(draft: ImportDraft) -> Progress:
    """How far it is; a draft that no job is about goes back to where it can be tried again."""
    stands = _standing(draft)
    if draft.step == STEPS.RUNNING and (stands is None or not stands.unfinished):
        _stop(draft.pk, _BROKEN_OFF)
        draft.refresh_from_db()
    if stands is None:
        return Progress(0, 0, False, 0)
    return Progress(stands.job.done, stands.seconds, stands.alive, stands.workers)


def _standing(draft: ImportDraft) -> Standing | None:
    job = newest(KIND, str(draft.pk))
    return standing(job) if job is not None else None


jobs.declare(Kind(KIND, _("导入文件"), _act, _failed))
