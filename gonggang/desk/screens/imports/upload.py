"""Bringing a file: the templates, the upload, and which kind of file it is when its heading does not say."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.desk.scope import Choice, Scope, scope_of
from gonggang.desk.screens.imports.history import UNPROCESSABLE, WORKBOOK
from gonggang.desk.screens.imports.words import kind_labels
from gonggang.desk.screens.shell import page
from gonggang.exchange import drafts, uploads
from gonggang.exchange.intake import importers
from gonggang.exchange.templates_out import template_of

ACCEPTED = ".xlsx,.xls,.xlsm,.et,.ods,.csv,.tsv,.txt"
_MONTH = re.compile(r"^20\d\d-(0[1-9]|1[0-2])$")


@action("imports.run")
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose or drag a file; what it is may be left to its heading."""
    scope = scope_of(request)
    if request.method != "POST":
        return _form(request, scope, {}, {})
    typed = {name: request.POST.get(name, "").strip() for name in ("kind", "of_month")}
    problems: dict[str, str] = {}
    kind, month = said_kind(typed["kind"], problems), said_month(typed["of_month"], problems)
    file = request.FILES.get("file")
    large = getattr(request, "upload_too_large", None)
    if large is not None:
        problems["file"] = uploads.too_large(large)
    elif file is None:
        problems["file"] = _("还没有选文件。请选一个 Excel 或 CSV 文件，或把它拖到框里。")
    if scope.place is None:
        problems[""] = _("系统里还没有您管的地方，不知道导入到哪里。请先请管理员导入区划。")
    if problems or file is None or scope.place is None:
        return _form(request, scope, typed, problems)
    try:
        draft = drafts.begin(
            name=file.name or "", pieces=file.chunks(), kind=kind, month=month, place=scope.place,
            viewer=viewer_of(request),
        )  # fmt: skip
    except UnusableInput as error:
        return _form(request, scope, typed, {"file": drafts.for_screen(str(error))})
    return HttpResponseRedirect(scope.address("import_draft", draft.pk))


def said_kind(text: str, problems: dict[str, str]) -> str:
    """The chosen kind; blank leaves it to the heading."""
    if text and text not in kind_labels():
        problems["kind"] = _("没有这种表。请从列表里选。")
    return text


def said_month(text: str, problems: dict[str, str]) -> Month | None:
    """The month of the file, where it is said."""
    if not text:
        return None
    if not _MONTH.match(text):
        problems["of_month"] = _("填的是“%(month)s”，不是月份。请写成 2024-05。") % {"month": text[:20]}
        return None
    return Month.parse(text)


def kind_choices(chosen: str) -> list[Choice]:
    """The kinds of files as a list to choose from."""
    return [Choice(kind, str(label), kind == chosen) for kind, label in kind_labels().items()]


def _form(
    request: HttpRequest, scope: Scope, typed: dict[str, str], problems: dict[str, str]
) -> HttpResponse:
    answer = page(
        request,
        "imports/new",
        scope,
        screen="imports",
        typed=typed,
        problems=problems,
        kinds=kind_choices(typed.get("kind", "")),
        templates=_templates(),
        accepted=ACCEPTED,
        megabytes=settings.UPLOAD_BYTES_MAX // uploads.MEBIBYTE,
    )
    answer.status_code = UNPROCESSABLE if problems else 200
    return answer


def _templates() -> list[dict[str, Any]]:
    return [
        {
            "kind": importer.kind,
            "label": _(importer.label),
            "required": [column.title for column in importer.sheet.required],
            "columns": len(importer.sheet.columns),
        }
        for importer in importers()
    ]


@action("imports.run")
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook for a kind of file."""
    try:
        name, data = template_of(kind)
    except LookupError:
        raise Http404 from None
    response = HttpResponse(data, content_type=WORKBOOK)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"template.xlsx\"; filename*=UTF-8''{quote(name)}"
    )
    return response
