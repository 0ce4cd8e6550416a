"""The sheet of regions: province, cities, counties, townships and villages with their codes."""

from __future__ import annotations

import re
from typing import Final

from gonggang.exchange.cells import CellContext, CellProblem
from gonggang.exchange.codes import region_level, urban_rural
from gonggang.exchange.parsers import kept_number, text
from gonggang.exchange.sheets import Column, Sheet
from gonggang.exchange.tables import Cell

CODE_DIGITS: Final = 12
_SHORTER: Final = (2, 4, 6, 9)  # province, city, county, township without the zeros that follow


def region_code(cell: Cell, context: CellContext) -> int | None:
    """A statistical code as a number of 12 digits; one of 2, 4, 6 or 9 digits is filled up with zeros."""
    number = kept_number(cell, context)
    if number is None:
        return None
    if re.fullmatch(r"\d+", number) and len(number) in (*_SHORTER, CODE_DIGITS):
        return int(number.ljust(CODE_DIGITS, "0"))
    raise CellProblem("bad_code", "区划代码应为 12 位数字。请按统计用区划代码填写。")


REGIONS: Final = Sheet(
    kind="regions",
    label="区划",
    columns=(
        Column(
            "code",
            "code",
            ("区划代码", "行政区划代码", "统计用区划代码", "代码", "区划编码"),
            region_code,
            True,
        ),
        Column("name", "name", ("区划名称", "名称", "行政区划名称"), text, True),
        Column("level", "level", ("级别", "区划级别", "层级"), region_level, True),
        Column("parent_code", "parent_code", ("上级代码", "上级区划代码", "父级代码"), region_code),
        Column("urban_rural", "城乡", ("城乡归属", "城乡类别", "urban_rural"), urban_rural),
    ),
    key=("code",),
    recognised_by=("code", "name", "level", "parent_code"),
)
