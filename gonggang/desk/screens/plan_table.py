"""The plan of a year as the table in which it is handed in: a title, two rows of headings, a blank for no item."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

import xlsxwriter
from django.utils import timezone

from gonggang.accounts.viewer import viewer_of
from gonggang.audit import actions as audit
from gonggang.campaign.queries import QuotaRow
from gonggang.desk.scope import Scope

# The form is that of the office, whatever language the screen speaks.
_HEADINGS: Final = ("区县", "岗位开发计划数量（单位：个）", "总数", "城镇", "乡村", "合计")
_SHEET: Final = "岗位开发计划表"
_TITLE: Final = "{place}{year}年岗位开发计划表"


def plan_workbook(scope: Scope, year: int, rows: Sequence[tuple[str, QuotaRow]]) -> bytes:
    """The workbook; how many rows it has is on record."""
    place, counts, total, urban, rural, together = _HEADINGS
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime.combine(timezone.localdate(), time())})
        sheet = book.add_worksheet(_SHEET)
        title = book.add_format({"bold": True, "align": "center", "font_size": 14})
        head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter"})
        cell = book.add_format({"border": 1})
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 3, 14)
        sheet.set_paper(9)
        sheet.merge_range(0, 0, 0, 3, _TITLE.format(place=scope.place_name, year=year), title)
        sheet.merge_range(1, 0, 2, 0, place, head)
        sheet.merge_range(1, 1, 1, 3, counts, head)
        for column, words in enumerate((total, urban, rural), start=1):
            sheet.write_string(2, column, words, head)
        line = 3
        for name, quota in rows:
            sheet.write_string(line, 0, name, cell)
            for column, value in enumerate((quota.total, quota.urban, quota.rural), start=1):
                if value is None:
                    sheet.write_blank(line, column, None, cell)
                else:
                    sheet.write_number(line, column, value, cell)
            line += 1
        sheet.write_string(line, 0, together, head)
        sums = (
            sum(quota.total for _name, quota in rows),
            sum(quota.urban or 0 for _name, quota in rows),
            sum(quota.rural or 0 for _name, quota in rows),
        )
        for column, value in enumerate(sums, start=1):
            sheet.write_number(line, column, value, head)
    audit.record(
        officer=viewer_of(scope.request).officer, verb="desk.export", subject="list:quotas", region=scope.place,
        detail={"list": "quotas", "rows": len(rows), "format": "xlsx", "month": str(year), "cut": False},
    )  # fmt: skip
    return out.getvalue()
