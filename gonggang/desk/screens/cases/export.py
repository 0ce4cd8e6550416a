"""The ledger of cases as a workbook: as seen, numbers masked, and nothing in a cell that a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gonggang.audit import actions as audit
from gonggang.casework.queries import Case
from gonggang.core.masks import mask
from gonggang.desk.screens.cases.shown import cases_shown
from gonggang.people.queries import open_id_number

HEADINGS: Final = (
    gettext_lazy("案件号"),
    gettext_lazy("类别"),
    gettext_lazy("事项"),
    gettext_lazy("姓名"),
    gettext_lazy("身份证号"),
    gettext_lazy("村（社区）"),
    gettext_lazy("内容"),
    gettext_lazy("立案"),
    gettext_lazy("期限"),
    gettext_lazy("状态"),
    gettext_lazy("办理人"),
    gettext_lazy("结论"),
    gettext_lazy("理由"),
    gettext_lazy("了结"),
)
_WIDTHS: Final = (12, 12, 16, 10, 22, 22, 44, 12, 12, 10, 12, 12, 44, 12)
_PIECE: Final = 500


def workbook_of(rows: Iterable[Case], *, officer: Any, today: date, region: int) -> HttpResponse:
    """The answer that hands the workbook over; the export is recorded with how many rows it had."""
    content = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(content, options) as workbook:
        sheet = workbook.add_worksheet(_("案件台账"))
        bold = workbook.add_format({"bold": True, "bottom": 1})
        for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, str(heading), bold)
        count = 0
        for count, cells in enumerate(_cells(rows, today), 1):
            for column, cell in enumerate(cells):
                sheet.write_string(count, column, cell)
        sheet.freeze_panes(1, 0)
    audit.record(
        officer=officer, verb="casework.export", subject="cases", region=region, detail={"rows": count}
    )
    answer = HttpResponse(
        content.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="cases-{today:%Y%m%d}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _cells(rows: Iterable[Case], today: date) -> Iterator[tuple[str, ...]]:
    left = iter(rows)
    while piece := list(islice(left, _PIECE)):
        for case, shown in zip(piece, cases_shown(piece, today), strict=True):
            person = case.person
            yield (
                shown.number,
                shown.kind,
                shown.topic,
                person.name if person else "",
                mask("id_number", open_id_number(person.id_sealed)) if person else "",
                shown.place,
                shown.title,
                shown.opened_on.isoformat(),
                shown.due_on.isoformat() if shown.due_on else _("没有录入"),
                shown.status_word,
                shown.assignee or "",
                shown.outcome or "",
                case.reason,
                shown.concluded_on.isoformat() if shown.concluded_on else "",
            )
