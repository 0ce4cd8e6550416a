"""The CSV exports of a county's folder, each in the encoding of the system that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from gonggang.sample.model import BankReturn, Business, County, FileCount, Insurance, Kin, Pension, Refusal
from gonggang.sample.tables import written_id
from gonggang.sample.welfare import Row
from gonggang.sample.writings import csv_date, id_writing, name_writing

_ID_SHARE = 0.004
_PENSIONS = {True: "职工养老待遇", False: "城乡居民养老待遇"}


class CountyExports:
    """Writes the CSV files of one county into a folder; lines end in CR LF as spreadsheets leave them."""

    def __init__(self, folder: Path, chance: Random, county: County) -> None:
        self._folder = folder
        self._chance = chance
        self._county = county

    def _write(
        self,
        name: str,
        encoding: str,
        headings: str,
        rows: Iterable[tuple[Sequence[str], Refusal | None]],
    ) -> None:
        count = FileCount(self._folder / name, None)
        lines = [headings]
        for number, (cells, refused) in enumerate(rows, 2):
            count.add(number, refused)
            lines.append(",".join(cells))
        lines.append("")
        count.path.write_bytes("\r\n".join(lines).encode(encoding))
        self._county.importer[name] = count.as_json()

    def regions(self) -> None:
        """01, in UTF-8."""
        rows = ((line, None) for line in self._county.place.region_lines())
        self._write("01_区划.csv", "utf-8", "code,name,level,parent_code,城乡", rows)

    def insurance(self, rows: Sequence[Insurance]) -> None:
        """06, in GB 18030."""
        chance = self._chance
        month = self._county.month.number
        self._write(
            f"06_社保参保缴费_{month}.csv",
            "gb18030",
            "身份证号,姓名,单位名称,统一社会信用代码,险种,费款所属期,缴费状态",
            (
                (
                    (
                        written_id(chance, one.id_number, one.refused, _ID_SHARE),
                        name_writing(chance, one.name, 0.004),
                        one.employer,
                        one.uscc,
                        one.kind,
                        str(one.period),
                        "实缴" if one.paid else "欠缴",
                    ),
                    one.refused,
                )
                for one in rows
            ),
        )

    def business(self, rows: Sequence[Business]) -> None:
        """07, in UTF-8 behind a byte order mark."""
        chance = self._chance
        self._write(
            "07_市场主体登记.csv",
            "utf-8-sig",
            "姓名,身份证号,主体名称,统一社会信用代码,角色,状态,成立日期,注销日期",
            (
                (
                    (
                        name_writing(chance, one.name, 0.01),
                        written_id(chance, one.id_number, one.refused, 0.02),
                        one.business,
                        one.uscc,
                        one.role,
                        "注销" if one.closed_on else "存续",
                        csv_date(chance, one.founded_on),
                        csv_date(chance, one.closed_on),
                    ),
                    one.refused,
                )
                for one in rows
            ),
        )

    def pension(self, rows: Sequence[Pension]) -> None:
        """08, in GB 18030."""
        chance = self._chance
        self._write(
            "08_退休待遇享受.csv",
            "gb18030",
            "姓名,身份证号,待遇类型,待遇起始月",
            (
                (
                    (
                        name_writing(chance, one.name, 0.01),
                        written_id(chance, one.id_number, one.refused, 0.025),
                        _PENSIONS[one.employee],
                        str(one.begins),
                    ),
                    one.refused,
                )
                for one in rows
            ),
        )

    def welfare(self, allowance: list[Row], alleviated: list[Row], disabled: list[Row]) -> None:
        """12, 13 and 14, each in another encoding."""
        self._write(
            "12_低保.csv",
            "gb18030",
            "户主姓名,户主身份证号,姓名,身份证号,低保证号,保障起始年月,状态",
            allowance,
        )
        self._write(
            "13_脱贫享受政策人口.csv",
            "utf-8",
            "户编号,人口编号,姓名,身份证号,户类型,识别年度,享受政策",
            alleviated,
        )
        self._write(
            "14_残疾人证.csv",
            "utf-8-sig",
            "姓名,身份证号,残疾人证号,残疾类别,残疾等级,发证日期",
            disabled,
        )

    def kinship(self, rows: Sequence[Kin]) -> None:
        """15, in GB 18030."""
        chance = self._chance
        self._write(
            "15_户籍亲属关系.csv",
            "gb18030",
            "身份证号,姓名,亲属身份证号,亲属姓名,关系代码",
            (
                (
                    (
                        id_writing(chance, one.id_number, 0.015),
                        one.name,
                        id_writing(chance, one.relative_id, 0.015),
                        one.relative_name,
                        one.code,
                    ),
                    None,
                )
                for one in rows
            ),
        )

    def bank(self, rows: Sequence[BankReturn]) -> None:
        """16, in GB 18030."""
        chance, county = self._chance, self._county
        paid_on = county.next_first.replace(day=10).isoformat()
        batch = f"YKT{county.month.number}01"
        self._write(
            f"16_一卡通回盘_{county.month}.csv",
            "gb18030",
            "批次,姓名,身份证号,账号,金额,状态,失败原因,入账日期,流水号",
            (
                (
                    (
                        batch,
                        name_writing(chance, one.placement.person.name, 0.005),
                        id_writing(chance, one.placement.person.id_number, 0.02),
                        one.placement.person.account,
                        f"{one.amount_fen // 100}.{one.amount_fen % 100:02d}",
                        "失败" if one.failure else "成功",
                        one.failure,
                        "" if one.failure else paid_on,
                        one.serial,
                    ),
                    one.refused,
                )
                for one in rows
            ),
        )
