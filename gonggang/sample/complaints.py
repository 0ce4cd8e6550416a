"""The complaints ledger of a sample county: twenty letters, calls and visits, two of them badly kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from gonggang.sample.model import County, FileCount, Refusal
from gonggang.sample.places import UNKNOWN_VILLAGES
from gonggang.sample.sheets import HEADING, TITLE, Workbook
from gonggang.sample.writings import Cell, impossible_date, sheet_date, words

_NAME: Final = "17_投诉台账.xlsx"
_HEADINGS: Final = words(
    "编号 来源渠道 收到日期 举报人 被反映对象 乡镇 村 问题类别 "
    "内容摘要 首办单位 首办人 办理期限 核查情况 结论 追回金额 答复日期 "
    "办结日期 状态"
)
_CHANNELS: Final = ("12345热线", "来信", "走访", "网络", "电话", "媒体")
_MATTERS: Final = (
    ("关系岗", "有人说{village}安排的是村干部家里人，没开会评议"),
    ("吃空饷", "有人说{village}有人不来干活，照样拿补贴"),
    ("补贴发放", "有人说{village}的补贴迟迟没到账"),
    ("未公示", "有人说{village}新上岗的名单没贴出来"),
    ("脱岗顶岗", "有人说{village}的活是别人替着干的"),
)
_RESULTS: Final = ("属实", "部分属实", "不属实", "不属实")
_BAD: Final[dict[int, Refusal]] = {11: ("收到日期", "bad_date"), 15: ("村", "unknown_region")}
_ROWS: Final = 20
_DAYS_TO_HANDLE: Final = 30


def write_complaints(folder: Path, chance: Random, county: County) -> None:
    """Write file 17 and count its rows."""
    count = FileCount(folder / _NAME, "投诉台账")
    with Workbook(count.path) as book:
        sheet = book.sheet("投诉台账", (14, 10, 14, 10, 10, 10, 14, 10, 40, *[12] * 9))
        sheet.banner(f"{county.place.name}城乡公益性岗位投诉处理台账", len(_HEADINGS), TITLE)
        sheet.banner(f"填报单位：{county.place.name}人力资源和社会保障局", len(_HEADINGS))
        sheet.row(_HEADINGS, HEADING)
        for place in range(_ROWS):
            refused = _BAD.get(place)
            count.add(sheet.row(_cells(chance, county, place, refused)), refused)
        sheet.blank()
        sheet.row(("填报人：", None, None, "审核人："))
    county.importer[_NAME] = count.as_json()


def _cells(chance: Random, county: County, place: int, refused: Refusal | None) -> list[Cell]:
    month = county.month
    placement = chance.choice(county.roster)
    village = placement.post.village
    received = month.last - timedelta(days=chance.randint(0, 150))
    kind, text = chance.choice(_MATTERS)
    handled = chance.random() < 0.6 and received + timedelta(days=8) < month.last
    answered = received + timedelta(days=chance.randint(3, 8)) if handled else None
    result = chance.choice(_RESULTS) if handled else ""
    recovered = f"{chance.choice((720, 1440, 2160)):,}元" if result == "属实" else None
    where, written, village_name = village.township, sheet_date(chance, received), village.name
    if refused is not None and refused[0] == "收到日期":
        written = impossible_date(chance, received.year)
    if refused is not None and refused[0] == "村":
        village_name = chance.choice(UNKNOWN_VILLAGES)
    return [
        f"TS{month.year}{place + 1:04d}",
        chance.choice(_CHANNELS),
        written,
        chance.choice(("匿名", "群众来访")),
        placement.person.name,
        where,
        village_name,
        kind,
        text.format(village=village.name),
        where,
        "李经办",
        sheet_date(chance, received + timedelta(days=_DAYS_TO_HANDLE)),
        "已入户核实" if handled else "正在核查",
        result,
        recovered,
        sheet_date(chance, answered),
        sheet_date(chance, answered),
        "已办结" if handled else "办理中",
    ]
