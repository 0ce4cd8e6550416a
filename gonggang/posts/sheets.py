"""The sheet of posts (岗位台账): merged village cells, the subsidy rate in many writings."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.codes import hours_system, post_category, urban_rural
from gonggang.exchange.parsers import amount_fen, days_of_month, kept_number, phone, text, uscc, whole_number
from gonggang.exchange.sheets import Column, Sheet

POSTS: Final = Sheet(
    kind="posts",
    label="岗位台账",
    columns=(
        Column("number", "岗位编号", ("岗位代码", "岗位编码", "岗位号"), kept_number, True, longest=40),
        Column(
            "township",
            "乡镇",
            ("乡镇(街道)", "乡镇街道", "乡(镇、街道)", "所在乡镇", "镇街", "镇(街道)", "街道"),
            text,
            True,
        ),
        Column(
            "village",
            "村",
            ("村(社区)", "村社区", "村居", "村(居)", "所在村", "村/单位", "行政村", "村名"),
            text,
            True,
        ),
        Column("category", "岗位大类", ("岗位类别", "岗位类型"), post_category),
        Column("name", "岗位名称", ("岗位", "岗位要素岗位名称"), text, True),
        Column("urban_rural", "城乡", ("城乡归属", "城乡类别", "城乡(乡村/城镇)"), urban_rural),
        Column("duties", "岗位职责", ("工作职责", "职责"), text, longest=2000),
        Column("work_requirements", "工作要求", ("要求",), text, longest=2000),
        Column(
            "hours_system", "工时制", ("工时制度", "用工形式", "工时制(全日制/非全日制/小时制)"), hours_system
        ),
        Column(
            "required_days",
            "月规定出勤天数",
            ("规定出勤天数", "月出勤天数", "规定天数", "每月规定出勤天数"),
            days_of_month,
        ),
        Column("standard_fen", "补贴标准", ("月补贴标准", "岗位补贴标准", "补贴标准(元/月)"), amount_fen),
        Column("places", "名额", ("岗位数", "岗位数量", "设岗数", "人数", "开发数量"), whole_number),
        Column(
            "sponsoring_department",
            "开发部门",
            ("开发主管部门", "开发设岗部门", "设岗部门", "主管部门"),
            text,
        ),
        Column("host_unit", "用岗单位", ("用人单位", "用岗用人单位"), text),
        Column("host_uscc", "统一社会信用代码", ("信用代码", "社会信用代码"), uscc),
        Column("contact", "联系人", (), text),
        Column("contact_phone", "电话", ("联系电话", "联系方式"), phone),
        Column("note", "备注", (), text, longest=200),
    ),
    key=("number",),
    fill_down=("township", "village"),
    fill_blank=("township", "village"),
    fill_within="township",
    recognised_by=("number", "village", "name", "places", "standard_fen"),
)
