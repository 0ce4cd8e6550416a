"""How names sound: pinyin without tones, and the initials; a person's with the surname read as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Surnames that sound otherwise than the same characters do in running text.
_SURNAMES: Final = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai",
    "令狐": "ling hu", "夏侯": "xia hou", "皇甫": "huang fu", "宰父": "zai fu", "乐正": "yue zheng",
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "朴": "piao", "查": "zha", "盖": "ge",
    "任": "ren", "华": "hua", "洗": "xian", "冼": "xian", "缪": "miao", "繁": "po", "翟": "zhai", "召": "shao",
    "乐": "yue", "员": "yun", "祭": "zhai", "种": "chong", "秘": "bi", "黑": "he", "折": "she", "燕": "yan",
    "覃": "qin", "牟": "mu", "逄": "pang", "谌": "chen", "葛": "ge", "隗": "wei", "郇": "xun", "柏": "bai",
    "能": "nai", "尉": "wei", "卜": "bu", "句": "gou", "那": "na", "都": "du", "过": "guo", "要": "yao",
    "行": "xing", "重": "chong", "长": "chang", "宁": "ning", "臧": "zang", "晁": "chao", "乜": "nie",
}  # fmt: skip
_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_SPACES: Final = re.compile(r"[\s·•.]+")
PINYIN_CHARACTERS_MAX: Final = 200
INITIALS_CHARACTERS_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Sounds:
    """`pinyin` is one word (`zengxiaoming`), `initials` its first letters (`zxm`); ü is written v."""

    pinyin: str
    initials: str


@lru_cache(maxsize=20_000)
def sounds_of(name: str) -> Sounds:
    """The sounds of a person's name; characters that nobody can read are left out."""
    name = _SPACES.sub("", name)
    surname = next((each for each in (name[:2], name[:1]) if each in _SURNAMES), "")
    return _sounds([*_SURNAMES.get(surname, "").split(), *_read(name[len(surname) :])])


def sounds_of_place(name: str) -> Sounds:
    """The sounds of a place's name, read as running text: what begins like a surname is none here."""
    return _sounds(_read(_SPACES.sub("", name)))


def _read(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # its dictionaries take a while to load

    return list(lazy_pinyin(text, style=Style.NORMAL, errors=str))


def _sounds(read: list[str]) -> Sounds:
    syllables = [letters for each in read if (letters := _LETTERS.sub("", each.lower().replace("ü", "v")))]
    return Sounds(
        "".join(syllables)[:PINYIN_CHARACTERS_MAX],
        "".join(each[0] for each in syllables)[:INITIALS_CHARACTERS_MAX],
    )
