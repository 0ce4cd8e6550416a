"""The applicants' list in the old binary format, as an office with an old program still saves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

import xlwt

from gonggang.sample.model import Applicant, County, FileCount
from gonggang.sample.writings import Cell, id_writing, name_writing, sheet_date, words

HEADINGS: Final = words(
    "姓名 性别 身份证号 村 人员类别 认定时间 家庭情况 是否干部亲属 "
    "关系 亲属姓名职务 意向岗位编号 承诺书日期 报名日期 联系电话"
)


def write_applicants(count: FileCount, chance: Random, county: County, rows: Sequence[Applicant]) -> None:
    """Title in row 1, headings in row 2; a village name that two townships have follows its township."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("报名人员")
    month = county.month
    title = f"{county.place.name}{month.year}年{month.month:02d}月公益性岗位报名人员汇总表"
    bold = xlwt.easyxf("font: bold on, height 320; align: horiz center")
    heading = xlwt.easyxf(
        "font: bold on; align: horiz center; borders: left thin, right thin, top thin, bottom thin"
    )
    day_style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    plain = xlwt.easyxf()
    sheet.write_merge(0, 0, 0, len(HEADINGS) - 1, title, bold)
    for column, text in enumerate(HEADINGS):
        sheet.write(1, column, text, heading)
    names = Counter(village.name for village in county.place.villages)
    for index, applicant in enumerate(rows, 2):
        for column, cell in enumerate(_cells(chance, applicant, names)):
            if cell is not None and cell != "":
                sheet.write(index, column, cell, day_style if isinstance(cell, date) else plain)
        count.add(index + 1, applicant.refused)
    book.save(str(count.path))


def _cells(chance: Random, applicant: Applicant, names: Counter[str]) -> list[Cell]:
    person, village = applicant.person, applicant.post.village
    cells: list[Cell] = [
        name_writing(chance, person.name, 0.03),
        "男" if person.male else "女",
        id_writing(chance, person.id_number),
        village.township + village.name if names[village.name] > 1 else village.name,
        "、".join(applicant.categories),
        sheet_date(chance, applicant.recognised_on),
        applicant.family,
        "是" if applicant.declared else "否",
        applicant.relation_word,
        applicant.relative_text,
        applicant.post.number,
        sheet_date(chance, applicant.pledged_on),
        sheet_date(chance, applicant.applied_on),
        person.phone,
    ]
    for heading, written in applicant.written.items():
        cells[HEADINGS.index(heading)] = written
    return cells
