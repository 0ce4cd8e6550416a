"""Invented names of people and businesses: common surnames and given characters put together by chance."""

from __future__ import annotations

from random import Random
from typing import Final

SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
MALE_CHARACTERS: Final = (
    "伟强军勇杰涛明超刚平辉鹏华飞波斌宇浩凯健俊帆建林峰磊民国志文德才福贵海山生春庆光永安东成"
)
FEMALE_CHARACTERS: Final = (
    "芳娜敏静丽艳娟霞秀兰英玲桂香月莹雪琳萍红玉梅莲翠凤洁素云雅环珍贞妹爱荣菊巧燕琴慧婷"
)
# Characters of extension A: four bytes in GB 18030, and absent from GBK.
RARE_CHARACTERS: Final = "䶮㛃㻊䲹㼆"
DOTTED_NAMES: Final = (
    "古丽·阿娜",
    "帕丽·努尔",
    "阿依·吐尔",
    "艾山·江热",
    "库尔·木拉",
    "巴哈·古丽",
    "卓玛·央金",
    "扎西·尼玛",
)
COMPANY_WORDS: Final = (
    "宏远",
    "金麦",
    "瑞和",
    "顺达",
    "恒信",
    "永昌",
    "华泰",
    "康健",
    "聚源",
    "鑫盛",
    "福来",
    "广发",
)
COMPANY_TRADES: Final = ("纺织", "食品", "建材", "物流", "木业", "服装", "汽修", "农业", "医药", "人力资源")
SHOP_KINDS: Final = ("小卖部", "农资店", "面馆", "理发店", "五金店", "种植合作社", "养殖场", "农家乐")
FISCAL_EMPLOYERS: Final = (
    "农业农村局",
    "水利局",
    "第三小学",
    "第二中学",
    "疾病预防控制中心",
    "自然资源局",
    "林业站",
)

_USCC_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES: Final = {character: value for value, character in enumerate(_USCC_CHARACTERS)}


def new_name(chance: Random, male: bool) -> str:
    """A name of two or three characters."""
    characters = MALE_CHARACTERS if male else FEMALE_CHARACTERS
    draw = chance.random()
    surname = SURNAMES[int(chance.random() * len(SURNAMES))]
    first = characters[int(chance.random() * len(characters))]
    if draw < 0.22:
        return surname + first
    return surname + first + characters[int(chance.random() * len(characters))]


def rare_name(chance: Random) -> str:
    """A name whose given character needs four bytes in GB 18030."""
    return chance.choice(SURNAMES) + chance.choice(RARE_CHARACTERS)


def other_name(chance: Random, name: str, male: bool) -> str:
    """A name that is certainly not this one, whatever the spelling."""
    while True:
        found = new_name(chance, male)
        if found[0] != name[0]:
            return found


def new_uscc(chance: Random, prefix: str) -> str:
    """A unified social credit code with a right check character (GB 32100) behind a prefix, say 91379901."""
    return with_check_character(
        prefix + "MA" + "".join(chance.choices(_USCC_CHARACTERS, k=17 - len(prefix) - 2))
    )


def with_check_character(body: str) -> str:
    """A unified social credit code from its first 17 characters."""
    total = sum(_USCC_VALUES[character] * pow(3, place, 31) for place, character in enumerate(body))
    return body + _USCC_CHARACTERS[(31 - total % 31) % 31]


def companies(chance: Random, county_name: str, number: int, area: int) -> list[tuple[str, str]]:
    """Employers of a county, each with its code."""
    pairs = [(word, trade) for word in COMPANY_WORDS for trade in COMPANY_TRADES]
    return [
        (f"{county_name}{word}{trade}有限公司", new_uscc(chance, f"91{area}"))
        for word, trade in chance.sample(pairs, number)
    ]
