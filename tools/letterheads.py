"""Writes the two letterheads that a county may take, change in a word processor, and put into its own folder.

Run by hand when their measures change: .venv/bin/python tools/letterheads.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FOLDER = Path(__file__).resolve().parent.parent / "gonggang" / "exchange" / "paper"
# Top, bottom, left, right in millimetres; the size of the title, of the number under it, of the page number.
MEASURES = {
    "official": ((37, 35, 28, 26), 22, 16, 12, "方正小标宋简体", 28),
    "form": ((22, 22, 20, 18), 16, 10, 9, "黑体", 18),
}


def _font(run: Any, size: float, name: str) -> None:
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _field(paragraph: Any, code: str, size: float) -> None:
    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = paragraph.add_run()
        _font(run, size, "宋体")
        if kind == "text":
            run.text = text
        elif kind is None:
            element = OxmlElement("w:instrText")
            element.text = text
            run._element.append(element)
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._element.append(element)


def _letterhead(style: str) -> None:
    (top, bottom, left, right), title_size, number_size, foot_size, title_font, line = MEASURES[style]
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 12)
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = Pt(line)
    for element in document.element.body.findall(qn("w:p")):
        document.element.body.remove(element)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = 1.2
    _font(title.add_run("{{ title }}"), title_size, title_font)
    document.add_paragraph("{%p if number %}")
    number = document.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER if style == "official" else WD_ALIGN_PARAGRAPH.RIGHT
    _font(number.add_run("{{ number }}"), number_size, "仿宋")
    document.add_paragraph("{%p endif %}")
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(foot.add_run("{{ foot }}　第 "), foot_size, "宋体")
    _field(foot, "PAGE", foot_size)
    _font(foot.add_run(" 页 共 "), foot_size, "宋体")
    _field(foot, "NUMPAGES", foot_size)
    _font(foot.add_run(" 页"), foot_size, "宋体")
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""
    document.save(str(FOLDER / f"letterhead-{style}.docx"))


if __name__ == "__main__":
    for style in MEASURES:
        _letterhead(style)
