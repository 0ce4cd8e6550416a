"""The kinds of posts that the sample counties have: names, duties, days, subsidy, synonyms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

URBAN_STANDARD_FEN: Final = 201000
DEPARTMENTS: Final = (
    "县人力资源和社会保障局",
    "县农业农村局",
    "县民政局",
    "县交通运输局",
    "县残疾人联合会",
)
REQUIREMENTS: Final = (
    "身体条件适合岗位，听从安排，每月出勤不少于{days}天，干完活拍照留底",
    "熟悉本地情况，吃苦耐劳，每月出勤不少于{days}天，按要求签到",
    "守纪律、肯负责，能认真填写工作记录，每月不少于{days}天",
)


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of post: category, usual name, duty with {village}, days a month, rural subsidy in fen."""

    category: str
    name: str
    duty: str
    days: int
    rural_fen: int
    urban: bool = True

    @property
    def full_time(self) -> bool:
        """Whether it is a full-time post in a village."""
        return self.days >= 26


CLEANER: Final = Job(
    "公共服务类",
    "保洁员",
    "每天清扫{village}的主要街巷和公共场地，收集清运生活垃圾，保持环境卫生整洁",
    22,
    72000,
)
_FOREST: Final = Job(
    "公共管理类",
    "护林员",
    "负责{village}山林的日常巡查看护，劝阻野外用火，遇到火情、盗伐和虫害及时报告",
    22,
    72000,
    urban=False,
)
_ROAD: Final = Job(
    "设施维护类",
    "护路员",
    "负责{village}道路的日常巡查看护，清理路面杂物，遇到破损、塌方和边沟堵塞及时报告",
    22,
    72000,
    urban=False,
)
_ROAD_REPAIR: Final = Job(
    "设施维护类",
    "养路员",
    "填补{village}路面坑洼，疏通边沟涵洞，修剪路旁树木，培护路肩",
    26,
    80000,
    urban=False,
)
_ELDERLY: Final = Job(
    "社会事业类",
    "养老服务员",
    "给{village}独居和高龄老人送饭、收拾屋子、量血压，每天上门探望并做记录",
    26,
    80000,
)
_GRID: Final = Job(
    "社会治理类",
    "网格协理员",
    "走访{village}网格内的人家，登记人口变动，报告矛盾和隐患，讲解惠民政策",
    22,
    72000,
)

JOBS: Final = (
    CLEANER,
    _FOREST,
    _ROAD,
    _ROAD_REPAIR,
    _ELDERLY,
    _GRID,
    Job(
        "设施维护类",
        "水管员",
        "看管{village}的水泵房和供水管道，查漏、消毒、抄表，受理停水报修",
        26,
        80000,
        urban=False,
    ),
    Job("设施维护类", "图书管理员", "打理{village}的农家书屋，办理借书还书，整理书架，办读书会", 20, 60000),
    Job(
        "设施维护类",
        "体育设施管护员",
        "查看{village}的健身器材和活动场地，上油紧固，损坏的登记并报修",
        20,
        60000,
    ),
    Job(
        "社会治理类",
        "调解协理员",
        "帮助{village}调解委员会登记邻里矛盾，通知双方到场协商，装订调解材料",
        20,
        60000,
    ),
    Job(
        "社会事业类",
        "助残服务员",
        "照看{village}重度残疾人的饮食起居，陪做康复练习，代办手续，每周登记",
        26,
        80000,
    ),
    Job("社会事业类", "课后托管员", "放学后在{village}看护孩子，辅导作业，教安全常识，交给家长", 20, 72000),
    Job("公共管理类", "交通劝导员", "早晚高峰在{village}路口提醒行人车辆守规矩，维持通行秩序", 20, 72000),
    Job(
        "公共管理类", "治安巡查员", "夜里在{village}巡逻，留意门窗和陌生人，有可疑情况马上报派出所", 24, 72000
    ),
    Job(
        "公共管理类",
        "文物巡查员",
        "定期到{village}的文物点查看围栏和界牌，发现盗挖、损毁马上报告",
        20,
        60000,
    ),
    Job(
        "公共服务类",
        "垃圾分类督导员",
        "教{village}居民分清垃圾种类，检查投放桶，纠正混放并记下来",
        22,
        72000,
    ),
    Job("公共服务类", "快递管理员", "在{village}快递点收件、发件、保管包裹，登记并通知取件", 26, 80000),
)

# Families of one work under several names: (name, duty). A grouping must put a family's posts together.
SYNONYMS: Final[tuple[tuple[Job, tuple[tuple[str, str], ...]], ...]] = (
    (
        CLEANER,
        (
            ("卫生保洁员", "每天清扫{village}主要街巷、公共场地，收集和清运生活垃圾，保持环境卫生整洁"),
            ("环境保洁岗", "{village}主要街巷和公共场地每天清扫，生活垃圾收集清运，环境卫生保持整洁"),
            ("村级保洁员", "每天清扫{village}的主要街巷和公共场地，收集清运生活垃圾，保持环境卫生整洁"),
        ),
    ),
    (
        _ROAD,
        (
            ("农村公路护路岗", "负责{village}道路日常巡查看护，清理路面杂物，遇破损、塌方和边沟堵塞及时报告"),
            ("乡村道路护路员", "{village}道路的日常巡查看护，路面杂物清理，遇到破损、塌方、边沟堵塞及时报告"),
        ),
    ),
    (
        _ELDERLY,
        (
            ("助老服务员", "给{village}高龄和独居老人送饭、收拾屋子、量血压，每天上门探望、做好记录"),
            ("老年人服务员", "给{village}独居和高龄老人送饭、收拾屋子、量血压，每天上门探望并做记录"),
            ("居家养老服务岗", "为{village}独居、高龄老人送饭、收拾屋子和量血压，每天上门探望并记录"),
        ),
    ),
    (
        _GRID,
        (
            ("网格员", "{village}网格内人家走访、人口变动登记，报告矛盾和隐患，讲解惠民政策"),
            ("社区网格协理员", "走访{village}网格内的人家，登记人口变动，报告矛盾、隐患，讲解惠民政策"),
        ),
    ),
)

# Work that is written alike and is not alike: these two must never be put together.
LOOK_ALIKES: Final = ((_FOREST, _ROAD), (_ELDERLY, _ROAD_REPAIR))
