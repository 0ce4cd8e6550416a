"""The registers by which people belong to a category: subsistence allowance, poverty alleviation, disability.

Nothing is planted in them but a row that cannot be read; they say of most people in post and of most
applicants what their category says of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Final

from gonggang.sample.ages import years_before
from gonggang.sample.identities import IdentityMint, any_birth
from gonggang.sample.model import County, Refusal
from gonggang.sample.names import new_name
from gonggang.sample.writings import csv_date, id_writing, masked_id, name_writing, scientific_id

DISABILITIES: Final = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
GRADES: Final = ("一级", "二级", "三级", "四级")

Row = tuple[list[str], Refusal | None]
Member = tuple[str, str, date]  # ID number, name, day of recognition


class Welfare:
    """Makes the rows of files 12 to 14 of one county."""

    def __init__(self, chance: Random, mint: IdentityMint, county: County) -> None:
        self._chance = chance
        self._mint = mint
        self._county = county

    def allowance(self) -> list[Row]:
        """12: 户主姓名, 户主身份证号, 姓名, 身份证号, 低保证号, 保障起始年月, 状态."""
        chance = self._chance
        rows: list[Row] = []
        for serial, (number, name, on) in enumerate(self._members("低收入", "低保", share=0.9), 1):
            head_number, head_name = number, name
            if chance.random() < 0.04:
                head_number, head_name, _ = self._outsider(70)
            cells = [
                head_name,
                "" if serial == 7 else head_number,
                name_writing(chance, name),
                id_writing(chance, number, 0.03),
                f"DB{self._county.place.area}{serial:06d}",
                f"{on:%Y%m}",
                "停保" if chance.random() < 0.03 else "在保",
            ]
            rows.append((cells, None))
        return self._shuffled(rows, 3, "masked_id")

    def alleviated(self) -> list[Row]:
        """13: 户编号, 人口编号, 姓名, 身份证号, 户类型, 识别年度, 享受政策."""
        chance, area = self._chance, self._county.place.area
        rows: list[Row] = []
        for serial, (number, name, on) in enumerate(self._members("脱贫", share=1.0), 1):
            cells = [
                f"{area}{serial // 2:08d}",
                f"{area // 100}{serial:012d}",
                name_writing(chance, name),
                id_writing(chance, number, 0.03),
                "监测户" if chance.random() < 0.09 else "脱贫户",
                str(on.year),
                "否" if chance.random() < 0.02 else "是",
            ]
            rows.append((cells, None))
        return self._shuffled(rows, 3, "scientific_notation")

    def disabled(self) -> list[Row]:
        """14: 姓名, 身份证号, 残疾人证号, 残疾类别, 残疾等级, 发证日期."""
        chance = self._chance
        rows: list[Row] = []
        for number, name, on in self._members("残疾", share=1.0):
            kind, grade = chance.randrange(len(DISABILITIES)), chance.randrange(len(GRADES))
            cells = [
                name_writing(chance, name),
                id_writing(chance, number, 0.02),
                f"{number}{kind + 1}{grade + 1}",
                DISABILITIES[kind],
                GRADES[grade],
                csv_date(chance, on),
            ]
            rows.append((cells, None))
        return self._shuffled(rows, 1, "masked_id")

    def _members(self, *words: str, share: float) -> Iterator[Member]:
        """People of the county whose category has one of the words, and half as many from outside."""
        chance = self._chance
        given: set[str] = set()
        for placement in self._county.roster:
            person = placement.person
            known = placement.refused is None and person.id_number not in given
            if known and any(word in placement.category for word in words) and chance.random() < share:
                given.add(person.id_number)
                yield person.id_number, person.name, placement.recognised_on
        for applicant in self._county.applicants:
            person = applicant.person
            if applicant.refused is None and any(w in c for w in words for c in applicant.categories):
                given.add(person.id_number)
                yield person.id_number, person.name, applicant.recognised_on
        for _ in range(3 + len(given) // 2):
            number, name, birth = self._outsider(75)
            yield number, name, birth.replace(year=2015 + birth.year % 8, day=1)

    def _outsider(self, oldest: int) -> tuple[str, str, date]:
        last = self._county.month.last
        male = self._chance.random() < 0.5
        birth = any_birth(self._chance, years_before(last, oldest), years_before(last, 20))
        return self._mint.outside_number(birth, male), new_name(self._chance, male), birth

    def _shuffled(self, rows: list[Row], id_place: int, reason: str) -> list[Row]:
        """The rows in an order left to chance; the ID of the one that was last is made unreadable."""
        cells, _ = rows[-1]
        number = cells[id_place]
        spoilt = scientific_id(number) if reason == "scientific_notation" else masked_id(self._chance, number)
        cells[id_place] = spoilt
        rows[-1] = (cells, ("身份证号", reason))
        self._chance.shuffle(rows)
        return rows
