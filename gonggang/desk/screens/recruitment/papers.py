"""Documents on paper: the tab of a round, the section of an application, and each document as PDF or Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.accounts.door import action
from gonggang.accounts.viewer import OutOfReach, viewer_of
from gonggang.audit import actions as audit
from gonggang.core.errors import UnusableInput
from gonggang.desk.screens.recruitment.frame import (
    UNPROCESSABLE,
    application_page,
    application_within,
    reach,
    round_page,
    round_within,
)
from gonggang.desk.screens.recruitment.tabs import SECTIONS, TABS, Section, Tab
from gonggang.desk.shown import place_names
from gonggang.exchange.paper import render_docx, render_pdf
from gonggang.people.actions import Field, Purpose, reveal
from gonggang.recruitment.queries import papers

PRINT: Final = "recruitment.print"
PRINT_LIST: Final = "recruitment.print_list"
PRINT_WHOLE: Final = "recruitment.print_whole"
_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_RENDER: Final = {"pdf": render_pdf, "docx": render_docx}
_SUBJECTS: Final = {
    "meeting": gettext_lazy("民主评议"),
    "notice": gettext_lazy("公示"),
    "training": gettext_lazy("岗前培训"),
}


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A meeting, notice or training with the documents that it has."""

    sheet: papers.Sheet
    kind: object
    place: str
    documents: list[papers.Document]


@action(PRINT)
def of_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """The tab: what can be printed of the round as a whole, of its meetings, notices and trainings, and empty forms."""
    return _tab(request, round_within(request, round_id))


def _tab(request: HttpRequest, there: Any, *, refused: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    sheets = papers.sheets_of(there.pk, reach(request, PRINT_LIST)) if viewer.may(PRINT_LIST) else []
    places = place_names([each.village_code for each in sheets])
    return round_page(
        request,
        there,
        "round_papers",
        "round_papers",
        status=status,
        refused=refused,
        documents=[each for each in papers.documents_of("round") if viewer.may(_action(each))],
        sheets=[
            SheetShown(
                each, _SUBJECTS[each.subject], places[each.village_code], papers.documents_of(each.subject)
            )
            for each in sheets
        ],
        blanks=[each for each in papers.DOCUMENTS.values() if each.form],
    )


@action(PRINT)
def round_paper(request: HttpRequest, round_id: int, round_document: str, form: str) -> HttpResponse:
    """A document of the round as a whole."""
    there = round_within(request, round_id)
    document = _document(round_document, "round")
    viewer_of(request).require(_action(document))
    narrowed: dict[str, Any] = {"ranges": reach(request, PRINT_LIST)} if document.personal else {}
    try:
        return _answer(request, document, there.pk, form, there.region_code, f"round:{there.pk}", **narrowed)
    except UnusableInput as refused:
        return _tab(request, there, refused=str(refused), status=UNPROCESSABLE)


@action(PRINT_LIST)
def sheet_paper(
    request: HttpRequest, round_id: int, sheet_document: str, sheet_id: int, form: str
) -> HttpResponse:
    """A document of a meeting, a notice or a training of the round."""
    there = round_within(request, round_id)
    document = papers.DOCUMENTS.get(sheet_document)
    if document is None:
        raise Http404
    sheet = papers.sheet_of(there.pk, document.subject, sheet_id, reach(request))
    if sheet is None:
        raise OutOfReach
    try:
        return _answer(request, document, sheet.key, form, sheet.village_code, f"{sheet.subject}:{sheet.key}")
    except UnusableInput as refused:
        return _tab(request, there, refused=str(refused), status=UNPROCESSABLE)


@action(PRINT, post=PRINT_WHOLE)
def application_paper(
    request: HttpRequest, application_id: int, application_document: str, form: str
) -> HttpResponse:
    """A document of one applicant; sent as a form by whoever may, it holds the whole identity number.

    Then the number is opened as anywhere else: within the day's maximum, and on record with what it was for.
    """
    there = application_within(request, application_id)
    document = _document(application_document, "application")
    full = request.method == "POST"
    if full and not document.whole_id:
        raise Http404
    if not full:
        viewer_of(request).require_in(_action(document), there.village_code)
    try:
        if full:
            note = _("打印%(label)s，报名 %(number)s") % {
                "label": document.label,
                "number": there.number or there.pk,
            }
            reveal(
                there.person_id,
                Field.ID_NUMBER,
                Purpose.VERIFY_IDENTITY,
                viewer_of(request).officer,
                note=note,
            )
        return _answer(
            request, document, there.pk, form, there.village_code, f"application:{there.pk}", full=full
        )
    except UnusableInput as refused:
        return application_page(request, there, problems={"paper": str(refused)}, status=UNPROCESSABLE)


@action(PRINT)
def blank_paper(request: HttpRequest, blank_document: str, form: str) -> HttpResponse:
    """An empty form, in the wording of the officer's own place."""
    document = papers.DOCUMENTS.get(blank_document)
    if document is None or not document.form or form not in _TYPES:
        raise Http404
    region = next(iter(viewer_of(request).territory_codes(PRINT)), 0)
    return _file(
        _RENDER[form](papers.template_of(document.name, region), None), f"{document.label}（空白）", form
    )


def _answer(
    request: HttpRequest,
    document: papers.Document,
    key: int,
    form: str,
    region: int,
    subject: str,
    *,
    full: bool = False,
    **narrowed: Any,
) -> HttpResponse:
    """The document as a file; one that holds personal data is put on record first. Raises UnusableInput."""
    if form not in _TYPES:
        raise Http404
    data = papers.data_of(document.name, key, full=full, on=timezone.localdate(), **narrowed)
    made = _RENDER[form](papers.template_of(document.name, region), data)
    if document.personal:
        audit.record(
            officer=viewer_of(request).officer,
            verb="recruitment.print",
            subject=subject,
            region=region,
            detail={"document": document.label, "form": form, "whole": full},
        )
    return _file(made, f"{document.label}-{key}", form)


def _file(made: bytes, name: str, form: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=_TYPES[form])
    kind = "inline" if form == "pdf" else "attachment"
    answer.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}.{form}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _document(name: str, subject: str) -> papers.Document:
    document = papers.DOCUMENTS.get(name)
    if document is None or document.subject != subject:
        raise Http404
    return document


def _action(document: papers.Document) -> str:
    """Whoever prints lists of people sees them all: an employer's clerk, who sees its own alone, does not."""
    return (
        PRINT_LIST
        if document.personal and document.subject != "application" and document.action == PRINT
        else document.action
    )


def _section(request: HttpRequest, application: Any) -> Mapping[str, Any] | None:
    viewer = viewer_of(request)
    if not viewer.covers(PRINT, application.village_code):
        return None
    return {
        "documents": [
            each
            for each in papers.application_documents(application)
            if viewer.covers(_action(each), application.village_code)
        ],
        "may_whole": viewer.covers(PRINT_WHOLE, application.village_code),
    }


TABS.append(Tab(110, gettext_lazy("文书"), "round_papers", PRINT))
SECTIONS.append(Section(95, "desk/recruitment/application_papers.html", _section))
