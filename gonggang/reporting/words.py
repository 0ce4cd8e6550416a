"""What codes are called on screens: checks, reasons, defects, causes. Every word passes through gettext."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CHECKS = {
    "age_limit": _("超龄"),
    "employee_insurance": _("职工养老参保"),
    "business_licence": _("营业执照"),
    "pension": _("领取职工养老待遇"),
    "death": _("死亡"),
    "fiscal_payroll": _("财政供养"),
    "duplicate_placement": _("重复在岗"),
    "shared_bank_account": _("一卡多人"),
    "name_mismatch": _("同号异名"),
}
NOT_COMPARED = {
    "register_missing": _("没有收到登记数据"),
    "register_empty": _("收到的数据没有可用的行"),
    "register_too_old": _("收到的数据过旧"),
    "month_not_covered": _("收到的数据没有当月的记录"),
    "register_fact_unknown": _("对方数据关键一项空白"),
    "retirement_category_unknown": _("退休类别未填"),
    "urban_rural_unknown": _("城乡未填"),
    "account_missing": _("没有账号"),
}
HELD = {
    "death": _("死亡待核实"),
    "duplicate_placement": _("重复在岗待核实"),
    "contested_overlap": _("同期在两个岗位"),
    "contested_turn_taken": _("安置次序重复"),
    "contested_third_placement": _("第三次安置"),
    "contested_over_quota": _("超出岗位名额"),
    "attendance_sheet_missing": _("考勤表未交"),
    "standard_missing": _("未录补贴标准"),
    "required_days_missing": _("未录规定天数"),
    "marks_unclear": _("考勤符号不清"),
}
DEFECTS = {
    "inversion": _("环节倒置"),
    "missing": _("环节缺失"),
    "notice_too_short": _("公示过短"),
}
STAGES = {
    "announcement": _("发布公告"),
    "application": _("报名申请"),
    "democratic_appraisal": _("民主评议"),
    "public_notice": _("审核公示"),
    "county_approval": _("县级审批"),
    "agreement": _("协议签订"),
    "induction_training": _("岗前培训"),
    "onboarding": _("安排上岗"),
}
CAUSES = {
    "term": _("补贴期满"),
    "age": _("到龄"),
    "statutory": _("到法定退休年龄"),
    "agreement": _("协议期满"),
}
ANOMALIES = {
    "all_31_days": _("全村每人天天出勤"),
    "attendance_after_death": _("死亡后仍有出勤"),
    "attendance_before_start": _("上岗前已有出勤"),
}
HIT_STATUS = {
    "unverified": _("待核实"),
    "true": _("属实"),
    "false_positive": _("误报"),
    "data_error": _("数据有误"),
}
COMPLAINT_STATUS = {"open": _("办理中"), "closed": _("已办结")}
CONCLUSIONS = {
    "substantiated": _("属实"),
    "partly_substantiated": _("部分属实"),
    "unsubstantiated": _("不属实"),
}
RELATIONS = {
    "SPOUSE": _("配偶"),
    "PARENT": _("父母"),
    "PARENT_IN_LAW": _("岳父母、公婆"),
    "CHILD": _("子女"),
    "CHILD_SPOUSE": _("子女的配偶"),
    "SIBLING": _("兄弟姐妹"),
    "GRANDPARENT": _("祖父母"),
    "MATERNAL_GRANDPARENT": _("外祖父母"),
    "GRANDCHILD": _("孙子女"),
    "MATERNAL_GRANDCHILD": _("外孙子女"),
}
OFFICIALS = {"village_cadre": _("村（社区）干部"), "public_official": _("财政供养人员")}
VERDICTS = {"yes": _("是"), "no": _("否"), "to_verify": _("待核")}
OUTLIERS = {"subsidy": _("补贴标准"), "required_days": _("规定天数")}
CATEGORIES = {
    "POVERTY_ALLEVIATED": _("脱贫享受政策人口"),
    "RELAPSE_MONITORED": _("防止返贫监测帮扶对象"),
    "LOW_INCOME": _("低收入人口"),
    "DISABLED": _("残疾人"),
    "RURAL_OLDER": _("农村大龄人员"),
    "SINGLE_PARENT": _("单亲家庭成员"),
    "REGISTERED_UNEMPLOYED_YOUTH": _("登记失业青年"),
    "MOTHER_OF_TWO": _("二孩妈妈"),
    "ZERO_EMPLOYMENT_FAMILY": _("城镇零就业家庭人员"),
    "URBAN_OLDER_UNEMPLOYED": _("城镇大龄失业人员"),
    "URBAN_SUBSISTENCE_UNEMPLOYED": _("城镇低保失业人员"),
    "LONG_TERM_UNEMPLOYED": _("连续失业一年以上人员"),
    "ZERO_TRANSFER_POOR_FAMILY": _("农村零转移就业贫困家庭成员"),
    "LAND_LOST": _("失地难就业人员"),
    "OTHER_APPROVED": _("其他"),
    "UNKNOWN": _("未填类别"),
}
# The words of each column of a named report.
REPORTED: dict[str, dict[str, object]] = {
    "kind": {**DEFECTS, **OUTLIERS},
    "stage": STAGES,
    "cause": CAUSES,
    "relation": RELATIONS,
    "official_kind": OFFICIALS,
    "verdict": VERDICTS,
    "category": CATEGORIES,
}


def word(words: dict[str, object], code: str | None) -> str:
    """The word for a code; a code without a word is shown as it is rather than hidden."""
    return "" if code is None else str(words.get(code, code))
