"""Relations in plain words: how an applicant completes "我是某某（职务）的____", with its code (clause 9.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gonggang.recruitment.rules.kinship import Relation


@dataclass(frozen=True, slots=True)
class Word:
    """A word for what the applicant is to the official, and its code of GB/T 4761."""

    label: str
    code: str


WORDS: Final[tuple[Word, ...]] = (
    Word("丈夫", "11"),
    Word("妻子", "12"),
    Word("父亲", "51"),
    Word("母亲", "52"),
    Word("继父或养父", "57"),
    Word("继母或养母", "58"),
    Word("岳父", "55"),
    Word("岳母", "56"),
    Word("公公", "53"),
    Word("婆婆", "54"),
    Word("儿子", "20"),
    Word("女儿", "30"),
    Word("继子或养子", "27"),
    Word("继女或养女", "37"),
    Word("儿媳", "28"),
    Word("女婿", "38"),
    Word("哥哥", "71"),
    Word("弟弟", "73"),
    Word("姐姐", "75"),
    Word("妹妹", "77"),
    Word("祖父", "61"),
    Word("祖母", "62"),
    Word("外祖父", "63"),
    Word("外祖母", "64"),
    Word("孙子", "41"),
    Word("孙女", "42"),
    Word("外孙", "43"),
    Word("外孙女", "44"),
    Word("其他亲属（不在备案范围）", "99"),
)
_BY_CODE: Final = {word.code: word for word in WORDS}
OFFICIAL_KINDS: Final = {
    "public_official": "公职人员",
    "village_cadre": "村（社区）干部",
    "other": "都不是",
}
# What a code comes to, in the words of the rule, for whoever reads the ledger.
GROUPS: Final[dict[Relation, str]] = {
    "SPOUSE": "配偶",
    "PARENT": "父母",
    "PARENT_IN_LAW": "岳父母、公婆",
    "CHILD": "子女",
    "CHILD_SPOUSE": "子女的配偶",
    "SIBLING": "兄弟姐妹",
    "GRANDPARENT": "祖父母",
    "MATERNAL_GRANDPARENT": "外祖父母",
    "GRANDCHILD": "孙子女",
    "MATERNAL_GRANDCHILD": "外孙子女",
}


def word_of(code: str) -> Word | None:
    """The word of a code, or None for a code that nobody may choose."""
    return _BY_CODE.get(code)


def sentence(relative: str, office: str, code: str) -> str:
    """The whole sentence of the declaration, so that nobody mistakes whose relation is meant."""
    word = _BY_CODE.get(code)
    return f"我是{relative}（{office}）的{word.label if word else '＿＿'}。"
