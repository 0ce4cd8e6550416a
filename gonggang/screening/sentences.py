"""The detail of a hit in one Chinese sentence, worded by the engine from the columns that a check keeps."""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir

CHECK_LABELS: Final = {
    "age_limit": "超龄",
    "employee_insurance": "企业职工养老参保",
    "business_licence": "有经营主体",
    "pension": "领取养老待遇",
    "death": "死亡",
    "fiscal_payroll": "财政供养",
    "duplicate_placement": "重复安置",
    "shared_bank_account": "共用账号",
    "name_mismatch": "证号相同姓名不同",
}

WHY_LABELS: Final = {
    "retirement_category_unknown": "退休类别未填",
    "urban_rural_unknown": "城乡未填",
    "register_missing": "没有收到这项数据",
    "register_empty": "收到的数据没有可用的行",
    "register_too_old": "收到的数据过旧",
    "month_not_covered": "收到的数据没有当月的记录",
    "register_fact_unknown": "对方数据关键一项空白",
    "account_missing": "没有账号",
}


def _word(column: ir.Value, otherwise: str) -> ir.StringValue:
    return ibis.coalesce(column, otherwise)


def _day(column: ir.Value) -> ir.StringValue:
    return _word(column.cast("string"), "日期未填")


def _month(column: ir.Value) -> ir.StringValue:
    return _day(column)[0:7]


def employee_insurance(row: ir.Table) -> ir.StringValue:
    """Who pays what kind for which month."""
    code = ibis.ifelse(row.employer_uscc.notnull(), "（" + _word(row.employer_uscc, "") + "）", "")
    kind = _word(row.insurance_kind, "险种未填")
    return _word(row.employer, "单位未填") + code + "为其缴纳" + kind + "，所属期 " + _month(row.fact_date)


def business_licence(row: ir.Table) -> ir.StringValue:
    """Which business, in which role, since when."""
    business = _word(row.business_name, "主体名称未填") + "，" + _word(row.role, "角色未填")
    return business + "，" + _word(row.status, "状态未填") + "，" + _day(row.fact_date) + " 成立"


def pension(row: ir.Table) -> ir.StringValue:
    """Which pension since which month."""
    return "自 " + _month(row.fact_date) + " 起享受" + _word(row.benefit_kind, "待遇类型未填")


def death(row: ir.Table) -> ir.StringValue:
    """The day of death."""
    return _day(row.fact_date) + " 死亡"


def fiscal_payroll(row: ir.Table) -> ir.StringValue:
    """Which unit, as what, since which month."""
    place = _word(row.employer, "单位未填") + "，" + _word(row.staff_kind, "性质未填")
    return place + "，自 " + _month(row.fact_date) + " 起"


def name_to_verify(row: ir.Table) -> ir.StringValue:
    """That the names may or may not be one."""
    return "；姓名待核（对方写作“" + _word(row.name_key, "空白") + "”）"


def other_name(check: str, label: str, name: str | None, detail: str) -> str:
    """What a row with another name would have been a hit of."""
    return f"{label}中同一证号写作“{name or '空白'}”，若为同一人则{CHECK_LABELS[check]}：{detail}"


def age_limit(row: ir.Table) -> ir.StringValue:
    """Which limit, and since when it is passed."""
    limit = ibis.ifelse(row.urban_rural == "RURAL", "乡村岗位年龄上限，", "城镇岗位法定退休年龄，")
    return limit + _day(row.fact_date) + " 起到龄"


def duplicate_placement(row: ir.Table) -> ir.StringValue:
    """Which two posts, and since when the second."""
    posts = _word(row.first_post, "编号未填") + " 和 " + _word(row.post_number, "编号未填")
    return "同时在岗位 " + posts + "，后一处 " + _day(row.fact_date) + " 上岗"


def shared_bank_account(row: ir.Table) -> ir.StringValue:
    """How many people have the account; not the account itself."""
    return "本人的账号同时登记给了 " + row.holders.cast("string") + " 个人"
