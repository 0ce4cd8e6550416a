"""One draft: which kind, which columns, the look before it goes in, mending on screen, and taking it in."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.desk.paging import Worked, page_of
from gonggang.desk.scope import Choice, Scope, scope_of
from gonggang.desk.screens.imports.history import UNPROCESSABLE, own_errors, workbook
from gonggang.desk.screens.imports.upload import kind_choices, said_kind, said_month
from gonggang.desk.screens.imports.words import SEEN_AT, kind_label, reason_label, short_digest, size_words
from gonggang.desk.screens.shell import page
from gonggang.exchange import background, drafts
from gonggang.exchange.drafts import STEPS, ImportDraft
from gonggang.exchange.intake import importer_of, stream_of
from gonggang.exchange.mapping import LEFT_OUT

_FIX = re.compile(r"^fix-(\d{1,4})-(\d{1,7})-([a-z][a-z0-9_]{0,59})$")
_SECONDS_BETWEEN_LOOKS = "2"


def _mine(request: HttpRequest, draft_id: int) -> ImportDraft:
    return drafts.mine(min(draft_id, 2**63 - 1), viewer_of(request))


@action("imports.run")
def import_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A draft where it stands: at its kind, its columns, the preview, under way, or done."""
    draft = _mine(request, draft_id)
    if draft.step == STEPS.RUNNING:
        return _running(request, draft)
    return _show(request, draft)


def _show(
    request: HttpRequest,
    draft: ImportDraft,
    problems: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    scope = scope_of(request)
    problems, typed = problems or {}, typed or {}
    shared = {
        "draft": draft,
        "kind": kind_label(draft.kind, draft.register),
        "digest": short_digest(draft.digest),
        "size": size_words(draft.size),
        "problems": problems,
        "typed": typed,
        "streams": stream_of(draft.kind) is not None,
    }
    show = {
        STEPS.KIND: _kind_page,
        STEPS.COLUMNS: _columns_page,
        STEPS.PREVIEW: _preview_page,
        STEPS.DONE: _done_page,
        STEPS.DISCARDED: _gone_page,
    }[STEPS(draft.step)]
    answer = show(request, scope, draft, shared)
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer


def _kind_page(
    request: HttpRequest, scope: Scope, draft: ImportDraft, shared: dict[str, Any]
) -> HttpResponse:
    typed = shared["typed"] or {"kind": draft.kind, "of_month": f"{draft.month:%Y-%m}" if draft.month else ""}
    shared |= {"typed": typed, "kinds": kind_choices(typed["kind"])}
    return page(request, "imports/kind", scope, screen="imports", **shared)


@action("imports.run")
def import_kind(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Say which kind of file it is, and of which month."""
    draft, scope = _mine(request, draft_id), scope_of(request)
    if request.method == "POST" and draft.step in (STEPS.KIND, STEPS.COLUMNS, STEPS.PREVIEW):
        typed = {name: request.POST.get(name, "").strip() for name in ("kind", "of_month")}
        problems: dict[str, str] = {}
        kind, month = said_kind(typed["kind"], problems), said_month(typed["of_month"], problems)
        if not kind:
            problems["kind"] = _("还没有选。请选这是哪一种表。")
        if problems:
            draft.step = STEPS.KIND
            return _show(request, draft, problems, typed)
        drafts.choose(draft, kind, month, viewer_of(request))
    elif request.method != "POST" and draft.step in (STEPS.COLUMNS, STEPS.PREVIEW):
        draft.step = STEPS.KIND  # shown, not stored: to look at the choice is not to change it
        return _show(request, draft)
    return HttpResponseRedirect(scope.address("import_draft", draft.pk))


def _columns_page(
    request: HttpRequest, scope: Scope, draft: ImportDraft, shared: dict[str, Any]
) -> HttpResponse:
    columns = drafts.columns_to_map(draft)
    importer = importer_of(draft.kind)
    free = [
        column
        for column in (importer.sheet.columns if importer else ())
        if column.field not in columns.found and (importer and column.field != importer.sheet.marks)
    ]
    chosen = {f"c{n}": draft.mapping.get(each.key, LEFT_OUT) for n, each in enumerate(columns.unknown)}
    chosen |= shared["typed"]
    rows = [
        {
            "name": f"c{n}",
            "title": each.title,
            "samples": _("、").join(each.samples),
            "choices": [Choice(c.field, c.title, chosen[f"c{n}"] == c.field) for c in free],
            "problem": shared["problems"].get(f"c{n}"),
        }
        for n, each in enumerate(columns.unknown)
    ]
    taken = set(chosen.values())
    missing = [column.title for column in columns.missing if column.field not in taken]
    shared |= {"rows": rows, "found": columns.found, "missing": missing}
    return page(request, "imports/columns", scope, screen="imports", **shared)


@action("imports.run")
def import_columns(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Say what each unknown heading means; two cannot mean the same, and required columns must be among them."""
    draft, scope = _mine(request, draft_id), scope_of(request)
    importer = importer_of(draft.kind)
    open_still = draft.step in (STEPS.COLUMNS, STEPS.PREVIEW) and importer is not None
    if request.method == "POST" and open_still and importer is not None:
        columns = drafts.columns_to_map(draft)
        known = {column.field for column in importer.sheet.columns} - columns.found.keys()
        typed = {f"c{n}": request.POST.get(f"c{n}", "") for n in range(len(columns.unknown))}
        problems = _column_problems(typed, known, [c.field for c in columns.missing], importer.sheet.column)
        if problems:
            draft.step = STEPS.COLUMNS
            return _show(request, draft, problems, typed)
        said = {each.key: typed[f"c{n}"] for n, each in enumerate(columns.unknown)}
        drafts.map_columns(draft, said, viewer_of(request))
    elif request.method != "POST" and open_still:
        draft.step = STEPS.COLUMNS
        return _show(request, draft)
    return HttpResponseRedirect(scope.address("import_draft", draft.pk))


def _column_problems(
    typed: dict[str, str], known: set[str], missing: list[str], column: Any
) -> dict[str, str]:
    problems: dict[str, str] = {}
    taken: set[str] = set()
    for name, field in typed.items():
        if field and field not in known:
            problems[name] = _("没有这个项目。请从列表里选。")
        elif field in taken:
            problems[name] = _("“%(title)s”已经对给前面一列。一个项目只能对一列。") % {
                "title": column(field).title
            }
        elif field:
            taken.add(field)
    lacking = [column(field).title for field in missing if field not in taken]
    if lacking and not problems:
        problems[next(iter(typed), "")] = _("还缺%(titles)s。请指明是哪一列，或换一个有这些列的文件。") % {
            "titles": _("、").join(f"“{title}”" for title in lacking)
        }
    return problems


def _preview_page(
    request: HttpRequest, scope: Scope, draft: ImportDraft, shared: dict[str, Any]
) -> HttpResponse:
    found = draft.preview
    reasons = found.get("reasons", {})
    show = scope.one_of("show", ("good", "warnings"))
    reason = scope.one_of("reason", list(reasons)) if not show else None
    rejected = [row for row in found.get("rejected", []) if reason is None or row["reason"] == reason]
    rows = [_row(row, shared["problems"], shared["typed"]) for row in rejected]
    rows.sort(key=lambda row: row["problem"] is None)  # what was just typed and is not right yet comes first
    listed = found.get("warnings", []) if show == "warnings" else rows
    query = {"reason": reason, "show": show}
    total = found.get("rows_total", 0)
    shared |= {
        "found": found,
        "show": show,
        "reason": reason,
        "refused": total - found.get("rows_accepted", 0),
        "chips": [
            (reason_label(each), count, scope.address("import_draft", draft.pk, reason=each), each == reason)
            for each, count in reasons.items()
        ],
        "fixable": any(row["fixable"] for row in rejected),
        "unlisted": max(0, total - found.get("rows_accepted", 0) - len(found.get("rejected", []))),
        "page": page_of(scope, "import_draft", Worked(listed), list, draft.pk, **query),
    }
    return page(request, "imports/preview", scope, screen="imports", **shared)


def _row(row: dict[str, Any], problems: dict[str, str], typed: dict[str, str]) -> dict[str, Any]:
    name = f"fix-{row['table']}-{row['row']}-{row['field']}"
    return row | {"name": name, "typed": typed.get(name, ""), "problem": problems.get(name)}


@action("imports.run")
def import_fix(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Retyped cells: laid over the file, and the whole file checked again at once."""
    draft, scope = _mine(request, draft_id), scope_of(request)
    if request.method != "POST" or draft.step != STEPS.PREVIEW:
        return HttpResponseRedirect(scope.address("import_draft", draft.pk))
    offered = {
        (row["table"], row["row"], row["field"])
        for row in draft.preview.get("rejected", [])
        if row["fixable"]
    }
    typed: dict[str, str] = {}
    changes: dict[tuple[int, int, str], str] = {}
    for name, text in request.POST.items():
        found = _FIX.match(name)
        place = (int(found[1]), int(found[2]), found[3]) if found else None
        if place in offered and str(text).strip():
            typed[name] = changes[place] = str(text).strip()
    if not changes:
        return _show(request, draft, {"": _("还没有改填任何一格。请在“改为”里填写，再保存。")})
    try:
        drafts.correct(draft, changes, viewer_of(request))
    except UnusableInput as error:
        return _show(request, draft, {"": drafts.for_screen(str(error))}, typed)
    still = {
        f"fix-{row['table']}-{row['row']}-{row['field']}": _("第 %(row)s 行「%(column)s」：%(why)s")
        % {"row": row["row"], "column": row["column"], "why": row["message"]}
        for row in draft.preview.get("rejected", [])
        if (row["table"], row["row"], row["field"]) in changes
    }
    if still:
        return _show(request, draft, still, typed)
    messages.success(request, _("改好 %(n)d 处，已重新检查。") % {"n": len(changes)})
    return HttpResponseRedirect(scope.address("import_draft", draft.pk))


@action("imports.run")
def import_commit(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take the draft in; pressed a second time, nothing more happens."""
    draft, scope = _mine(request, draft_id), scope_of(request)
    if request.method == "POST":
        viewer = viewer_of(request)
        try:
            if background.takes_long(draft):
                background.start(draft.pk, viewer)
            else:
                drafts.commit(draft.pk, viewer)
        except (UnusableInput, WorkFailed) as error:
            return _show(request, draft, {"": drafts.for_screen(str(error))})
    return HttpResponseRedirect(scope.address("import_draft", draft.pk))


@action("imports.run")
def import_discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Forget a draft and its file."""
    draft, scope = _mine(request, draft_id), scope_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(scope.address("import_draft", draft.pk))
    drafts.discard(draft)
    messages.success(request, _("草稿“%(file)s”已放弃，没有写入任何数据。") % {"file": draft.file_name})
    return HttpResponseRedirect(scope.address("imports"))


@action("imports.run")
def import_draft_errors(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The refused rows of one's own file, each with its cause and cure, to be mended and brought again."""
    draft = _mine(request, draft_id)
    data = own_errors(draft) if importer_of(draft.kind) else None
    if data is None:
        return HttpResponseRedirect(scope_of(request).address("import_draft", draft.pk))
    return workbook(data, draft.file_name)


def _running(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    progress = background.progress(draft)
    if draft.step != STEPS.RUNNING:
        return _show(request, draft)
    answer = page(
        request,
        "imports/running",
        scope_of(request),
        screen="imports",
        draft=draft,
        kind=kind_label(draft.kind, draft.register),
        progress=progress,
    )
    answer.headers["Refresh"] = _SECONDS_BETWEEN_LOOKS
    return answer


def _done_page(
    request: HttpRequest, scope: Scope, draft: ImportDraft, shared: dict[str, Any]
) -> HttpResponse:
    found = draft.preview
    refused = found.get("rows_total", 0) - found.get("rows_accepted", 0)
    seen_at = SEEN_AT.get(draft.kind)
    shared |= {
        "found": found,
        "refused": refused,
        "reasons": [(reason_label(each), count) for each, count in found.get("reasons", {}).items()],
        "seen_at": scope.address(seen_at) if seen_at else None,
        "may_undo": draft.became is not None
        and draft.became.undone_at is None
        and viewer_of(request).covers("imports.undo", draft.became.region_code),
    }
    return page(request, "imports/done", scope, screen="imports", **shared)


def _gone_page(
    request: HttpRequest, scope: Scope, draft: ImportDraft, shared: dict[str, Any]
) -> HttpResponse:
    return page(request, "imports/gone", scope, screen="imports", **shared)
