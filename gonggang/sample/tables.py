"""The workbooks of a county's folder: titles, headings, merged cells, gaps, totals, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Final

from gonggang.sample.model import STAGES, Applicant, Cadre, County, Death, FileCount, Fiscal, Placement, Post
from gonggang.sample.places import Township, Village
from gonggang.sample.roster import contract_year
from gonggang.sample.sheets import HEADING, TITLE, Sheet, Workbook
from gonggang.sample.writings import (
    Cell,
    account_writing,
    amount_writing,
    id_writing,
    impossible_date,
    masked_id,
    name_writing,
    scientific_id,
    sheet_date,
    words,
    year_month,
)

_POST_HEADINGS: Final = words(
    "岗位编号 乡镇 村 岗位大类 岗位名称 城乡 岗位职责 工作要求 "
    "工时制 月规定出勤天数 补贴标准 名额 开发部门 用岗单位 统一社会信用代码"
)
# Text over the second heading row, first and last column of its merged cell.
_POST_GROUPS: Final = (("岗位所在地", 1, 2), ("岗位要素", 3, 8), ("岗位待遇", 9, 10))
_ROSTER_HEADINGS: Final = (
    *words("序号 乡镇 村 姓名 性别 身份证号 人员类别 认定时间 岗位编号 岗位名称 城乡 退休类别"),
    *STAGES,
    *["协议起", "协议止", "安置次序", "联系电话", "开户行", "社保卡账号", "备注"],
)
_BLANK_SIGNATURE: Final = "\u3000" * 3


def kind_of(urban: bool) -> str:
    """城镇 or 乡村."""
    return "城镇" if urban else "乡村"


def sex_of(male: bool) -> str:
    """男 or 女."""
    return "男" if male else "女"


def written_id(chance: Random, number: str, refused: tuple[str, str] | None, share: float) -> str:
    """The ID as it stands in a cell; of a refused row, unreadable in the way of its reason."""
    if refused is not None and refused[0] == "身份证号":
        if refused[1] == "scientific_notation":
            return scientific_id(number)
        if refused[1] == "masked_id":
            return masked_id(chance, number)
        if refused[1] == "bad_check_digit":
            return number
    return id_writing(chance, number, share)


class CountyTables:
    """Writes the workbooks of one county into a folder."""

    def __init__(self, folder: Path, chance: Random, county: County) -> None:
        self._folder = folder
        self._chance = chance
        self._county = county
        self._month = county.month

    def _count(self, name: str, sheet: str | None) -> FileCount:
        return FileCount(self._folder / name, sheet)

    def _done(self, count: FileCount) -> None:
        self._county.importer[count.path.name] = count.as_json()

    def posts(self, bad: Sequence[Post]) -> None:
        """02: two heading rows, the village merged down, a gap between townships, a total and signatures."""
        county = self._county
        count = self._count("02_岗位台账.xlsx", "岗位台账")
        with Workbook(count.path) as book:
            sheet = book.sheet("岗位台账", (16, 10, 14, 12, 14, 6, 50, 40, 10, 10, 10, 6, 20, 24))
            width = len(_POST_HEADINGS)
            sheet.banner(f"{county.place.name}城乡公益性岗位台账", width, TITLE)
            day = county.next_first
            sheet.banner(
                f"填报单位（盖章）：{county.place.name}人力资源和社会保障局    填报日期：{day:%Y年%m月%d日}",
                width,
            )
            self._post_heading(sheet)
            for place, township in enumerate(county.place.townships):
                if place:
                    sheet.blank()
                self._township_posts(sheet, township, bad, count)
            sheet.blank()
            rows = [*county.posts, *bad]
            sheet.row(["合计", *[None] * 10, sum(post.quota for post in rows)])
            sheet.blank()
            signature = (
                "填报人：\u3000\u3000\u3000\u3000",
                None,
                None,
                "审核人（签字）：\u3000\u3000\u3000\u3000",
            )
            sheet.row([*signature, None, None, "联系电话："])
        self._done(count)

    def _post_heading(self, sheet: Sheet) -> None:
        upper: list[Cell] = [None] * len(_POST_HEADINGS)
        lower: list[Cell] = list(_POST_HEADINGS)
        grouped = {column for _, first, last in _POST_GROUPS for column in range(first, last + 1)}
        for text, first, _ in _POST_GROUPS:
            upper[first] = text
        for column, heading in enumerate(_POST_HEADINGS):
            if column not in grouped:
                upper[column], lower[column] = heading, None
        top = sheet.row(upper, HEADING)
        sheet.row(lower, HEADING)
        for _, first, last in _POST_GROUPS:
            sheet.merge(top, first, top, last)
        for column in range(len(_POST_HEADINGS)):
            if column not in grouped:
                sheet.merge(top, column, top + 1, column)

    def _township_posts(
        self, sheet: Sheet, township: Township, bad: Sequence[Post], count: FileCount
    ) -> None:
        first, village = 0, None
        for post in self._county.posts:
            if post.village.township != township.name:
                continue
            new = post.village is not village
            if new and village is not None:
                sheet.merge(first, 2, sheet.row_number, 2)
            row = sheet.row(self._post_cells(post, post.village.name if new else None))
            count.add(row, post.refused)
            if new:
                first, village = row, post.village
        if village is not None:
            sheet.merge(first, 2, sheet.row_number, 2)
        for post in bad:
            if post.village.township == township.name:
                count.add(sheet.row(self._post_cells(post, post.village_written)), post.refused)

    def _post_cells(self, post: Post, village: str | None) -> list[Cell]:
        return [
            post.number,
            post.village.township,
            village,
            post.job.category,
            post.name,
            kind_of(post.village.urban),
            post.duty,
            post.requirement.format(days=post.days),
            "全日制" if post.full_time else "非全日制",
            post.days,
            amount_writing(self._chance, post.standard_fen),
            post.quota,
            post.department,
            post.host,
            post.host_uscc,
        ]

    def roster(self) -> None:
        """03: one heading row, a gap between townships, a total and signatures."""
        county, month = self._county, self._month
        count = self._count("03_在岗人员花名册.xlsx", "花名册")
        with Workbook(count.path) as book:
            sheet = book.sheet("花名册", (6, 10, 16, 10, 6, 22, *[14] * 22))
            width = len(_ROSTER_HEADINGS)
            title = f"{county.place.name}城乡公益性岗位在岗人员花名册（{month.year}年{month.month:02d}月）"
            sheet.banner(title, width, TITLE)
            unit = f"填报单位（盖章）：{county.place.name}公共就业服务中心"
            sheet.banner(f"{unit}    填报日期：{county.next_first:%Y.%m.%d}", width)
            sheet.row(_ROSTER_HEADINGS, HEADING)
            township = ""
            for serial, placement in enumerate(county.roster, 1):
                if township and placement.post.village.township != township:
                    sheet.blank()
                township = placement.post.village.township
                placement.row = sheet.row(self._roster_cells(serial, placement))
                count.add(placement.row, placement.refused)
            sheet.blank()
            sheet.row(["合计", None, None, f"{len(county.roster)}人"])
            sheet.row([f"填报人：{_BLANK_SIGNATURE}", None, None, None, f"审核人：{_BLANK_SIGNATURE}"])
        self._done(count)

    def _roster_cells(self, serial: int, placement: Placement) -> list[Cell]:
        chance, person, post = self._chance, placement.person, placement.post
        agreed_from, agreed_to = contract_year(placement.begins, self._month)
        cells: list[Cell] = [
            serial,
            post.village.township,
            post.village.spelling(chance),
            name_writing(chance, person.name, 0.03),
            sex_of(person.male),
            id_writing(chance, person.id_number),
            placement.category,
            sheet_date(chance, placement.recognised_on),
            post.number,
            post.name,
            kind_of(placement.urban),
            placement.retirement,
            *[sheet_date(chance, day) for day in placement.stages],
            sheet_date(chance, agreed_from),
            sheet_date(chance, agreed_to),
            placement.order,
            person.phone,
            person.bank,
            account_writing(chance, person.account),
            placement.note,
        ]
        for heading, written in placement.written.items():
            cells[_ROSTER_HEADINGS.index(heading)] = written
        return cells

    def attendance(self, township: Township, rows: dict[int, list[Placement]]) -> None:
        """05: one workbook for the township, one sheet for each of its villages that has people in post."""
        villages = [village for village in township.villages if rows.get(village.code)]
        if not villages:
            return
        count = self._count(f"05_考勤_{self._month}_{township.name}.xlsx", None)
        with Workbook(count.path) as book:
            for village in villages:
                sheet = book.sheet(village.name, (6, 10, 22, 14, *[4] * self._month.days, 6, 6, 6, 6, 10))
                count.sheet = village.name
                self._village_sheet(sheet, village, rows[village.code], count)
        self._done(count)

    def _village_sheet(
        self, sheet: Sheet, village: Village, rows: Iterable[Placement], count: FileCount
    ) -> None:
        month = self._month
        width = 9 + month.days
        sheet.banner(f"{village.name}{month.year}年{month.month}月公益性岗位人员考勤表", width, TITLE)
        sheet.banner(f"单位（盖章）：{village.township}{village.name}", width)
        tail = ("出勤", "事假", "病假", "旷工", "备注")
        top = sheet.row(
            ["序号", "姓名", "身份证号", "岗位名称", "日\u3000期", *[None] * (month.days - 1), *tail], HEADING
        )
        sheet.row([None] * 4 + list(range(1, month.days + 1)), HEADING)
        sheet.merge(top, 4, top, 3 + month.days)
        for column in (*range(4), *range(4 + month.days, width)):
            sheet.merge(top, column, top + 1, column)
        for serial, placement in enumerate(rows, 1):
            marks = placement.marks
            assert marks is not None
            name = name_writing(self._chance, placement.person.name, 0.03)
            number = placement.written.get("身份证号") or id_writing(
                self._chance, placement.person.id_number, 0.06
            )
            totals = [marks.count(mark) for mark in "√○△×"]
            row = sheet.row([serial, name, number, placement.post.name, *marks, *totals])
            count.add(row, placement.refused)
        sheet.blank()
        sheet.row(("图例：√ 出勤\u3000○ 事假\u3000△ 病假\u3000× 旷工\u3000休 休息",))
        sheet.row(
            ("考勤员（签字）：", None, None, "村（居）负责人（签字）：", None, None, None, None, "公示日期：")
        )

    def deaths(self, rows: Sequence[Death]) -> None:
        """09: one heading row behind a title and a line for the maker."""
        chance = self._chance

        def cells(death: Death) -> list[Cell]:
            died: Cell = sheet_date(chance, death.died_on)
            if death.refused is not None and death.refused[0] == "死亡日期":
                missing = death.refused[1] == "missing_required"
                died = None if missing else impossible_date(chance, death.died_on.year)
            return [death.name, written_id(chance, death.id_number, death.refused, 0.06), died]

        self._list("09_死亡登记.xlsx", "死亡登记", "死亡登记名册", "姓名 身份证号 死亡日期", rows, cells)

    def fiscal(self, rows: Sequence[Fiscal]) -> None:
        """10: months written YYYY.MM."""
        chance = self._chance

        def cells(one: Fiscal) -> list[Cell]:
            number = written_id(chance, one.id_number, one.refused, 0.04)
            return [
                name_writing(chance, one.name),
                number,
                one.employer,
                one.staff_kind,
                year_month(one.begins),
            ]

        headings = "姓名 身份证号 单位 人员性质 起始年月"
        self._list("10_财政供养.xlsx", "财政供养人员", "财政供养人员名册", headings, rows, cells)

    def cadres(self, rows: Sequence[Cadre]) -> None:
        """11: the village written with its township before it."""
        chance = self._chance

        def cells(cadre: Cadre) -> list[Cell]:
            begins: Cell = sheet_date(chance, cadre.begins)
            if cadre.refused is not None:
                begins = impossible_date(chance, cadre.begins.year)
            ends = sheet_date(chance, cadre.ends) if cadre.ends else cadre.ends_written
            place = cadre.village.township + cadre.village.name
            number = id_writing(chance, cadre.person.id_number, 0.03)
            return [cadre.person.name, number, place, cadre.office, begins, ends]

        headings = "姓名 身份证号 村 职务 任职起 任职止"
        self._list("11_村干部名册.xlsx", "村干部", "村干部名册", headings, rows, cells)

    def _list(self, name: str, sheet_name: str, title: str, headings: str, rows, cells) -> None:  # type: ignore[no-untyped-def]
        count = self._count(name, sheet_name)
        columns = ["序号", *headings.split()]
        with Workbook(count.path) as book:
            sheet = book.sheet(sheet_name, (6, 10, 22, *[20] * (len(columns) - 3)))
            sheet.banner(f"{self._county.place.name}{title}", len(columns), TITLE)
            sheet.banner("制表单位：", len(columns))
            sheet.row(columns, HEADING)
            for serial, one in enumerate(rows, 1):
                count.add(sheet.row([serial, *cells(one)]), one.refused)
            sheet.blank()
            sheet.row(["合计", f"{len(rows)}人"])
        self._done(count)

    def applicants(self, rows: Sequence[Applicant]) -> None:
        """04: an old .xls, heading in row 2."""
        from gonggang.sample.old_workbook import write_applicants

        county = self._county
        count = self._count("04_报名人员.xls", "报名人员")
        write_applicants(count, self._chance, county, rows)
        self._done(count)
