"""Labels of code lists as sheets write them, to the identifiers of the glossary."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.parsers import choice, choices
from gonggang.policy.post_classes import POST_CATEGORIES

# Rural R1-R7 and urban U1-U10; the post tells whether a disabled person stands on the rural or urban list.
CATEGORY_LABELS: Final[dict[str, str]] = {
    "脱贫享受政策人口": "POVERTY_ALLEVIATED",
    "脱贫人口": "POVERTY_ALLEVIATED",
    "脱贫户": "POVERTY_ALLEVIATED",
    "建档立卡脱贫人口": "POVERTY_ALLEVIATED",
    "R1": "POVERTY_ALLEVIATED",
    "防止返贫监测帮扶对象": "RELAPSE_MONITORED",
    "防返贫监测帮扶对象": "RELAPSE_MONITORED",
    "防返贫监测对象": "RELAPSE_MONITORED",
    "监测帮扶对象": "RELAPSE_MONITORED",
    "监测对象": "RELAPSE_MONITORED",
    "R1B": "RELAPSE_MONITORED",
    "农村低收入人口": "LOW_INCOME",
    "低收入人口": "LOW_INCOME",
    "R2": "LOW_INCOME",
    "农村残疾人": "DISABLED",
    "残疾人": "DISABLED",
    "持残疾人证失业人员": "DISABLED",
    "残疾失业人员": "DISABLED",
    "R3": "DISABLED",
    "U4": "DISABLED",
    "农村大龄人员": "RURAL_OLDER",
    "R4": "RURAL_OLDER",
    "抚养未成年子女的未就业单亲家庭成员": "SINGLE_PARENT",
    "抚养未成年子女的单亲家庭成员": "SINGLE_PARENT",
    "单亲家庭成员": "SINGLE_PARENT",
    "R5": "SINGLE_PARENT",
    "登记失业16-24岁青年": "REGISTERED_UNEMPLOYED_YOUTH",
    "登记失业16–24岁青年": "REGISTERED_UNEMPLOYED_YOUTH",
    "登记失业16—24岁青年": "REGISTERED_UNEMPLOYED_YOUTH",
    "16-24岁登记失业青年": "REGISTERED_UNEMPLOYED_YOUTH",
    "登记失业青年": "REGISTERED_UNEMPLOYED_YOUTH",
    "登记失业青年(16-24岁)": "REGISTERED_UNEMPLOYED_YOUTH",
    "登记失业青年(16–24岁)": "REGISTERED_UNEMPLOYED_YOUTH",
    "R6": "REGISTERED_UNEMPLOYED_YOUTH",
    "U6": "REGISTERED_UNEMPLOYED_YOUTH",
    "登记失业二孩妈妈": "MOTHER_OF_TWO",
    "登记失业“二孩妈妈”": "MOTHER_OF_TWO",
    '登记失业"二孩妈妈"': "MOTHER_OF_TWO",
    "二孩妈妈": "MOTHER_OF_TWO",
    "R7": "MOTHER_OF_TWO",
    "U7": "MOTHER_OF_TWO",
    "城镇零就业家庭人员": "ZERO_EMPLOYMENT_FAMILY",
    "城镇零就业家庭成员": "ZERO_EMPLOYMENT_FAMILY",
    "零就业家庭人员": "ZERO_EMPLOYMENT_FAMILY",
    "零就业家庭成员": "ZERO_EMPLOYMENT_FAMILY",
    "零就业家庭": "ZERO_EMPLOYMENT_FAMILY",
    "U1": "ZERO_EMPLOYMENT_FAMILY",
    "城镇大龄失业人员": "URBAN_OLDER_UNEMPLOYED",
    "大龄失业人员": "URBAN_OLDER_UNEMPLOYED",
    "U2": "URBAN_OLDER_UNEMPLOYED",
    "城镇低保失业人员": "URBAN_SUBSISTENCE_UNEMPLOYED",
    "低保失业人员": "URBAN_SUBSISTENCE_UNEMPLOYED",
    "U3": "URBAN_SUBSISTENCE_UNEMPLOYED",
    "连续失业一年以上": "LONG_TERM_UNEMPLOYED",
    "连续失业一年以上人员": "LONG_TERM_UNEMPLOYED",
    "连续失业1年以上人员": "LONG_TERM_UNEMPLOYED",
    "U5": "LONG_TERM_UNEMPLOYED",
    "农村零转移就业贫困家庭成员": "ZERO_TRANSFER_POOR_FAMILY",
    "U8": "ZERO_TRANSFER_POOR_FAMILY",
    "失地难就业人员": "LAND_LOST",
    "失地人员": "LAND_LOST",
    "U9": "LAND_LOST",
    "其他": "OTHER_APPROVED",
    "U10": "OTHER_APPROVED",
}
# The words under which a category is shown again.
CATEGORY_NAMES: Final[dict[str, str]] = {}
for _label, _code in CATEGORY_LABELS.items():
    CATEGORY_NAMES.setdefault(_code, _label)

categories: Final = choices(CATEGORY_LABELS, "人员类别")

urban_rural: Final = choice(
    {
        "乡村": "RURAL",
        "农村": "RURAL",
        "乡": "RURAL",
        "RURAL": "RURAL",
        "城镇": "URBAN",
        "城市": "URBAN",
        "城": "URBAN",
        "URBAN": "URBAN",
    },
    "城乡归属",
)

# With and without 类, as ledgers have both.
post_category: Final = choice(
    {label: code for code, name in POST_CATEGORIES.items() for label in (name, name.removesuffix("类"))},
    "岗位大类",
)

hours_system: Final = choice(
    {"全日制": "full_time", "非全日制": "part_time", "小时制": "hourly", "计时制": "hourly"}, "工时制"
)

retirement_category: Final = choice(
    {
        "男60": "male60",
        "男": "male60",
        "MALE60": "male60",
        "女55": "female55",
        "女干部": "female55",
        "女干部55": "female55",
        "FEMALE55": "female55",
        "女50": "female50",
        "女工人": "female50",
        "女工人50": "female50",
        "FEMALE50": "female50",
    },
    "退休类别",
)

placement_seq: Final = choice(
    {
        label: number
        for number, labels in {
            1: ("1", "第1次", "第一次", "首次", "初次", "一", "1次"),
            2: ("2", "第2次", "第二次", "再次", "二次", "二", "2次"),
            3: ("3", "第3次", "第三次", "三", "3次"),
        }.items()
        for label in labels
    },
    "安置次序",
)

# Both kinds of hardship count alike when people of one group are ranked (clause 8.4).
family_hardship: Final = choices(
    {
        "低保家庭": "low_income_family",
        "低保": "low_income_family",
        "零就业家庭": "zero_employment_family",
        "零就业": "zero_employment_family",
        "无": "none",
        "否": "none",
        "一般家庭": "none",
    },
    "家庭情况",
)

# 1 province to 5 village.
region_level: Final = choice(
    {
        "省": 1,
        "省级": 1,
        "市": 2,
        "地市": 2,
        "市级": 2,
        "县": 3,
        "区": 3,
        "县级": 3,
        "县区": 3,
        "乡": 4,
        "镇": 4,
        "街道": 4,
        "乡级": 4,
        "乡镇": 4,
        "乡镇(街道)": 4,
        "村": 5,
        "社区": 5,
        "村级": 5,
        "村(社区)": 5,
        "村社区": 5,
    },
    "区划级别",
)

payment_status: Final = choice(
    {
        "成功": "success",
        "支付成功": "success",
        "发放成功": "success",
        "已入账": "success",
        "入账成功": "success",
        "失败": "failed",
        "支付失败": "failed",
        "发放失败": "failed",
        "退票": "failed",
        "退回": "failed",
        "退汇": "failed",
        "处理中": "unknown",
        "在途": "unknown",
        "待核实": "unknown",
        "未知": "unknown",
    },
    "发放状态",
)

complaint_outcome: Final = choice(
    {
        "属实": "substantiated",
        "部分属实": "partly_substantiated",
        "基本属实": "partly_substantiated",
        "不属实": "unsubstantiated",
        "不实": "unsubstantiated",
        "查无实据": "unsubstantiated",
    },
    "核查结论",
)

complaint_status: Final = choice(
    {
        "办理中": "open",
        "未办结": "open",
        "待办": "open",
        "核查中": "open",
        "转办": "open",
        "已办结": "closed",
        "办结": "closed",
        "已办": "closed",
        "已销号": "closed",
    },
    "办理状态",
)
