"""The detail of a hit in one Chinese sentence, from the columns that its check keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from gonggang.registers.catalogue import REGISTERS

Row = Mapping[str, Any]

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


def _word(row: Row, name: str, otherwise: str) -> str:
    return str(row[name]) if row.get(name) else otherwise


def _month(row: Row) -> str:
    return f"{row['fact_date']:%Y-%m}"


def _employee_insurance(row: Row) -> str:
    code = f"（{row['employer_uscc']}）" if row.get("employer_uscc") else ""
    return f"{_word(row, 'employer', '单位未填')}{code}为其缴纳{row['insurance_kind']}，所属期 {_month(row)}"


def _business_licence(row: Row) -> str:
    return (
        f"{_word(row, 'business_name', '主体名称未填')}，{_word(row, 'role', '角色未填')}，"
        f"{row['status']}，{row['fact_date']} 成立"
    )


def _pension(row: Row) -> str:
    return f"自 {_month(row)} 起享受{row['benefit_kind']}"


def _death(row: Row) -> str:
    return f"{row['fact_date']} 死亡"


def _fiscal_payroll(row: Row) -> str:
    return (
        f"{_word(row, 'employer', '单位未填')}，{_word(row, 'staff_kind', '性质未填')}，自 {_month(row)} 起"
    )


def _age_limit(row: Row) -> str:
    if row["urban_rural"] == "rural":
        return f"乡村岗位年龄上限，{row['fact_date']} 起到龄"
    return f"城镇岗位法定退休年龄，{row['fact_date']} 起到龄"


def _duplicate_placement(row: Row) -> str:
    first, second = _word(row, "first_post", "未填"), _word(row, "post_number", "未填")
    return f"同时在岗位 {first} 和 {second}，后一处 {row['fact_date'] or '上岗日未填'} 上岗"


def _shared_bank_account(row: Row) -> str:
    return f"本人的账号同时登记给了 {row['holders']} 个人"


_SENTENCES: Final[dict[str, Callable[[Row], str]]] = {
    "employee_insurance": _employee_insurance,
    "business_licence": _business_licence,
    "pension": _pension,
    "death": _death,
    "fiscal_payroll": _fiscal_payroll,
    "age_limit": _age_limit,
    "duplicate_placement": _duplicate_placement,
    "shared_bank_account": _shared_bank_account,
}


def detail_of(check: str, row: Row) -> str:
    """What the source says, and whether the name must be looked at."""
    said = _SENTENCES[check](row)
    if row.get("name_unclear"):
        return f"{said}；姓名待核（对方写作“{_word(row, 'name', '空白')}”）"
    return said


def mismatch_of(check: str, register: str, row: Row) -> str:
    """What a row with another name would have been a hit of."""
    label = REGISTERS[register].label
    other = _word(row, "name", "空白")
    return f"{label}中同一证号写作“{other}”，若为同一人则{CHECK_LABELS[check]}：{detail_of(check, row)}"
