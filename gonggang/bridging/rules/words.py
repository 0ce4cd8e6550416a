"""The lists of bridging posts and what their entries are called: employers, work, schooling, skills, distance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from gonggang.core.said import Said

InstitutionKind = Literal[
    "elderly_care",
    "disabled_care",
    "medical_care",
    "community_micro_workshop",
    "rukang_home",
    "other_employer",
]
Work = Literal[
    "security", "cleaning", "greening", "attendant", "kitchen", "assembly", "supported_work", "odd_jobs"
]
Employment = Literal["full_time", "part_time", "flexible", "supported_employment"]
Schooling = Literal["none", "primary", "junior", "senior", "college", "university"]
Reach = Literal["village", "township", "county", "city", "anywhere"]
Skill = Literal[
    "elderly_care_certificate", "first_aid", "security_guard_certificate", "cooking", "sewing", "handicraft",
    "gardening", "electrician", "driving", "computer",
]  # fmt: skip

INSTITUTION_KINDS: Final[Mapping[str, Said]] = {
    "elderly_care": Said("养老服务机构"),
    "disabled_care": Said("残疾人托养机构"),
    "medical_care": Said("医疗护理机构"),
    "community_micro_workshop": Said("社区微工厂"),
    "rukang_home": Said("社区“如康家园”"),
    "other_employer": Said("其他用人单位"),
}
# Clause 4.2 speaks of these three as private non-profit units, whose code begins with 52 (GB 32100).
PRIVATE_NON_PROFIT_KINDS: Final = frozenset({"elderly_care", "disabled_care", "medical_care"})
WORKS: Final[Mapping[str, Said]] = {
    "security": Said("保安"),
    "cleaning": Said("保洁"),
    "greening": Said("绿化"),
    "attendant": Said("陪护"),
    "kitchen": Said("帮厨"),
    "assembly": Said("来料加工"),
    "supported_work": Said("残疾人辅助性劳动"),
    "odd_jobs": Said("勤杂"),
}
EMPLOYMENTS: Final[Mapping[str, Said]] = {
    "full_time": Said("全日制"),
    "part_time": Said("非全日制"),
    "flexible": Said("灵活就业"),
    "supported_employment": Said("辅助性就业"),
}
SCHOOLINGS: Final[Mapping[str, Said]] = {
    "none": Said("没上过学"),
    "primary": Said("小学"),
    "junior": Said("初中"),
    "senior": Said("高中（中专）"),
    "college": Said("大专"),
    "university": Said("本科及以上"),
}
REACHES: Final[Mapping[str, Said]] = {
    "village": Said("只在本村（社区）"),
    "township": Said("本乡镇（街道）以内"),
    "county": Said("本县以内"),
    "city": Said("本市以内"),
    "anywhere": Said("远近都行"),
}
SKILLS: Final[Mapping[str, Said]] = {
    "elderly_care_certificate": Said("养老护理员证"),
    "first_aid": Said("急救"),
    "security_guard_certificate": Said("保安员证"),
    "cooking": Said("做饭炒菜"),
    "sewing": Said("缝纫"),
    "handicraft": Said("手工编织"),
    "gardening": Said("园林养护"),
    "electrician": Said("电工"),
    "driving": Said("驾驶"),
    "computer": Said("电脑操作"),
}
# How far two places lie apart, by the smallest place that holds both; the number is the step.
DISTANCES: Final[tuple[Said, ...]] = (
    Said("就在本村（社区）"), Said("在本乡镇（街道）"), Said("在本县别的乡镇"), Said("在本市别的县"), Said("在外市"),
)  # fmt: skip
REACH_STEPS: Final[Mapping[str, int]] = {"village": 0, "township": 1, "county": 2, "city": 3, "anywhere": 4}

ANSWER_WAYS: Final[Mapping[str, Said]] = {
    "in_person": Said("当面"),
    "home_visit": Said("入户"),
    "telephone": Said("电话"),
}
ANSWER_REASONS: Final[Mapping[str, Said]] = {
    "too_far": Said("离家太远"),
    "low_wage": Said("工资低"),
    "too_heavy": Said("活太重"),
    "hours": Said("时间不合适"),
    "family": Said("家里走不开"),
    "health": Said("身体原因"),
    "found_other": Said("自己找到了工作"),
    "other": Said("其他"),
}
REFUSAL_REASONS: Final[Mapping[str, Said]] = {
    "not_qualified": Said("不符合要求"),
    "place_gone": Said("名额已满"),
    "did_not_come": Said("本人没有去"),
    "terms": Said("待遇没有谈拢"),
    "health_check": Said("体检不合格"),
    "other": Said("其他"),
}

# Words in the name of a post that tell the kind of work, for a proposal that somebody confirms; the first one counts.
_NAMED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("security", ("保安", "治安", "巡逻", "巡防", "护校", "值守")),
    ("greening", ("绿化", "护林", "园林", "花木", "苗木")),
    ("kitchen", ("助餐", "炊事", "帮厨", "食堂", "送餐")),
    ("attendant", ("陪护", "护理", "养老", "照料", "照护", "助残", "托老")),
    ("cleaning", ("保洁", "清洁", "环卫", "清扫", "卫生", "垃圾")),
)


def work_of_post(name: str) -> str | None:
    """The kind of work that the name of a public-welfare post tells (clause 4.1); None where it tells none."""
    return next((work for work, words in _NAMED if any(word in name for word in words)), None)
