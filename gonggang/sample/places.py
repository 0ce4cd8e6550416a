"""Invented provinces, cities, counties, townships and villages, with their 12-digit codes.

The county of the demo is 379901, of the unassigned city 3799. A province sample has cities 3780-3795: no code
from 3718 to 3798 was ever assigned, so that no real place is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from gonggang.sample.writings import words

PROVINCE_CODE: Final = 370000000000
PROVINCE_NAME: Final = "山东省"
DEMO_COUNTY_AREA: Final = 379901
CITY_AREA_FIRST: Final = 3780
CITIES_MAX: Final = 16
PEOPLE_PER_VILLAGE: Final = 17
UNKNOWN_VILLAGES: Final = ("云梦台村", "东仓屯村", "望星坡村", "新月湾村")

_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_DIGITS: Final = "一二三四五六七八九十"
_SEATS: Final = ("城关", "东城", "西城", "新城", "北关", "南关")
_TOWNS: Final = words(
    "柏庄 清河口 石门桥 马庄 杨家集 白塔 沙岭 古槐 长堤 大泉 "
    "柳林 黄石 青峪 北湖 南坪 东岗 西塘 红旗 周店 栗园 滩头 "
    "双塔 曲水 高埠 牛头 枣林 芦湾 花园 龙王 永宁"
)
_COMMUNITIES: Final = words(
    "文昌 和顺 建新 朝晖 金桂 滨湖 东门 安居里 兴业 锦秀 书院 "
    "康乐 光明 胜利 育才 人民 西苑 北苑 南苑 翠竹 玉兰 银杏 "
    "丰泽 广场 车站 体育场 电厂 纺织 花园 明德"
)
_FAMILIES: Final = "张王李赵刘陈杨孙周吴郑冯宋梁卢胡马岳田杜崔董袁潘于蒋蔡魏吕丁任姚姜谭陆范石廖贾夏"
_SETTLEMENTS: Final = words("家庄 家洼 家楼 家集 家寨 家铺 家庙 家滩 家岭 家沟 家堂 家桥 家营 家窑 家坊 家店")
_LANDMARKS: Final = words(
    "双槐 三眼井 五里桥 八里堡 石佛 沙河 高坡 下湾 桃林 杏园 梨沟 芦塘 白鹤 大榆树 官道 凤山"
)
_SIDES: Final = ("", "东", "西", "南", "北", "前", "后", "大", "小", "上")
_STREETS_PER_TOWNSHIPS: Final = 4  # one township in four is a street of the county town


@dataclass(frozen=True, slots=True)
class Village:
    """A village or, in the county town, a community: 12-digit code, name, and whether it is a community."""

    code: int
    name: str
    township: str
    urban: bool

    def spelling(self, chance: Random) -> str:
        """Its name in one of the ways in which bureaus write it."""
        draw = chance.random()
        if self.urban:
            return self.name + "居委会" if draw < 0.24 else self.name
        if draw < 0.16:
            return self.name + "民委员会"
        return self.name + "委会" if draw < 0.28 else self.name

    @property
    def host(self) -> str:
        """The employer of its posts, as written in the post list."""
        return f"{self.township}{self.name}{'居委会' if self.urban else '委会'}"


@dataclass(frozen=True, slots=True)
class Township:
    """A street, town or rural township and its villages."""

    code: int
    name: str
    urban: bool
    villages: tuple[Village, ...]


@dataclass(frozen=True, slots=True)
class CountyPlace:
    """A county: 6-digit area, names of county and city, townships."""

    area: int
    name: str
    city_name: str
    townships: tuple[Township, ...]
    village_of: dict[int, Village] = field(repr=False, hash=False, compare=False)

    @property
    def city_area(self) -> int:
        """The four digits of its city."""
        return self.area // 100

    @property
    def villages(self) -> list[Village]:
        """All villages in the order of their codes."""
        return list(self.village_of.values())

    def region_lines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Code, name, level, parent and 城乡 of every region from the province down."""
        city_code, county_code = self.city_area * 10**8, self.area * 10**6
        yield str(PROVINCE_CODE), PROVINCE_NAME, "省", "", ""
        yield str(city_code), self.city_name, "市", str(PROVINCE_CODE), ""
        yield str(county_code), self.name, "县", str(city_code), ""
        for township in self.townships:
            kind = "城镇" if township.urban else "乡村"
            yield str(township.code), township.name, "乡", str(county_code), kind
            for village in township.villages:
                yield str(village.code), village.name, "村", str(township.code), kind


def county_place(chance: Random, area: int, name: str, city_name: str, people: int) -> CountyPlace:
    """A county with room for that many people, about 17 to a village."""
    villages_number = max(4, round(people / PEOPLE_PER_VILLAGE))
    townships_number = min(30, max(3, round(villages_number**0.5)))
    streets_number = max(1, townships_number // _STREETS_PER_TOWNSHIPS)
    sizes = [villages_number // townships_number] * townships_number
    for place in range(villages_number % townships_number):
        sizes[place] += 1
    names = _village_names(chance)
    communities = _community_names(chance)
    towns = chance.sample(_TOWNS, len(_TOWNS))
    townships = []
    for place, size in enumerate(sizes):
        if place < streets_number:
            code, label, urban = place + 1, f"{_SEATS[place % len(_SEATS)]}街道", True
            label = label if place < len(_SEATS) else f"{towns[-place]}街道"
        elif place < townships_number - 1:
            code, label, urban = 100 + place - streets_number, f"{towns[place]}镇", False
        else:
            code, label, urban = 200, f"{towns[place]}乡", False
        own = [next(communities if urban else names) for _ in range(size)]
        townships.append(_township(area * 1000 + code, label, urban, own))
    _repeat_a_name(townships)
    village_of = {village.code: village for township in townships for village in township.villages}
    return CountyPlace(area, name, city_name, tuple(townships), village_of)


def province_places(counties: int) -> list[tuple[int, str, str]]:
    """Area, name and city name of that many counties, spread over at most 16 cities in order of codes."""
    cities = min(CITIES_MAX, max(1, round(counties / 9.4)))
    found = []
    for number in range(counties):
        city = number * cities // counties
        first = -(-city * counties // cities)
        city_name = f"示例{_ordinal(city + 1)}市"
        found.append(((CITY_AREA_FIRST + city) * 100 + number - first + 1, _county_name(number), city_name))
    return found


def _ordinal(number: int) -> str:
    return _DIGITS[number - 1] if number <= 10 else "十" + _DIGITS[number - 11]


def _county_name(number: int) -> str:
    cycle, place = divmod(number, 60)
    return _STEMS[place % 10] + _BRANCHES[place % 12] + "县区市"[cycle]


def _township(code: int, name: str, urban: bool, names: list[str]) -> Township:
    first = 1 if urban else 200
    villages = tuple(
        Village(code * 1000 + first + place, one, name, urban) for place, one in enumerate(names)
    )
    return Township(code * 1000, name, urban, villages)


def _village_names(chance: Random) -> Iterator[str]:
    for side in _SIDES:
        stems = [family + settlement for family in _FAMILIES for settlement in _SETTLEMENTS]
        stems += list(_LANDMARKS) * (side == "")
        chance.shuffle(stems)
        yield from (f"{side}{stem}村" for stem in stems)


def _community_names(chance: Random) -> Iterator[str]:
    for side in ("", *_SIDES[1:], *(f"第{digit}" for digit in _DIGITS)):
        stems = list(_COMMUNITIES)
        chance.shuffle(stems)
        yield from (f"{side}{stem}社区" for stem in stems)


def _repeat_a_name(townships: list[Township]) -> None:
    """Give the last rural township a village of the same name as one of the first, as happens."""
    rural = [place for place, township in enumerate(townships) if not township.urban]
    if len(rural) < 2:
        return
    first, last = townships[rural[0]], townships[rural[-1]]
    twin = last.villages[-1]
    villages = (
        *last.villages[:-1],
        Village(twin.code, first.villages[0].name, twin.township, twin.urban),
    )
    townships[rural[-1]] = Township(last.code, last.name, last.urban, villages)
