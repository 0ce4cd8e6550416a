"""Documents on paper: what is in them, what data cannot do to them, and what happens to characters without a glyph."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from gonggang.core.errors import UnusableInput
from gonggang.exchange.paper import (
    Template,
    missing_characters,
    read_template,
    render_docx,
    render_pdf,
    render_png,
)

WORDING = """
title: 关于{place}招募的公告
number: "{number}"
dated: issued_on
issuer: "{issuer}"
foot: "{number}"
blocks:
  - text: "{intro}"
  - heading: 一、岗位
  - when: late
    text: 逾期不再受理。
  - table: posts
    empty_rows: 4
    columns: ["序号|order|1", "岗位|name|4|left", "名额|places|1"]
  - form: 意见
    widths: [1, 3]
    rows:
      - ["单位", "{issuer}"]
      - {cells: ["意见", "{opinion}"], height: 30, foot: ["签字：　　年　月　日"]}
  - sign: ["主持人：{chair:6}", "记录人："]
  - seal: "{issuer}"
    day: "{issued_on}"
"""


@dataclass(frozen=True)
class Row:
    name: str
    places: int


@dataclass(frozen=True)
class Notice:
    """What the wording above asks for."""

    place: str = "示例县"
    number: str = "公岗〔2026〕3号"
    issued_on: date = date(2026, 3, 5)
    issuer: str = "示例县人力资源和社会保障局"
    intro: str = "现将有关事项公告如下。"
    late: bool = True
    posts: tuple[Row, ...] = (Row("护林员", 3), Row("保洁员", 12))
    opinion: str | None = None
    chair: str | None = None


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return written(tmp_path, WORDING)


def written(folder: Path, wording: str, name: str = "probe") -> Template:
    path = folder / f"{name}.yaml"
    path.write_text(wording, encoding="utf-8")
    return read_template(path)


def pdf_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def word_text(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.clause("X10")
def test_a_document_says_the_same_as_pdf_and_as_word(template: Template) -> None:
    pdf, word = (
        bare(pdf_text(render_pdf(template, Notice()))),
        bare(word_text(render_docx(template, Notice()))),
    )
    for said in (
        "关于示例县招募的公告", "公岗〔2026〕3号", "现将有关事项公告如下。", "逾期不再受理。", "护林员", "12",
        "示例县人力资源和社会保障局", "2026年3月5日", "签字：",
    ):  # fmt: skip
        assert bare(said) in pdf, said
        assert bare(said) in word, said


@pytest.mark.clause("X10")
def test_every_page_is_a4_and_numbered_and_all_fonts_are_embedded(template: Template) -> None:
    pdf = PdfReader(
        io.BytesIO(render_pdf(template, Notice(posts=tuple(Row(f"岗位{n}", n) for n in range(90)))))
    )
    pages = len(pdf.pages)
    assert pages > 2
    for number, page in enumerate(pdf.pages, start=1):
        assert bare(f"第{number}页共{pages}页") in bare(page.extract_text())
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        # The heading of a long table stands on every page that the table reaches.
        if "岗位5" in page.extract_text():
            assert "名额" in page.extract_text()
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile3" in descendant["/FontDescriptor"].get_object()


@pytest.mark.clause("X10")
def test_the_word_file_numbers_its_pages_and_is_a4(template: Template) -> None:
    document = Document(io.BytesIO(render_docx(template, Notice())))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    footer = section.footer._element.xml
    assert "PAGE" in footer and "NUMPAGES" in footer and "第 " in footer
    assert document.core_properties.title == "关于示例县招募的公告"


def test_the_same_data_gives_the_same_bytes(template: Template) -> None:
    assert render_pdf(template, Notice()) == render_pdf(template, Notice())
    assert render_docx(template, Notice()) == render_docx(template, Notice())
    assert render_pdf(template, Notice()) != render_pdf(template, Notice(place="别县"))


HOSTILE = (
    "#read(\"/etc/passwd\")", "*粗* _斜_ `码` $x^2$", "#import \"@preview/a:1.0.0\": *", "= 标题 <label> @ref",
    "{{ 7*7 }} {% for x in y %}", "{{ ''.__class__.__mro__ }}", "{place} {number}", "</w:t></w:r><w:p/>", "\\u{41}",
    "&amp; <b>", "\"; panic(\"x\") //", "%SYSTEM% ${HOME}",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_data_is_never_read_as_markup(template: Template, text: str) -> None:
    data = Notice(place=text, intro=text, posts=(Row(text, 1),), opinion=text)
    pdf, word = bare(pdf_text(render_pdf(template, data))), bare(word_text(render_docx(template, data)))
    assert pdf.count(bare(text)) >= 4
    assert word.count(bare(text)) >= 4


def test_characters_that_mislead_or_break_files_are_left_out(template: Template) -> None:
    data = Notice(intro="甲\u202e乙\u200b丙\x00丁\ufffe戊\ud800己")
    assert "甲乙丙丁" in bare(word_text(render_docx(template, data)))
    assert "甲乙丙丁" in bare(pdf_text(render_pdf(template, data)))


def test_a_word_longer_than_a_line_stays_on_the_sheet(template: Template) -> None:
    pdf = PdfReader(io.BytesIO(render_pdf(template, Notice(posts=(Row("W" * 300, 1),)))))
    rights: list[float] = []

    def keep(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if "W" in text:
            rights.append(float(tm[4]))

    pdf.pages[0].extract_text(visitor_text=keep)
    assert pdf.pages[0].extract_text().count("W") == 300
    assert rights and max(rights) < 595


def test_rare_characters_are_printed_or_named(template: Template) -> None:
    # 䶮 and 㛃 are in the fonts; 𪚥 and the face are not; U+E863 is what old systems write for 䶮.
    data = Notice(place="䶮㛃", intro="张\ue863、李𪚥😀")
    text = pdf_text(render_pdf(template, data))
    assert "䶮㛃" in text and "张䶮" in text
    assert "李［U+2A6A5］［U+1F600］" in bare(text)
    assert "请手写补正" in text and "U+2A6A5" in text
    assert missing_characters(template, data) == ("😀", "𪚥")
    assert missing_characters(template, Notice()) == ()
    # A word processor may have a font for them: there they stay, and the note stands below.
    word = word_text(render_docx(template, data))
    assert "李𪚥😀" in word and "请手写补正" in word


def test_every_character_of_names_in_common_use_can_be_printed(template: Template) -> None:
    basic = "".join(chr(code) for code in range(0x4E00, 0x9FFF))
    assert missing_characters(template, Notice(intro=basic + "·•〇×√□○△")) == ()


def test_the_empty_form_has_lines_and_rows_to_write_on(template: Template) -> None:
    text = pdf_text(render_pdf(template, None))
    assert "示例县" not in text and "None" not in text and "{" not in text
    assert "逾期不再受理。" in text  # what may apply stands on the empty form
    word = Document(io.BytesIO(render_docx(template, None)))
    assert [len(table.rows) for table in word.tables] == [
        5,
        2,
        1,
    ]  # the signatures stand in a table without lines
    assert word.tables[0].rows[4].cells[0].text == "4"


def test_an_empty_value_leaves_a_line_and_an_unwanted_block_is_left_out(template: Template) -> None:
    text = pdf_text(render_pdf(template, Notice(late=False)))
    assert "逾期" not in text and "None" not in text


def test_pictures_of_pages(template: Template) -> None:
    pages = render_png(template, Notice(), dots_per_inch=40)
    assert len(pages) == len(PdfReader(io.BytesIO(render_pdf(template, Notice()))).pages)
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_the_wording_of_a_field_that_nobody_gives_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="telephone"):
        render_pdf(written(tmp_path, "title: 甲\nblocks:\n  - text: '{telephone}'\n"), Notice())


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("title: [", "YAML"),
        ("title: 甲\nblocks: 乙", "blocks"),
        ("title: 甲\nstyle: poster\nblocks: []", "style"),
        ("title: 甲\ncolour: red\nblocks: []", "colour"),
        ("title: 甲\nblocks:\n  - text: 乙\n    seal: 丙", "第 1 块"),
        ("title: 甲\nblocks:\n  - text: 乙\n  - text: 丙\n    loud: true", "第 2 块"),
        ("title: !!python/object/apply:os.system ['true']\nblocks: []", "YAML"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_in_words(tmp_path: Path, wording: str, said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        written(tmp_path, wording)


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"absent\.yaml"):
        read_template(tmp_path / "absent.yaml")


def test_a_changed_template_is_read_again(tmp_path: Path) -> None:
    written(tmp_path, "title: 甲\nblocks: []")
    assert written(tmp_path, "title: 甲乙\nblocks: []").title == "甲乙"


def test_too_many_rows_are_refused_in_words(template: Template) -> None:
    with pytest.raises(UnusableInput, match="按村分开打印"):
        render_pdf(template, Notice(posts=(Row("护林员", 1),) * 20_001))
