"""The same document for a word processor: the letterhead filled by docxtpl, the blocks added below it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from gonggang.exchange.paper.filling import Data, filled
from gonggang.exchange.paper.template import Template

_HERE: Final = Path(__file__).parent
_BODY: Final = "仿宋"  # what offices have; a word processor without it takes its own Song
_HEADING: Final = "黑体"
_LATIN: Final = "Times New Roman"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNDATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the properties of the file have no zone
_ROW_MILLIMETRES: Final = 7  # the least height of a line of a table with words in it


def render_docx(template: Template, data: Data) -> bytes:
    """The document as .docx, in the letterhead of the county if it has one; `data` None gives the empty form.

    Characters that the house has no font for stay as they are, since the reader's machine may have one. Raises
    UnusableInput as `render_pdf`. The same template and data give the same bytes.
    """
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

    paper = filled(template, data, codes=False)
    letterhead = DocxTemplate(str(template.letterhead or _HERE / f"letterhead-{template.style}.docx"))
    letterhead.render(
        {
            "title": _xml(_plain(paper["title"]["pieces"])),
            "number": _xml(_plain(paper["number"])),
            "foot": _xml(paper["foot"]),
        },
        jinja_env=SandboxedEnvironment(autoescape=True),
        autoescape=True,
    )
    _Page(letterhead.docx, template, paper).lay()
    told = letterhead.docx.core_properties
    told.title, told.author, told.last_modified_by = _xml(paper["title"]["text"]), _xml(paper["issuer"]), ""
    told.created = told.modified = datetime(*paper["on"]) if paper["on"] else _UNDATED  # noqa: DTZ001
    told.revision = 1
    raw = io.BytesIO()
    letterhead.save(raw)
    return _same_bytes(raw.getvalue())


class _Page:
    """The body of one document, block after block."""

    def __init__(self, document: Any, template: Template, paper: Mapping[str, Any]) -> None:
        from docx.shared import Mm, Pt

        self.document, self.template, self.paper = document, template, paper
        self.mm, self.pt = Mm, Pt
        self.size = 16 if template.style == "official" else 11
        section = document.sections[0]
        if template.landscape and section.page_width < section.page_height:
            section.page_width, section.page_height = section.page_height, section.page_width
        self.width = section.page_width - section.left_margin - section.right_margin

    def lay(self) -> None:
        for block in self.paper["blocks"]:
            if block["kind"] == "seal" and self.document.paragraphs:
                # A seal never stands alone on a sheet: the words before it go along.
                self.document.paragraphs[-1].paragraph_format.keep_with_next = True
            getattr(self, f"_{block['kind']}")(block)
        if self.paper["missing"]:
            self._paragraph([self.paper["missing"]], size=9)

    def _paragraph(
        self, pieces: list[Any], *, size: float | None = None, font: str = _BODY, holder: Any = None
    ) -> Any:
        paragraph = (holder or self.document).add_paragraph()
        self._write(paragraph, pieces, size or self.size, font)
        return paragraph

    def _write(self, paragraph: Any, pieces: list[Any], size: float, font: str = _BODY) -> None:
        for piece in pieces:
            plain = isinstance(piece, str)
            text = piece if plain else piece["text"] or "　" * max(piece["width"], 0)
            run = paragraph.add_run(_xml(text))
            run.font.size, run.font.name = self.pt(size), _LATIN
            _east_asian(run, font)
            if not plain and (piece["underlined"] or not piece["text"]):
                run.font.underline = True

    def _text(self, block: Mapping[str, Any]) -> None:
        self._paragraph(block["pieces"]).paragraph_format.first_line_indent = self.pt(self.size * 2)

    def _plain(self, block: Mapping[str, Any]) -> None:
        self._paragraph(block["pieces"])

    def _center(self, block: Mapping[str, Any]) -> None:
        self._paragraph(block["pieces"]).alignment = 1

    def _right(self, block: Mapping[str, Any]) -> None:
        self._paragraph(block["pieces"]).alignment = 2

    def _note(self, block: Mapping[str, Any]) -> None:
        self._paragraph(block["pieces"], size=9 if self.template.style == "form" else 12)

    def _heading(self, block: Mapping[str, Any]) -> None:
        self._paragraph(block["pieces"], font=_HEADING).paragraph_format.keep_with_next = True

    def _space(self, block: Mapping[str, Any]) -> None:
        self.document.add_paragraph().paragraph_format.space_before = self.mm(block["height"])

    def _break(self, _block: Mapping[str, Any]) -> None:
        self.document.add_page_break()

    def _table(self, block: Mapping[str, Any]) -> None:
        columns = block["columns"]
        table = self._grid(1 + len(block["rows"]), [column["width"] for column in columns])
        aligned = [{"left": 0, "right": 2}.get(column["align"], 1) for column in columns]
        rows = table.rows
        _repeat(rows[0])
        rows[0].height = self.mm(_ROW_MILLIMETRES)
        for cell, column in zip(rows[0].cells, columns, strict=True):
            self._cell(cell, [column["title"]], block["size"], 1, font=_HEADING)
        for row, values in zip(list(rows)[1:], block["rows"], strict=True):
            row.height = self.mm(_ROW_MILLIMETRES if any(values[1:]) else block["line"])
            _whole(row)
            for cell, value, align in zip(row.cells, values, aligned, strict=True):
                self._cell(cell, [value], block["size"], align)
        self._after_table()

    def _form(self, block: Mapping[str, Any]) -> None:
        table = self._grid(len(block["rows"]), block["widths"])
        for row, declared in zip(table.rows, block["rows"], strict=True):
            row.height = self.mm(declared["height"])
            cells, place = row.cells, 0
            for told in declared["cells"]:
                cell = cells[place]
                if told["span"] > 1:
                    cell = cell.merge(cells[place + told["span"] - 1])
                place += told["span"]
                self._cell(cell, told["pieces"], block["size"], 1 if told["label"] else 0)
                for line in told["foot"]:
                    foot = self._paragraph(line, size=block["size"], holder=cell)
                    foot.alignment = 2
                    foot.paragraph_format.space_after = self.pt(0)
                    foot.paragraph_format.line_spacing = 1.0
                    if line is told["foot"][0]:
                        foot.paragraph_format.space_before = self.mm(max(declared["height"] - 22, 2))
        self._after_table()

    def _grid(self, rows: int, shares: list[float]) -> Any:
        table = self.document.add_table(rows, len(shares))
        table.style = "Table Grid"
        table.autofit = False
        _narrow(table)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(self.width * share / sum(shares))
        return table

    def _cell(self, cell: Any, pieces: list[Any], size: float, align: int, font: str = _BODY) -> None:
        cell.vertical_alignment = 1
        paragraph = cell.paragraphs[0]
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = self.pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        self._write(paragraph, pieces, size, font)

    def _after_table(self) -> None:
        """A word processor joins two tables that touch: a line of 6 points lies between them."""
        between = self.document.add_paragraph().paragraph_format
        between.space_after, between.line_spacing = self.pt(0), self.pt(6)

    def _sign(self, block: Mapping[str, Any]) -> None:
        across = min(block["across"], len(block["lines"]))
        lines = block["lines"]
        table = self.document.add_table(-(-len(lines) // across), across)
        _narrow(table)
        for place, line in enumerate(lines):
            cell = table.rows[place // across].cells[place % across]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = self.pt(self.size)
            paragraph.paragraph_format.keep_with_next = True
            self._write(paragraph, line, self.size)
        for row in table.rows:
            _whole(row)
        self._after_table()

    def _seal(self, block: Mapping[str, Any]) -> None:
        first = self._paragraph(block["by"])
        first.paragraph_format.space_before = self.mm(14)
        first.paragraph_format.keep_with_next = True
        last = self._paragraph(block["on"])
        last.paragraph_format.space_after = self.mm(12)
        for paragraph in (first, last):
            paragraph.alignment = 2
            paragraph.paragraph_format.right_indent = self.pt(self.size * 3)


def _plain(pieces: Iterable[Any]) -> str:
    return "".join(p if isinstance(p, str) else p["text"] or "＿" * max(p["width"], 0) for p in pieces)


def _xml(text: str) -> str:
    """The text without what no XML may hold (non-characters and halves of pairs)."""
    return "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF and ord(c) & 0xFFFE != 0xFFFE)


def _east_asian(run: Any, font: str) -> None:
    from docx.oxml.ns import qn

    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _repeat(row: Any) -> None:
    _mark(row, "w:tblHeader")


def _whole(row: Any) -> None:
    _mark(row, "w:cantSplit")


def _narrow(table: Any) -> None:
    """Cells as narrow as on the printed sheet: 1 mm to the words at either side."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "57")  # twentieths of a point
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _same_bytes(archive: bytes) -> bytes:
    """The archive with no clock in it and its parts in order."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return made.getvalue()
