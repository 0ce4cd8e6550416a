"""File 18, the list of bridging posts: what institutions of a sample county offer; two rows cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from gonggang.sample.model import County, FileCount, Refusal
from gonggang.sample.names import new_uscc
from gonggang.sample.places import UNKNOWN_VILLAGES, Village
from gonggang.sample.sheets import HEADING, TITLE, Workbook
from gonggang.sample.writings import Cell, words

_NAME: Final = "18_衔接岗位清单.xlsx"
_HEADINGS: Final = words(
    "机构名称 统一社会信用代码 机构类型 乡镇 村 衔接岗位名称 工种 用工形式 工作内容 招聘人数 最小年龄 最大年龄 "
    "学历要求 必需技能 优先技能 同类经验月数 只招持残疾人证 月工资下限 月工资上限 单位缴社保 食宿 起招日期 截止日期 "
    "联系人 联系电话"
)


def _opening(text: str) -> tuple[str, ...]:
    """The cells of an opening; a dash is a blank one."""
    return tuple("" if cell == "-" else cell for cell in words(text))


# The columns from 衔接岗位名称 to 食宿, as one writes them; a blank stands for what is left open.
_Opening = tuple[str, ...]
_OFFERS: Final[tuple[tuple[str, str, str, tuple[_Opening, ...]], ...]] = (
    (
        "敬老院",
        "52",
        "养老服务机构",
        (
            _opening(
                "陪护员 陪护 全日制 照料老人起居 3 - 58 - - 急救、养老护理员证 - 否 2200 2600 是 管三餐，可住"
            ),
            _opening("帮厨 帮厨 全日制 洗菜、配菜、洗碗 2 - 60 - - 做饭炒菜 - 否 2000 - 是 管三餐"),
        ),
    ),
    (
        "护理院",
        "52",
        "医疗护理机构",
        (
            _opening(
                "护理员 陪护 全日制 协助护士照料病人 2 - 55 小学 养老护理员证 急救 - 否 2800 3200 是 管午饭"
            ),
            _opening("保洁员 保洁 非全日制 病区清洁，每天4小时 2 - - - - - - 否 1300 - 否 -"),
        ),
    ),
    (
        "阳光托养中心",
        "52",
        "残疾人托养机构",
        (_opening("夜间值守 保安 全日制 夜间看门、巡查 1 - 60 初中 - 保安员证 - 否 2100 - 是 可住"),),
    ),
    (
        "微工厂",
        "91",
        "社区微工厂",
        (_opening("缝纫加工 来料加工 灵活就业 计件，可在家做 8 - - - - 缝纫、手工编织 - 否 1500 2500 否 -"),),
    ),
    (
        "如康家园",
        "52",
        "社区“如康家园”",
        (_opening("手工组装 残疾人辅助性劳动 辅助性就业 拼装小件 5 - - - - 手工编织 - 是 1000 - 否 管午饭"),),
    ),
    (
        "物业服务公司",
        "91",
        "其他用人单位",
        (
            _opening("小区绿化工 绿化 全日制 修剪、浇水、清扫 2 - 62 - - 园林养护 6 否 2300 - 是 -"),
            _opening("门岗保安 保安 全日制 小区门岗，两班倒 2 - 55 初中 - - - 否 2500 2700 是 -"),
        ),
    ),
)


def write_openings(folder: Path, chance: Random, county: County) -> None:
    """Write file 18 and count its rows."""
    count = FileCount(folder / _NAME, "衔接岗位清单")
    villages = county.place.villages
    month = county.month
    days = (month.first.isoformat(), date(month.next().first.year + 1, 12, 31).isoformat())
    with Workbook(count.path) as book:
        sheet = book.sheet("衔接岗位清单", (24, 22, 16, 10, 14, 14, *[10] * 19))
        sheet.banner(f"{county.place.name}衔接岗位清单", len(_HEADINGS), TITLE)
        sheet.row(_HEADINGS, HEADING)
        for number, (name, prefix, kind, openings) in enumerate(_OFFERS):
            village = villages[number * len(villages) // len(_OFFERS)]
            code = new_uscc(chance, f"{prefix}{county.place.area}")
            who: list[Cell] = [f"{village.name}{name}", code, kind, village.township, village.name]
            contact = [f"{chance.choice('王李张刘')}主任", f"199000{chance.randint(0, 99999):05d}"]
            for opening in openings:
                count.add(sheet.row([*who, *opening, *days, *contact]), None)
        for row, refused in _bad(chance, county, villages[0]):
            count.add(sheet.row([*row, *_OFFERS[0][3][1], *days, "赵主任", "19900000000"]), refused)
        sheet.blank()
        sheet.row(("填报人：", None, None, "审核人："))
    county.importer[_NAME] = count.as_json()


def _bad(chance: Random, county: County, village: Village) -> list[tuple[list[Cell], Refusal]]:
    """A home for the aged that is a company by its code, and an institution in a village that is not there."""
    area = county.place.area
    return [
        (
            [
                "福寿养老有限公司",
                new_uscc(chance, f"91{area}"),
                "养老服务机构",
                village.township,
                village.name,
            ],
            ("机构类型", "bad_opening"),
        ),
        (
            [
                "安康敬老院",
                new_uscc(chance, f"52{area}"),
                "养老服务机构",
                village.township,
                UNKNOWN_VILLAGES[0],
            ],
            ("村", "unknown_region"),
        ),
    ]
