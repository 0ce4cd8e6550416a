"""The files that came in, the rows of each that were refused, and the way back: a whole batch is taken back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from gonggang.accounts.door import action, action_of
from gonggang.accounts.viewer import viewer_of
from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.desk.paging import Worked, page_of
from gonggang.desk.scope import Scope, scope_of
from gonggang.desk.screens.imports.words import kind_label, short_digest
from gonggang.desk.screens.shell import page, tabs
from gonggang.exchange import drafts
from gonggang.exchange import queries as exchange
from gonggang.exchange.actions import ImportBatch, undo_batch
from gonggang.exchange.error_files import error_workbook, report_workbook

# A second wall: messages quote cells shortened, and no longer run of digits passes here either.
_LONG_NUMBER = re.compile(r"\d{9,}[Xx]?")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REASON_LEAST, REASON_MOST = 4, 200
UNPROCESSABLE = 422


@action("imports.list")
def imports(request: HttpRequest) -> HttpResponse:
    """Every file that changed something, the newest first, those taken back too; and one's own drafts."""
    scope = scope_of(request)
    viewer = viewer_of(request)
    return page(
        request,
        "imports",
        scope,
        screen="imports",
        may_import=viewer.may(drafts.ACTION),
        drafts=_drafts(request),
        page=page_of(scope, "imports", _within_reach(request), lambda found: _batches(request, found)),
    )


def _drafts(request: HttpRequest) -> list[dict[str, Any]]:
    viewer = viewer_of(request)
    if not viewer.may(drafts.ACTION):
        return []
    return [
        {"draft": draft, "kind": kind_label(draft.kind, draft.register), "step": draft.get_step_display()}
        for draft in drafts.open_drafts(viewer)
    ]


def _within_reach(request: HttpRequest) -> Any:
    viewer, name = viewer_of(request), action_of(request)
    return exchange.batch_rows(viewer.territories(name), placeless=viewer.covers(name, None), undone=True)


def _batches(request: HttpRequest, found: list[Any]) -> list[dict[str, Any]]:
    viewer = viewer_of(request)
    return [
        {
            "batch": batch,
            "kind": kind_label(batch.kind),
            "digest": short_digest(batch.digest),
            "rejected": batch.rows_total - batch.rows_accepted,
            "may_undo": batch.undone_at is None and viewer.covers("imports.undo", batch.region_code),
        }
        for batch in found
    ]


def _batch(request: HttpRequest, batch_id: int) -> ImportBatch:
    """The batch, within reach for the action of the page. Raises OutOfReach, Http404."""
    batch = exchange.batch(batch_id) if batch_id < 2**63 else None
    if batch is None:
        raise Http404
    viewer_of(request).require_in(action_of(request), batch.region_code)
    return batch


@action("batches.list")
def import_rows(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The refused rows of one file, or with `show=warnings` those that went in and deserve a look."""
    scope = scope_of(request)
    batch = _batch(request, batch_id)
    viewer = viewer_of(request)
    show = scope.one_of("show", ("warnings",))
    problems = {
        None: batch.report.get("rejected", []),
        "warnings": batch.report.get("warnings", []),
    }
    rejected = batch.rows_total - batch.rows_accepted
    warnings = batch.report.get("warnings_count", len(problems["warnings"]))
    views = [(None, _("退回的行"), rejected), ("warnings", _("已导入、请看一眼的行"), warnings)]
    return page(
        request,
        "import_rows",
        scope,
        screen="imports",
        batch=batch,
        digest=short_digest(batch.digest),
        kind=kind_label(batch.kind),
        may_export=bool(rejected) and viewer.covers("batches.export", batch.region_code),
        may_undo=batch.undone_at is None and viewer.covers("imports.undo", batch.region_code),
        rejected=rejected,
        show=show,
        kept_back=max(0, (warnings if show else rejected) - len(problems[show])),
        tabs=tabs(scope, "import_rows", "show", show, views, batch_id),
        page=page_of(scope, "import_rows", Worked(problems[show]), _problems, batch_id, show=show),
    )


def _problems(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"message": _LONG_NUMBER.sub("***", row["message"])} for row in found]


@action("batches.export")
def import_errors(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The refused rows as a workbook: whole for whoever brought the file, else where they are and why."""
    batch = _batch(request, batch_id)
    own = batch.drafts.filter(officer=request.user).exclude(token="").first()
    data = own_errors(own) if own else None
    return workbook(data or report_workbook(_problems(batch.report.get("rejected", []))), batch.file_name)


def own_errors(draft: Any) -> bytes | None:
    """The refused rows of one's own draft as they stood; None when its file is not there any more."""
    try:
        sheet, tables = drafts.tables_with_corrections(draft)
    except UnusableInput:
        return None
    return error_workbook(sheet, tables, draft.preview.get("rejected", []))


def workbook(data: bytes, file_name: str) -> HttpResponse:
    """A workbook to be saved, called after the file that it is about."""
    response = HttpResponse(data, content_type=WORKBOOK)
    name = quote(f"{file_name.rpartition('.')[0] or file_name}_错误行.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename=\"errors.xlsx\"; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response


@action("imports.undo")
def import_undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take a batch back whole: why is asked first, and it may turn out that later work rests on it."""
    scope = scope_of(request)
    batch = _batch(request, batch_id)
    if request.method != "POST":
        return _undo_page(request, scope, batch, "", {})
    reason = request.POST.get("reason", "").strip()
    if not REASON_LEAST <= len(reason) <= REASON_MOST:
        said = _("写了 %(n)d 个字。请写明为什么撤回，4 至 200 字。") % {"n": len(reason)}
        return _undo_page(request, scope, batch, reason, {"reason": said})
    try:
        undo_batch(batch.pk, officer=request.user, reason=reason)
    except (UnusableInput, WorkFailed) as error:
        return _undo_page(request, scope, batch, reason, {"": drafts.for_screen(str(error))})
    messages.success(request, _("“%(file)s”已整批撤回。") % {"file": batch.file_name})
    return HttpResponseRedirect(scope.address("imports"))


def _undo_page(
    request: HttpRequest, scope: Scope, batch: ImportBatch, reason: str, problems: dict[str, str]
) -> HttpResponse:
    answer = page(
        request,
        "imports/undo",
        scope,
        screen="imports",
        batch=batch,
        kind=kind_label(batch.kind),
        reason=reason,
        problems=problems,
    )
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer
