"""The spreadsheet of a question to a department: out with the applicants, in with the answers (clause 5.3)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import xlsxwriter

from gonggang.core.errors import UnusableInput
from gonggang.exchange import uploads
from gonggang.exchange.parsers import choice, day, kept_number, text
from gonggang.exchange.sandbox import read_tables
from gonggang.exchange.sheets import Column, Sheet, parse_sheet
from gonggang.recruitment.actions.joint_reviews import Given
from gonggang.recruitment.actions.refusals import RecruitmentRefused
from gonggang.recruitment.rules.joint import VERDICTS

SHEET: Final = Sheet(
    kind="joint_answers",
    label="联审意见",
    columns=(
        Column("number", "报名号", (), kept_number, True, longest=40),
        Column("name", "姓名", (), text),
        Column("id_number", "身份证号", (), kept_number, longest=40),
        Column("village", "村（社区）", ("村",), text),
        Column(
            "verdict",
            "意见",
            ("联审意见",),
            choice({label: code for code, label in VERDICTS.items()}, "意见"),
        ),
        Column("register_batch", "依据的数据批次", ("数据批次",), text),
        Column("data_as_of", "数据截至", ("数据截至日期",), day),
        Column("reason", "理由", ("不符理由",), text, longest=400),
    ),
    key=("number",),
    recognised_by=("number", "verdict"),
)
_FIRST_TO_FILL: Final = 4
_WIDTHS: Final = (26, 12, 22, 24, 10, 26, 14, 36)


@dataclass(frozen=True, slots=True)
class Line:
    """One applicant as the department is asked about it. The identity number is whole: it must be looked up."""

    number: str
    name: str
    id_number: str
    place: str


def sheet_out(lines: Iterable[Line]) -> bytes:
    """The workbook that a department fills in: whom it is about, and four columns to fill."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(SHEET.label)
        head = book.add_format({"bold": True, "bg_color": "#EBEFEC", "border": 1, "text_wrap": True})
        fill = book.add_format({"bold": True, "bg_color": "#FBEED9", "border": 1, "text_wrap": True})
        plain = book.add_format({"num_format": "@"})
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, (column, width) in enumerate(zip(SHEET.columns, _WIDTHS, strict=True)):
            page.write_string(0, place, column.title, fill if place >= _FIRST_TO_FILL else head)
            page.set_column(place, place, width, dated if column.field == "data_as_of" else plain)
        row = 0
        for row, line in enumerate(lines, start=1):
            for place, value in enumerate((line.number, line.name, line.id_number, line.place)):
                page.write_string(row, place, value, plain)
        labels = list(VERDICTS.values())
        page.data_validation(
            1, _FIRST_TO_FILL, max(row, 1), _FIRST_TO_FILL, {"validate": "list", "source": labels}
        )
        page.freeze_panes(1, 2)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Read:
    """What came back: answers by the number of the application, and the sentences of rows that cannot be read."""

    given: tuple[tuple[str, Given], ...]
    problems: tuple[str, ...]


def sheet_in(name: str, pieces: Iterable[bytes], on: date) -> Read:
    """Read a filled workbook; rows without a verdict are not answered yet. Raises RecruitmentRefused."""
    try:
        kept = uploads.keep(name, pieces)
        try:
            with uploads.opened(kept.token, kept.name) as path:
                parsed = parse_sheet(SHEET, read_tables(path), on, file=kept.name)
        finally:
            uploads.remove(kept.token)
    except UnusableInput as error:
        raise RecruitmentRefused({"sheet": str(error)}) from error
    given = [(row.values["number"], _given(row.values)) for row in parsed.rows if row.values["verdict"]]
    problems = [problem.message for problem in (*parsed.rejected, *_unread(parsed.warnings))]
    return Read(tuple(given), tuple(problems))


def _unread(warnings: Sequence[Any]) -> list[Any]:
    """Verdicts that are no verdict: their row would else look as if nobody had answered."""
    return [one for one in warnings if one.reason == "unknown_code"]


def _given(values: dict[str, Any]) -> Given:
    return Given(
        values["verdict"], values["register_batch"] or "", values["data_as_of"], values["reason"] or ""
    )
