"""The documents of recruitment: what each says, what the public ones never say, and the empty forms."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from gonggang.core.errors import UnusableInput
from gonggang.exchange.paper import render_docx, render_pdf
from gonggang.recruitment.paper import DOCUMENTS, data_of, template_of

WHOLE_NUMBER = re.compile(r"(?<!\d)3799\d{13}[\dX](?!\d)")
TODAY = date(2024, 9, 1)
# A long name with the dot of minority names, a rare character, and what only looks like markup.
NAME = "阿卜杜热合曼·䶮麦麦提#[x]"


@pytest.fixture
def filled(way: Any, make_post: Callable[..., int], make_person: Callable[..., int]) -> dict[str, int]:
    """The subject of every document: a relative's application that went all the way, and one that was refused."""
    from gonggang.recruitment.models import (
        DeclaredKin,
        Delivery,
        Notification,
        Objection,
    )

    found = way.make_round(
        [make_post(name="护林员"), make_post(name="保洁员")], title="示范县2024年公益性岗位招募公告"
    )
    person = make_person(name=NAME)
    application = way.make_application(found, person, base="filed")
    DeclaredKin.objects.create(
        application=application, relative="李四", office="张家庄村村委会主任", relation="姐姐",
        declared_on=way.published, officer=way.officer,
    )  # fmt: skip
    way.reach(application, "public_notice")
    vote = application.votes.get()
    entry = application.notice_entries.get()
    refused = way.make_application(found, make_person(name="王小二"))
    review = way.make_reviews(refused, way.published + timedelta(days=9))
    Objection.objects.create(
        entry=entry, application=application, number="YY-1", received_on=entry.notice.posted_on, channel="phone",
        text="反映年龄不符", upheld=False, result="经查与事实不符", result_published_on=entry.notice.ended_on,
        officer=way.officer,
    )  # fmt: skip
    way.reach(application, "onboarding")
    told = Notification.objects.create(
        application=refused, number="GZ-1", kind="second_review", reason="已经在企业参加养老保险",
        appeal="收到之日起5个工作日内向示范县人力资源和社会保障局申请复核",
        issued_on=way.published + timedelta(days=10),
        officer=way.officer,
    )  # fmt: skip
    Delivery.objects.create(
        notification=told,
        how="handed_over",
        delivered_on=told.issued_on,
        received_by="王小二",
        officer=way.officer,
    )
    training = application.completed_stages.get(stage="induction_training").training
    assert review.opinion_number
    return {
        "round": found.pk,
        "application": application.pk,
        "refused": refused.pk,
        "meeting": vote.meeting_id,
        "notice": entry.notice_id,
        "training": training.pk,
    }


def subject_of(name: str, filled: dict[str, int]) -> int:
    return filled["refused" if name == "notification" else DOCUMENTS[name].subject]


def pdf_text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def word_text(docx: bytes) -> str:
    document = WordFile(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(each.text for each in document.paragraphs), *cells]).split())


# What must be read on each: figures, days, numbers and the names of offices.
SAYS = {
    "announcement": (
        "岗位2个",
        "名额6个",
        "护林员",
        "柳河镇张家庄村",
        "800元/月",
        "2024年3月1日",
        "2024年3月21日",
    ),
    "filing_ledger": ("BA-", "李四（张家庄村村委会主任）的姐姐", "同意"),
    "application_form": ("1970年1月", "护林员", "低收入人口", "李四", "姐姐", "柳河镇张家庄村"),
    "commitment": ("我是李四（张家庄村村委会主任）的姐姐。", "2024年3月3日"),
    "opinion": ("FS-", "复审通过", "示范县人力资源和社会保障局", "柳河镇人民政府", "复审员"),
    "notification": ("GZ-1", "复审没有通过", "已经在企业参加养老保险", "5个工作日", "当面送交"),
    "filing_form": ("BA-", "参加表决25人，同意20、反对3、弃权2", "李四", "姐姐", "JY-"),
    "approval_form": ("民主评议", "乡镇研究", "县级备案", "800元"),
    "labour_contract": ("XY-", "护林员", "每月应出勤22天"),
    "service_agreement": ("XY-", "村委会", "护林员", "每月800元", "不超过一年"),
    "trace_back": ("发布公告", "安排上岗", "初审", "复审", "异议", "经查与事实不符", "4学时"),
    "appraisal_minutes": ("应到30人，实到25人", "25", "20", "通过", "张家庄村村民委员会"),
    "appraisal_sign_in": ("张家庄村", "到会", "签字"),
    "public_notice": (
        "护林员",
        "负责道路清扫",
        "不少于2个自然日",
        "12345",
        "张家庄村村民委员会",
        "379901********",
    ),
    "training_sign_in": ("安全", "学时", "4", "讲师", "护林员"),
}


@pytest.mark.clause("5.4", "5.5", "6.5", "6.7", "6.10", "6.11", "9.1", "9.4", "X10")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_says_what_the_rows_say_as_pdf_and_as_word(name: str, filled: dict[str, int]) -> None:
    data = data_of(name, subject_of(name, filled), full=False, on=TODAY)
    assert is_dataclass(data) and not hasattr(data, "__dict__")
    template = template_of(name)
    pdf, word = pdf_text(render_pdf(template, data)), word_text(render_docx(template, data))
    for said in SAYS[name]:
        assert said in pdf, f"{said} is not in the PDF: {pdf}"
        assert said in word, f"{said} is not in the Word file: {word}"
    assert "None" not in pdf and "None" not in word
    assert not WHOLE_NUMBER.search(pdf) and not WHOLE_NUMBER.search(word)


@pytest.mark.clause("6.10", "X4")
def test_a_notice_never_says_what_nobody_may_read(filled: dict[str, int]) -> None:
    # Whoever asks for whole numbers gets the same notice: it is for everybody.
    whole = data_of("public_notice", filled["notice"], full=True, on=TODAY)
    assert whole == data_of("public_notice", filled["notice"], full=False, on=TODAY)
    text = pdf_text(render_pdf(template_of("public_notice"), whole))
    assert not WHOLE_NUMBER.search(text)
    for secret in ("低收入", "残疾", "低保", "LOW_INCOME", "19700102", "账号"):
        assert secret not in text
    announced = data_of("announcement", filled["round"], full=True, on=TODAY)
    assert "阿卜杜" not in pdf_text(render_pdf(template_of("announcement"), announced))


@pytest.mark.parametrize("name", [name for name, document in DOCUMENTS.items() if document.whole_id])
def test_forms_that_need_it_have_the_whole_number_for_whoever_may_open_it(
    name: str, filled: dict[str, int]
) -> None:
    text = pdf_text(
        render_pdf(template_of(name), data_of(name, subject_of(name, filled), full=True, on=TODAY))
    )
    assert WHOLE_NUMBER.search(text)


@pytest.mark.clause("X10")
@pytest.mark.parametrize("name", [name for name, document in DOCUMENTS.items() if document.form])
def test_every_form_prints_empty(name: str) -> None:
    template = template_of(name)
    pdf = PdfReader(io.BytesIO(render_pdf(template, None)))
    text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    assert f"第1页共{len(pdf.pages)}页" in text
    assert "{" not in text and "None" not in text and len(text) > 60
    last = "".join(pdf.pages[-1].extract_text().split())
    assert len(last.replace("年月日", "").split("第")[0]) > 12, f"a seal alone on its sheet: {last}"
    assert re.search(r"[一-鿿]{4}", str(pdf.metadata.title)), "the empty form has no title"
    assert WordFile(io.BytesIO(render_docx(template, None))).paragraphs


@pytest.mark.clause("9.1")
def test_who_has_no_relative_says_so_and_no_other_sentence(
    make_application: Callable[..., Any],
) -> None:
    data = data_of("commitment", make_application().pk, full=False, on=TODAY)
    text = pdf_text(render_pdf(template_of("commitment"), data))
    assert "我没有亲属是公职人员或者村（社区）干部。" in text
    assert "我是" not in text.split("填写说明")[0]


def test_a_document_of_something_that_was_not_done_is_refused_in_words(
    make_application: Callable[..., Any],
) -> None:
    application = make_application()
    for name in ("opinion", "notification"):
        with pytest.raises(UnusableInput, match="可以打印"):
            data_of(name, application.pk, full=False, on=TODAY)


def test_long_names_and_many_rows_stay_on_the_sheet(
    way: Any, recruitment_round: Any, make_person: Callable[..., int]
) -> None:
    from gonggang.recruitment.models import AppraisalMeeting, AppraisalVote

    meeting = AppraisalMeeting.objects.create(
        round=recruitment_round, village_code=379901100200, held_on=way.published, place="村委会" * 20,
        chair="很长的名字" * 10, due=200, present=180, opinion="会议意见。" * 200, officer=way.officer,
    )  # fmt: skip
    for number in range(70):
        made = way.make_application(recruitment_round, make_person(name=f"{NAME}{number}" * 2))
        AppraisalVote.objects.create(
            meeting=meeting, application=made, voting=180, in_favour=180, against=0, abstaining=0, rank=number + 1,
            passed=True, remark="备注" * 60,
        )  # fmt: skip
    pdf = PdfReader(
        io.BytesIO(
            render_pdf(
                template_of("appraisal_minutes"),
                data_of("appraisal_minutes", meeting.pk, full=False, on=TODAY),
            )
        )
    )
    for page in pdf.pages:
        places: list[tuple[float, float]] = []

        def keep(text: str, _cm: Any, tm: Any, _font: Any, _size: Any, places: Any = places) -> None:
            if text.strip():
                places.append((float(tm[4]), float(tm[5])))

        page.extract_text(visitor_text=keep)
        assert all(0 <= x <= 595 and 0 <= y <= 842 for x, y in places)
    text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    assert text.count("会议意见。") == 200
    assert all(f"#[x]{number}" in text for number in range(70))


def test_a_county_may_put_its_own_wording(settings: Any, tmp_path: Path, filled: dict[str, int]) -> None:
    settings.GONGGANG_HOME = tmp_path
    own = tmp_path / "paper" / "379901000000"
    own.mkdir(parents=True)
    (own / "announcement.yaml").write_text(
        "title: 本县的公告\nblocks:\n  - text: '{number}号'\n", encoding="utf-8"
    )
    data = data_of("announcement", filled["round"], full=False, on=TODAY)
    assert "本县的公告" in pdf_text(render_pdf(template_of("announcement", 379901100200), data))
    assert "本县的公告" not in pdf_text(render_pdf(template_of("announcement", 379902100200), data))
    (own / "announcement.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(UnusableInput, match=r"announcement\.yaml"):
        template_of("announcement", 379901000000)


def test_pictures_to_look_at(filled: dict[str, int], request: pytest.FixtureRequest) -> None:
    """Every document as a picture, written where GONGGANG_PAPERS says, for whoever wants to look."""
    import os

    from gonggang.exchange.paper import render_png

    folder = os.environ.get("GONGGANG_PAPERS")
    if not folder:
        pytest.skip("only for looking")
    for name in DOCUMENTS:
        data = data_of(name, subject_of(name, filled), full=False, on=TODAY)
        for empty, each in (("", data), ("-blank", None)):
            if each is None and not DOCUMENTS[name].form:
                continue
            for number, page in enumerate(render_png(template_of(name), each, dots_per_inch=70), start=1):
                (Path(folder) / f"{name}{empty}-{number}.png").write_bytes(page)
            (Path(folder) / f"{name}{empty}.docx").write_bytes(render_docx(template_of(name), each))
