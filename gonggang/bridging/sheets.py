"""The list of openings (衔接岗位清单): institution, work, what it asks for, wage, place; one row an opening."""

from __future__ import annotations

from typing import Final

from gonggang.bridging.rules.words import EMPLOYMENTS, INSTITUTION_KINDS, SCHOOLINGS, SKILLS, WORKS
from gonggang.exchange.parsers import (
    amount_fen,
    choice,
    choices,
    day,
    phone,
    text,
    uscc,
    whole_number,
    whole_number_up_to,
    yes_no,
)
from gonggang.exchange.sheets import Column, Sheet

_AGE_MAX: Final = 99
_MONTHS_MAX: Final = 720


def _labels(words: dict[str, str], **more: str) -> dict[str, str]:
    """Each word, then other ways in which it is written, to its code."""
    return {str(label): code for code, label in words.items()} | dict(more)


kind = choice(
    _labels(
        dict(INSTITUTION_KINDS), 养老院="elderly_care", 敬老院="elderly_care", 护理院="medical_care",
        微工厂="community_micro_workshop", 如康家园="rukang_home", 托养机构="disabled_care", 其他="other_employer",
    ),
    "机构类型",
)  # fmt: skip
work = choice(
    _labels(dict(WORKS), 保洁员="cleaning", 保安员="security", 绿化工="greening", 护工="attendant",
            护理="attendant", 手工="assembly", 辅助性劳动="supported_work", 其他="odd_jobs"),
    "工种",
)  # fmt: skip
employment = choice(_labels(dict(EMPLOYMENTS)), "用工形式")
schooling = choice(
    _labels(dict(SCHOOLINGS), 不限="none", 高中="senior", 中专="senior", 本科="university"), "学历"
)
skills = choices(_labels(dict(SKILLS)), "技能")

OPENINGS: Final = Sheet(
    kind="openings",
    label="衔接岗位清单",
    columns=(
        Column("institution", "机构名称", ("用人单位名称", "单位名称"), text, True, longest=100),
        Column("uscc", "统一社会信用代码", ("信用代码", "社会信用代码"), uscc, True),
        Column("kind", "机构类型", ("单位类型",), kind, True),
        Column("township", "乡镇", ("乡镇(街道)", "乡镇街道", "镇街", "街道"), text, True),
        Column("village", "村", ("村(社区)", "村社区", "所在村"), text, True),
        Column("title", "衔接岗位名称", ("岗位名称", "招聘岗位"), text, True, longest=60),
        Column("work", "工种", (), work, True),
        Column("employment", "用工形式", (), employment, True),
        Column("duties", "工作内容", ("岗位职责",), text, longest=600),
        Column("places", "招聘人数", ("名额", "人数"), whole_number, True),
        Column("age_min", "最小年龄", (), whole_number_up_to(_AGE_MAX)),
        Column("age_max", "最大年龄", (), whole_number_up_to(_AGE_MAX)),
        Column("schooling", "学历要求", ("学历",), schooling),
        Column("skills_needed", "必需技能", (), skills),
        Column("skills_liked", "优先技能", (), skills),
        Column("experience_months", "同类经验月数", (), whole_number_up_to(_MONTHS_MAX)),
        Column("for_disabled", "只招持残疾人证", (), yes_no),
        Column("wage_from_fen", "月工资下限", ("月工资", "最低月工资"), amount_fen, True),
        Column("wage_to_fen", "月工资上限", ("最高月工资",), amount_fen),
        Column("pays_insurance", "单位缴社保", ("是否缴社保",), yes_no),
        Column("board", "食宿", (), text, longest=60),
        Column("offered_from", "起招日期", ("开始日期",), day, True),
        Column("offered_until", "截止日期", ("招聘截止日期",), day, True),
        Column("address", "详细地址", (), text, longest=120),
        Column("contact", "联系人", (), text),
        Column("contact_phone", "联系电话", ("电话",), phone),
    ),
    key=("uscc", "village", "title"),
    fill_down=("institution", "uscc", "kind", "township", "village"),
    recognised_by=("uscc", "title", "work", "wage_from_fen", "offered_until"),
)
