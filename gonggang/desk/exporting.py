"""A list as a file, as seen or of it what is ticked: same columns and order, masked the same, and on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gonggang.accounts.viewer import viewer_of
from gonggang.audit import actions as audit
from gonggang.desk.lists import Asked, filtered, ordered, ticked
from gonggang.policy.parameters import OutsideForce, parameters

_PIECE: Final = 500
_RUNS_AS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_of(asked: Asked, rows: Any) -> HttpResponse:
    """The answer that hands the file over: `format=csv`, else a workbook. How many rows it has is on record."""
    scope = asked.scope
    kind = scope.one_of("format", ("xlsx", "csv")) or "xlsx"
    limit = rows_max(scope.region)
    if scope.request.method == "POST":  # what was ticked, of what the officer may see
        rows = rows.filter(pk__in=ticked(scope))
    found = ordered(filtered(rows, asked), asked.sort, descending=asked.descending)
    lines = _lines(asked, found if limit is None else found[:limit])
    headings = [str(column.label) for column in asked.columns]
    content, count = written(kind, headings, lines)
    cut = limit is not None and count == limit
    audit.record(
        officer=viewer_of(scope.request).officer,
        verb="desk.export",
        subject=f"list:{asked.page.screen}",
        region=scope.place,
        detail={
            "list": asked.page.screen,
            "rows": count,
            "format": kind,
            "month": str(scope.month),
            "cut": cut,
        },
    )
    return handed_over(content, kind, f"{asked.page.screen}-{scope.month}-{timezone.localdate():%Y%m%d}")


def written(kind: str, headings: list[str], lines: Iterator[list[Any]]) -> tuple[bytes, int]:
    """The file, `csv` or `xlsx`, and how many lines it has; cells are dates, numbers and texts."""
    plain = ([plain_cell(value) for value in line] for line in lines)
    return (_csv if kind == "csv" else _workbook)(headings, plain)


def handed_over(content: bytes, kind: str, name: str) -> HttpResponse:
    """The answer that is kept as a file of that name by whoever asked, and by nobody on the way."""
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8" if kind == "csv" else _XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def rows_max(region: int) -> int | None:
    """How many lines an export in a region may have; None is no limit."""
    try:
        limit: int = parameters().get("export_rows_max", region=region, on=timezone.localdate())
    except OutsideForce:  # nobody has set a limit here
        return None
    return limit


def _lines(asked: Asked, rows: Any) -> Iterator[list[Any]]:
    left = iter(rows.iterator(chunk_size=_PIECE))
    while piece := list(islice(left, _PIECE)):
        for row in asked.page.shown(asked.scope, piece):
            yield [column.plain(row.get(column.key)) for column in asked.columns]


def plain_cell(value: Any) -> Any:
    """A value as a file has it; a text that a spreadsheet would run is made a text."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text


def _csv(headings: list[str], lines: Iterator[list[Any]]) -> tuple[bytes, int]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    count = 0
    for line in lines:
        writer.writerow(line)
        count += 1
    return "\ufeff".encode() + out.getvalue().encode(), count


def _workbook(headings: list[str], lines: Iterator[list[Any]]) -> tuple[bytes, int]:
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # By the day alone, so that the same list is the same file.
        book.set_properties({"created": datetime.combine(timezone.localdate(), time())})
        sheet = book.add_worksheet(_("名单"))
        sheet.set_column(0, len(headings) - 1, 18)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        count = 0
        for line in lines:
            count += 1  # below the headings
            for place, value in enumerate(line):
                if isinstance(value, int | Decimal):
                    sheet.write_number(count, place, value)
                else:
                    sheet.write_string(count, place, value)
    return out.getvalue(), count
