"""The table of a year's plan: a place, its total, urban and rural; a blank is no such item, which is not 0 (1.5)."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.parsers import text, whole_number_up_to
from gonggang.exchange.sheets import Column, Sheet

PLACES_MAX: Final = 1_000_000
_count = whole_number_up_to(PLACES_MAX)

PLAN: Final = Sheet(
    kind="plan",
    label="岗位开发计划表",
    columns=(
        Column(
            "place",
            "区县",
            ("县(市、区)", "县市区", "县区", "区县名称", "计划地方", "下达到", "乡镇街道"),
            text,
            True,
        ),
        Column("total", "总数", ("计划总数", "岗位开发计划数量总数"), _count),
        Column("urban", "城镇", ("城镇岗位", "城镇计划", "岗位开发计划数量城镇"), _count),
        Column("rural", "乡村", ("乡村岗位", "乡村计划", "岗位开发计划数量乡村"), _count),
    ),
    key=("place",),
    recognised_by=("place", "total", "urban", "rural"),
)
