"""The post ledger in the form in which counties hand it in, so that it can be taken in again (clauses 1.1, 2.2)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice
from typing import Any, Final

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gonggang.accounts.door import action
from gonggang.accounts.viewer import viewer_of
from gonggang.audit import actions as audit
from gonggang.core.money import yuan
from gonggang.desk.exporting import plain_cell, rows_max
from gonggang.desk.lists import asked, filtered
from gonggang.desk.scope import scope_of
from gonggang.desk.screens.posts.posts_list import POSTS
from gonggang.policy.post_classes import POST_CATEGORIES
from gonggang.posts import queries as posts
from gonggang.regions import queries as regions

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE: Final = 500
# The words of the form are the office's, whatever language the screen speaks.
_HEADINGS: Final = (
    "序号", "县", "乡镇", "村/单位", "岗位编号", "岗位大类", "岗位名称", "城乡", "岗位职责", "工作要求", "工时制",
    "月规定出勤天数", "补贴标准", "计量", "名额", "开发部门", "用岗单位", "统一社会信用代码",
)  # fmt: skip
_HOURS: Final = {"full_time": "全日制", "part_time": "非全日制", "hourly": "小时制"}
_KINDS: Final = {"RURAL": "乡村", "URBAN": "城镇"}
_UNIT: Final = "元/月"
_TITLE: Final = "公益性岗位台账"


@action("posts.export")
def posts_ledger(request: HttpRequest) -> HttpResponse:
    """The posts of the list as a ledger; how many rows it has is on record."""
    scope = scope_of(request)
    wanted = asked(POSTS, scope)
    rows = filtered(posts.post_rows(scope.region, scope.unit), wanted).order_by("village_code", "number")
    limit = rows_max(scope.region)
    content, count = _workbook(_lines(rows if limit is None else rows[:limit]))
    audit.record(
        officer=viewer_of(request).officer, verb="desk.export", subject="list:posts", region=scope.place,
        detail={"list": "posts", "rows": count, "format": "xlsx", "month": str(scope.month), "cut": count == limit},
    )  # fmt: skip
    answer = HttpResponse(content, content_type=_XLSX)
    name = f"post-ledger-{scope.place_value or 'all'}-{timezone.localdate():%Y%m%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(rows: Any) -> Iterator[list[Any]]:
    left = iter(rows.iterator(chunk_size=_PIECE))
    count = 0
    while piece := list(islice(left, _PIECE)):
        codes = {code for post in piece for code in _holders(post.village_code)}
        names = regions.names(codes)
        for post in piece:
            count += 1
            village, township, county = (names.get(code, "") for code in _holders(post.village_code))
            yield [
                count, county, township, village, post.number, POST_CATEGORIES.get(post.category, post.category),
                post.name, _KINDS.get(post.urban_rural or "", ""), "；".join([post.duties, *post.tasks]).strip("；"),
                post.work_requirements, _HOURS.get(post.hours_system, post.hours_system), post.required_days,
                None if post.standard_fen is None else yuan(post.standard_fen),
                "" if post.standard_fen is None else _UNIT, post.places, post.sponsoring_department, post.host_unit,
                post.host_uscc,
            ]  # fmt: skip


def _holders(village: int) -> tuple[int, int, int]:
    return village, village // 10**3 * 10**3, village // 10**6 * 10**6


def _workbook(lines: Iterator[list[Any]]) -> tuple[bytes, int]:
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime.combine(timezone.localdate(), time())})
        sheet = book.add_worksheet(_TITLE)
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, len(_HEADINGS) - 1, 16)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.freeze_panes(2, 0)
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_string(0, 0, _TITLE, bold)
        for place, heading in enumerate(_HEADINGS):
            sheet.write_string(1, place, heading, bold)
        for line in lines:
            count += 1
            for place, value in enumerate(line):
                shown = plain_cell(value)
                if isinstance(shown, str):
                    sheet.write_string(count + 1, place, shown)
                else:
                    sheet.write_number(count + 1, place, shown)
    return out.getvalue(), count
