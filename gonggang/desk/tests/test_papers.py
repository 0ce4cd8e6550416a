"""Printing at the desk: who may print what, what is put on record, and when the whole number is on the sheet."""

# ruff: noqa: F811 - fixtures are found by the names that tests give them

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document

from gonggang.audit.models import AuditRecord
from gonggang.recruitment.tests.conftest import make_application, recruitment_round, way  # noqa: F401
from gonggang.testing import OTHER_VILLAGE, TOWNSHIP, VILLAGE

WHOLE = re.compile(r"(?<!\d)3799\d{13}[\dX](?!\d)")


def printed() -> list[dict[str, Any]]:
    return [row.detail for row in AuditRecord.objects.filter(verb="recruitment.print").order_by("number")]


def said(answer: Any) -> str:
    document = Document(io.BytesIO(answer.content))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


@pytest.mark.clause("X10")
def test_the_tab_leads_to_every_document_of_the_round(
    signed_in: Callable[..., Any], way: Any, make_application: Callable[..., Any]
) -> None:
    application = make_application("democratic_appraisal")
    client = signed_in("township_officer", TOWNSHIP)
    page = client.get(f"/recruitment/rounds/{application.round_id}/papers/").content.decode()
    links = set(re.findall(r'href="(/recruitment/[^"?]+/(?:pdf|docx)/)', page))
    assert len(links) > 25
    for link in sorted(links):
        if link.endswith("/docx/"):
            answer = client.get(link)
            assert answer.status_code == 200, link
            assert answer.content.startswith(b"PK")
            assert answer.headers["Cache-Control"] == "no-store"
    one = client.get(f"/recruitment/rounds/{application.round_id}/papers/announcement/pdf/")
    assert one.content.startswith(b"%PDF") and one.headers["Content-Type"] == "application/pdf"


@pytest.mark.clause("X1", "X4")
def test_printing_personal_data_is_on_record_and_masked(
    signed_in: Callable[..., Any], make_application: Callable[..., Any]
) -> None:
    application = make_application()
    client = signed_in("village_clerk", VILLAGE)
    address = f"/recruitment/applications/{application.pk}/papers/application_form/docx/"
    answer = client.get(address)
    assert answer.status_code == 200
    assert "379901********" in said(answer) and not WHOLE.search(said(answer))
    assert printed() == [{"document": "报名申请表", "form": "docx", "whole": False}]
    # The announcement speaks of nobody, and the empty form neither.
    client.get(f"/recruitment/rounds/{application.round_id}/papers/announcement/docx/")
    client.get("/recruitment/papers/application_form/docx/")
    assert len(printed()) == 1


@pytest.mark.clause("X4")
def test_the_whole_number_is_printed_only_for_whoever_may_open_it(
    signed_in: Callable[..., Any], make_application: Callable[..., Any]
) -> None:
    application = make_application()
    address = f"/recruitment/applications/{application.pk}/papers/application_form/docx/"
    assert signed_in("village_clerk", VILLAGE).post(address).status_code == 404
    assert not AuditRecord.objects.filter(verb="people.reveal").exists()
    answer = signed_in("township_officer", TOWNSHIP).post(address)
    assert WHOLE.search(said(answer))
    opened = AuditRecord.objects.get(verb="people.reveal")
    assert opened.subject == f"person:{application.person_id}" and application.number in opened.detail["note"]
    assert printed() == [{"document": "报名申请表", "form": "docx", "whole": True}]


def test_another_village_prints_nothing(
    signed_in: Callable[..., Any], make_application: Callable[..., Any]
) -> None:
    application = make_application("democratic_appraisal")
    meeting = application.votes.get().meeting_id
    client = signed_in("village_clerk", OTHER_VILLAGE)
    for address in (
        f"applications/{application.pk}/papers/application_form/pdf/",
        f"rounds/{application.round_id}/papers/appraisal_minutes/{meeting}/pdf/",
    ):
        assert client.get(f"/recruitment/{address}").status_code == 404
    assert printed() == []


def test_what_is_no_document_is_not_there(
    signed_in: Callable[..., Any], make_application: Callable[..., Any]
) -> None:
    application = make_application()
    client = signed_in("township_officer", TOWNSHIP)
    for name, form in (("nothing", "pdf"), ("announcement", "pdf"), ("application_form", "exe")):
        assert (
            client.get(f"/recruitment/applications/{application.pk}/papers/{name}/{form}/").status_code == 404
        )
    # What was not done yet is said in words, on the page itself.
    answer = client.get(f"/recruitment/applications/{application.pk}/papers/opinion/pdf/")
    assert answer.status_code == 422 and "还没有县级复审" in answer.content.decode()
