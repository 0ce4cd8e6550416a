"""Large registers are taken in by another process, in the officer's name; the page asks how far it is.

The process is this program's own command line. What it has read so far stands in a small file beside the upload, for
its transaction cannot be seen before it ends. A process that dies leaves nothing behind, and the page says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gonggang.accounts.viewer import Viewer, viewer_on
from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.exchange import uploads
from gonggang.exchange.drafts import STEPS, finish, for_screen, intake_of, mine
from gonggang.exchange.intake import import_file, stream_of
from gonggang.exchange.models import ImportDraft

COMMAND: Final = "import-draft"
_PROGRAM: Final = "from gonggang.commands import main; main()"
_SECONDS_TO_START: Final = 60
_BROKEN_OFF: Final = "导入中途断了，没有写入任何数据：请再试一次；仍不行请联系管理员。"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running import is: rows read, seconds since it was asked for, whether its process is there."""

    rows: int
    seconds: int
    alive: bool


def start(draft_id: int, viewer: Viewer) -> ImportDraft:
    """Begin taking in a register; a second time while it runs, or after it, does nothing."""
    with transaction.atomic():
        draft = ImportDraft.objects.select_for_update().get(pk=mine(draft_id, viewer).pk)
        if draft.step != STEPS.PREVIEW or stream_of(draft.kind) is None:
            return draft
        draft.step, draft.message = STEPS.RUNNING, ""
        draft.save()
    _write(draft.token, {"rows": 0})
    if settings.IMPORTS_IN_BACKGROUND:
        subprocess.Popen(  # noqa: S603 - our own program, a number on its line
            [sys.executable, "-c", _PROGRAM, COMMAND, str(draft.pk)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    else:
        run(draft.pk)
        draft.refresh_from_db()
    return draft


def run(draft_id: int) -> None:
    """Take in a draft that has been started, with what its officer may do today."""
    draft = ImportDraft.objects.select_related("officer").get(pk=draft_id)
    if draft.step != STEPS.RUNNING:
        return
    viewer = viewer_on(draft.officer, timezone.localdate())
    try:
        _take_in(draft, viewer)
    except (UnusableInput, WorkFailed) as error:
        _stop(draft, for_screen(str(error)))
    except BaseException:
        _stop(draft, _BROKEN_OFF)
        raise
    finally:
        uploads.progress_path(draft.token).unlink(missing_ok=True)


def _take_in(draft: ImportDraft, viewer: Viewer) -> None:
    with transaction.atomic(), uploads.opened(draft.token, draft.file_name) as path:
        ImportDraft.objects.select_for_update().get(pk=draft.pk)
        intake = intake_of(draft, path, viewer)
        intake.progress = lambda rows: _write(draft.token, {"rows": rows})
        report = import_file(draft.kind, intake, register=draft.register or None)
        finish(draft, report, intake)


def _stop(draft: ImportDraft, message: str) -> None:
    ImportDraft.objects.filter(pk=draft.pk, step=STEPS.RUNNING).update(
        step=STEPS.PREVIEW, message=message[:500]
    )


def progress(draft: ImportDraft) -> Progress:
    """How far it is; a draft whose process is gone goes back to where it can be tried again."""
    said = _read(draft.token)
    seconds = int((timezone.now() - draft.changed_at).total_seconds())
    alive = _alive(said.get("pid"))
    if draft.step == STEPS.RUNNING and not alive and (said.get("pid") or seconds > _SECONDS_TO_START):
        _stop(draft, _BROKEN_OFF)
        draft.refresh_from_db()
    return Progress(int(said.get("rows", 0)), seconds, alive)


def say_started(draft_id: int) -> None:
    """Called by the process itself: from now on it can be seen whether it is there."""
    import os

    draft = ImportDraft.objects.get(pk=draft_id)
    if draft.step == STEPS.RUNNING:
        _write(draft.token, {"rows": 0, "pid": os.getpid()})


def _write(token: str, said: dict[str, Any]) -> None:
    path = uploads.progress_path(token)
    before = _read(token)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(before | said), encoding="ascii")
    part.replace(path)


def _read(token: str) -> dict[str, Any]:
    try:
        said = json.loads(uploads.progress_path(token).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _alive(pid: Any) -> bool:
    """Whether a process of that number is one of ours; the dead and strangers are not."""
    if not isinstance(pid, int):
        return False
    try:
        return COMMAND.encode("ascii") in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
