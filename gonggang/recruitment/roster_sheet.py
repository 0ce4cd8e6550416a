"""The roster of people in post (花名册): who, in which post, the dates of the eight stages (chapter 5)."""

from __future__ import annotations

from typing import Final

from gonggang.exchange.codes import categories, placement_seq, retirement_category, urban_rural
from gonggang.exchange.parsers import (
    account,
    day,
    day_or_open,
    id_number,
    kept_number,
    name,
    phone,
    sex,
    text,
    uscc,
)
from gonggang.exchange.sheets import Column, Sheet

ROSTER: Final = Sheet(
    kind="placements",
    label="在岗人员花名册",
    columns=(
        Column("township", "乡镇", ("乡镇(街道)", "乡镇街道", "所在乡镇", "镇街", "镇(街道)"), text),
        Column("village", "村", ("村(社区)", "村社区", "村居", "村(居)", "所在村", "村名"), text, True),
        Column("name", "姓名", ("人员姓名",), name, True, longest=60),
        Column("sex", "性别", (), sex),
        Column(
            "id_number",
            "身份证号",
            ("身份证号码", "身份证", "公民身份号码", "公民身份证号码", "证件号码", "居民身份证号码"),
            id_number,
            True,
        ),
        Column(
            "categories",
            "人员类别",
            ("人员类型", "身份类别", "安置类别", "对象类别"),
            categories,
            several=True,
        ),
        Column("recognised_on", "认定时间", ("认定日期", "登记时间", "认定登记时间"), day),
        Column("post_number", "岗位编号", ("岗位代码", "岗位编码", "岗位号"), kept_number, True, longest=40),
        Column("post_name", "岗位名称", ("岗位",), text),
        Column("urban_rural", "城乡", ("城乡归属", "城乡类别"), urban_rural),
        Column("retirement_category", "退休类别", ("退休人员类别",), retirement_category),
        Column("announcement_on", "公告日期", ("发布公告日期", "发布公告", "公告时间"), day),
        Column("application_on", "报名日期", ("报名申请日期", "报名时间", "申请日期"), day),
        Column("democratic_appraisal_on", "民主评议日期", ("民主评议", "评议日期", "民主评议时间"), day),
        Column(
            "notice_begins_on",
            "公示开始",
            ("公示开始日期", "公示起", "公示时间起", "公示期起", "公示起止起"),
            day,
        ),
        Column(
            "notice_ends_on",
            "公示结束",
            ("公示结束日期", "公示止", "公示时间止", "公示期止", "公示起止止"),
            day,
        ),
        Column("county_approval_on", "县级审批日期", ("县级审批", "审批日期", "县审批日期"), day),
        Column("agreement_on", "协议签订日期", ("协议签订", "签订日期", "合同签订日期"), day),
        Column("induction_training_on", "岗前培训日期", ("岗前培训", "培训日期"), day),
        Column("onboarding_on", "上岗日期", ("上岗时间", "安排上岗日期", "到岗日期"), day, True),
        Column(
            "agreement_begins_on",
            "协议起",
            (
                "协议开始日期",
                "合同起",
                "协议时间起",
                "协议起止起",
                "协议时间起止时间起",
                "合同起止起",
                "协议期限起",
            ),
            day,
        ),
        Column(
            "agreement_ends_on",
            "协议止",
            (
                "协议结束日期",
                "合同止",
                "协议时间止",
                "协议起止止",
                "协议时间起止时间止",
                "合同起止止",
                "协议期限止",
            ),
            day_or_open,
        ),
        Column("placement_seq", "安置次序", ("第几次安置", "安置次数"), placement_seq),
        Column("phone", "联系电话", ("电话", "手机号", "手机号码", "联系方式"), phone),
        Column("bank_name", "开户行", ("开户银行", "银行"), text),
        Column(
            "account", "社保卡账号", ("银行账号", "账号", "银行卡号", "社保卡银行账号", "社保卡账户"), account
        ),
        Column("host_unit", "用岗单位", ("用人单位", "用岗用人单位"), text),
        Column("host_uscc", "统一社会信用代码", ("信用代码", "社会信用代码"), uscc),
        Column("note", "备注", (), text, longest=200),
    ),
    key=("id_number", "post_number"),
    fill_down=("township", "village"),
    recognised_by=("name", "id_number", "post_number", "onboarding_on"),
)
