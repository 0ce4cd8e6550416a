"""Paper: documents as PDF and Word, made of a declared template and data that is never read as markup (clause X10).

    render_pdf(template, data)      A4, PDF/A-2u, fonts embedded
    render_docx(template, data)     the same text for a word processor
    render_png(template, data)      one picture a page, to look at
    missing_characters(template, data)

`data` is a frozen dataclass or a mapping; None prints the empty form. The same template and data give the same bytes.
"""

from gonggang.exchange.paper.filling import missing_characters
from gonggang.exchange.paper.pdf import render_pdf, render_png
from gonggang.exchange.paper.template import Template, read_template
from gonggang.exchange.paper.word import render_docx

__all__ = ["Template", "missing_characters", "read_template", "render_docx", "render_pdf", "render_png"]
