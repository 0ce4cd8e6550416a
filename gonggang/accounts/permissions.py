"""The one table of who may do what (clause X2); every address names an action of it, docs and screens come from it.

An action is open to the officers who hold one of its roles. With scope `territory` a record is within reach when its
region lies inside a territory for which that very role was granted; `national` opens what belongs to no single place;
`none` is for what holds nobody's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

from gonggang.accounts.roles import (
    ADMINS,
    BUSINESS,
    CLERKS,
    COUNTY,
    EVERYONE,
    HANDLERS,
    INSPECTORS,
    PARTNERS,
    UPPER,
    Role,
)

Kind = Literal["read", "write", "export", "reveal"]
Reach = Literal["territory", "national", "none"]
Roles = frozenset[Role]

KINDS: dict[Kind, str] = {"read": "查看", "write": "办理", "export": "导出", "reveal": "看原文"}
REACHES: dict[Reach, str] = {"territory": "本人辖区内", "national": "不分辖区", "none": "不含个人数据"}


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the table. `strong`: whoever may do it must have a second factor (approving, exporting)."""

    name: str
    label: str
    kind: Kind
    roles: Roles
    scope: Reach
    strong: bool = False


TOWNSHIP: Roles = frozenset({Role.TOWNSHIP_OFFICER})
VILLAGE: Roles = frozenset({Role.VILLAGE_CLERK})
EMPLOYER: Roles = frozenset({Role.EMPLOYER_CLERK})
FINANCE: Roles = frozenset({Role.COUNTY_FINANCE})
OFFICER: Roles = frozenset({Role.COUNTY_OFFICER})
APPROVER: Roles = frozenset({Role.COUNTY_APPROVER})
SYSTEM: Roles = frozenset({Role.SYSTEM_ADMIN})
SECURITY: Roles = frozenset({Role.SECURITY_ADMIN})
AUDIT: Roles = frozenset({Role.AUDIT_ADMIN})
HELP: Roles = frozenset({Role.HELP_DESK})
# The departments that keep homes for the aged and houses for the disabled.
WELFARE: Roles = frozenset({Role.CIVIL_AFFAIRS, Role.DISABLED_FEDERATION})
# Who keeps a county's affairs, from the township up, money included.
KEEPERS: Roles = TOWNSHIP | COUNTY | FINANCE | UPPER
EXPORTERS: Roles = KEEPERS | INSPECTORS


def _read(name: str, label: str, roles: Roles, scope: Reach = "territory") -> Action:
    return Action(name, label, "read", roles, scope)


def _write(
    name: str, label: str, roles: Roles, scope: Reach = "territory", *, strong: bool = False
) -> Action:
    return Action(name, label, "write", roles, scope, strong)


def _export(name: str, label: str, roles: Roles, scope: Reach = "territory") -> Action:
    return Action(name, label, "export", roles, scope, strong=True)


TABLE: tuple[Action, ...] = (
    # The shell
    _read("overview.view", "看本月总览", KEEPERS | INSPECTORS | VILLAGE),
    _read("worklist.view", "看待办、已办", BUSINESS),
    _read("notices.view", "看通知", EVERYONE, "none"),
    _read("search.use", "在辖区内搜索", KEEPERS | INSPECTORS | VILLAGE),
    _read("places.choose", "选择所站的辖区", BUSINESS),
    _write("views.save", "保存自己的视图", BUSINESS, "none"),
    _write("drafts.keep", "保存自己的草稿", BUSINESS, "none"),
    _write("tasks.hand_over", "移交自己的待办", HANDLERS | CLERKS),
    # People
    _read("people.list", "看在岗人员名单", KEEPERS | INSPECTORS | VILLAGE),
    _read("people.view", "看一人一档", KEEPERS | INSPECTORS | VILLAGE),
    Action("people.reveal", "看证件号、账号、电话原文", "reveal", KEEPERS | INSPECTORS, "territory", True),
    _export("people.export", "导出在岗人员名单", EXPORTERS),
    _write("people.edit", "更正人员信息", TOWNSHIP | OFFICER),
    # Posts and placements
    _read("posts.list", "看岗位与名额", KEEPERS | INSPECTORS | CLERKS),
    _export("posts.export", "导出岗位", EXPORTERS),
    _read("posts.view", "看岗位、版本和来历", KEEPERS | INSPECTORS | VILLAGE),
    _write("posts.edit", "修改岗位", TOWNSHIP | OFFICER),
    _write("posts.rename", "批量改岗位名称", OFFICER),
    _read("posts.catalogue", "看岗位目录", KEEPERS | INSPECTORS | VILLAGE | PARTNERS),
    _read(
        "posts.development",
        "看岗位需求和开发申请",
        VILLAGE | TOWNSHIP | COUNTY | UPPER | INSPECTORS | PARTNERS,
    ),
    _export("posts.development_export", "导出岗位需求和开发申请", TOWNSHIP | COUNTY | UPPER | INSPECTORS),
    _write("posts.state_need", "报岗位需求", VILLAGE | TOWNSHIP | PARTNERS),
    _write("posts.propose", "起草、提交开发申请", TOWNSHIP | OFFICER),
    _write("posts.ask_opinion", "征求部门意见、退回开发申请", OFFICER),
    _write("posts.opinion", "签开发申请的部门意见", PARTNERS),
    _write("posts.approve", "批复开发申请", APPROVER, strong=True),
    _read("campaign.plan", "看年度岗位计划", KEEPERS | INSPECTORS | VILLAGE),
    _write("campaign.hand_down", "下达年度岗位计划", TOWNSHIP | OFFICER | UPPER),
    _export("campaign.export", "导出年度岗位计划", EXPORTERS),
    _read("placements.list", "看上岗记录", KEEPERS | INSPECTORS | VILLAGE),
    _export("placements.export", "导出上岗记录", EXPORTERS),
    _read("procedures.list", "看上岗程序疑点", KEEPERS | INSPECTORS),
    _export("procedures.export", "导出上岗程序疑点", EXPORTERS),
    # Recruitment: the eight stages, each by whoever carries it out (clauses 5.1 to 6.11, 9.1, 9.2)
    _read("recruitment.read", "看招募和报名", VILLAGE | EMPLOYER | TOWNSHIP | COUNTY | UPPER | INSPECTORS),
    _read(
        "recruitment.review",
        "看审核、联审、公示、异议和备案",
        VILLAGE | TOWNSHIP | COUNTY | UPPER | INSPECTORS,
    ),
    _write("recruitment.announce", "拟定、发布、撤回公告", TOWNSHIP | OFFICER),
    _write("recruitment.apply", "登记报名和材料", VILLAGE | TOWNSHIP | OFFICER),
    Action(
        "recruitment.material",
        "看报名材料的影像",
        "reveal",
        VILLAGE | TOWNSHIP | COUNTY | INSPECTORS,
        "territory",
    ),
    _write("recruitment.appraise", "办民主评议", VILLAGE | TOWNSHIP),
    _write("recruitment.pre_screen", "做上岗前比对", TOWNSHIP | OFFICER),
    _write("recruitment.first_review", "初审", TOWNSHIP),
    _write("recruitment.second_review", "复审", OFFICER),
    _write("recruitment.joint_send", "发起部门联审", OFFICER),
    _write("recruitment.joint_answer", "答复部门联审", PARTNERS),
    _write("recruitment.post_notice", "张贴公示", VILLAGE | TOWNSHIP),
    _write("recruitment.finish_notice", "结束公示", VILLAGE | TOWNSHIP),
    _write("recruitment.objection_receive", "收下公示异议", VILLAGE | TOWNSHIP | OFFICER),
    _write("recruitment.objection_settle", "公布异议结果", TOWNSHIP),
    _write("recruitment.study", "登记乡镇研究", TOWNSHIP),
    _write("recruitment.file", "亲属备案", OFFICER),
    _write("recruitment.approve", "县级审批", APPROVER, strong=True),
    _write("recruitment.finish_added", "办结县增设的环节", VILLAGE | TOWNSHIP | COUNTY),
    _write("recruitment.rank", "排序和定人选", TOWNSHIP | OFFICER),
    _write("recruitment.sign", "登记协议", TOWNSHIP | EMPLOYER),
    _write("recruitment.train", "登记岗前培训", TOWNSHIP | EMPLOYER),
    _write("recruitment.start", "安排上岗", TOWNSHIP | OFFICER),
    _write("recruitment.notify", "告知本人、登记送达", TOWNSHIP | OFFICER),
    _write("recruitment.procedure_edit", "增设上岗程序的环节", APPROVER, strong=True),
    _read("recruitment.trace", "倒查上岗程序", COUNTY | UPPER | INSPECTORS),
    _write("recruitment.spot_check", "抽查上岗程序", OFFICER | UPPER),
    _read("recruitment.print", "打印招募文书", VILLAGE | EMPLOYER | TOWNSHIP | COUNTY | UPPER | INSPECTORS),
    _read(
        "recruitment.print_list",
        "打印评议、公示、培训文书和备案台账",
        VILLAGE | TOWNSHIP | COUNTY | UPPER | INSPECTORS,
    ),
    Action(
        "recruitment.print_whole",
        "打印含完整证件号的文书",
        "reveal",
        TOWNSHIP | COUNTY | UPPER | INSPECTORS,
        "territory",
        True,
    ),
    _export("recruitment.export", "导出报名名单", EXPORTERS),
    # Files in
    _read("imports.list", "看导入的文件", TOWNSHIP | COUNTY | UPPER),
    _write("imports.run", "导入文件", TOWNSHIP | OFFICER),
    _write("imports.undo", "撤销一次导入", OFFICER),
    _read("batches.list", "看每次导入的退回行", TOWNSHIP | COUNTY | UPPER),
    _export("batches.export", "导出退回行", TOWNSHIP | COUNTY | UPPER),
    # Registers and comparison
    _read("registers.list", "看部门数据目录和比对范围", COUNTY | FINANCE | UPPER | PARTNERS | INSPECTORS),
    _write("registers.run_comparison", "运行比对", OFFICER),
    _read("screening.list", "看比对命中和未比对的人", KEEPERS | INSPECTORS),
    _export("screening.export", "导出比对命中", EXPORTERS),
    # Cases
    _read("cases.list", "看疑点台账", HANDLERS | INSPECTORS | PARTNERS),
    _read("cases.view", "看一件疑点", HANDLERS | INSPECTORS | PARTNERS),
    _write("cases.work", "核实、补充材料", HANDLERS | PARTNERS),
    _write("cases.conclude", "作出结论", COUNTY, strong=True),
    _write("cases.assign", "交办", TOWNSHIP | COUNTY | UPPER),
    _export("cases.export", "导出疑点台账", EXPORTERS),
    # Attendance
    _read("attendance.list", "看考勤表", KEEPERS | INSPECTORS | CLERKS),
    _write("attendance.edit", "填考勤表", TOWNSHIP | OFFICER | CLERKS),
    _write("attendance.lock", "锁定考勤表", TOWNSHIP | OFFICER),
    _write("attendance.unlock", "打开已锁定的考勤表", OFFICER),
    _export("attendance.export", "导出考勤", EXPORTERS),
    # Money
    _read("subsidies.list", "看补贴", KEEPERS | INSPECTORS),
    _write("subsidies.run", "计算当月补贴", OFFICER),
    _write("subsidies.hold", "暂缓、恢复一笔补贴", OFFICER | APPROVER, strong=True),
    _export("subsidies.export", "导出补贴", EXPORTERS),
    _read("returns.list", "看一卡通回盘", KEEPERS | INSPECTORS),
    _export("returns.export", "导出一卡通回盘", EXPORTERS),
    # Leaving
    _read("exits.list", "看到期预警和退出", KEEPERS | INSPECTORS | VILLAGE),
    _export("exits.export", "导出到期预警", EXPORTERS),
    # Bridging posts: ordinary jobs for those who leave (clauses 4.1 to 4.5)
    _read(
        "bridging.read",
        "看衔接机构和岗位",
        VILLAGE | EMPLOYER | TOWNSHIP | COUNTY | UPPER | INSPECTORS | WELFARE,
    ),
    _read("bridging.leavers", "看临退人员、匹配和转岗数字", VILLAGE | TOWNSHIP | COUNTY | UPPER | INSPECTORS),
    _read(
        "bridging.referrals",
        "看推荐和结果",
        VILLAGE | EMPLOYER | TOWNSHIP | COUNTY | UPPER | INSPECTORS,
    ),
    _write("bridging.keep_institution", "登记、停用衔接机构", OFFICER | WELFARE),
    _write("bridging.keep_opening", "登记、停招衔接岗位", EMPLOYER | TOWNSHIP | OFFICER | WELFARE),
    Action(
        "bridging.reveal_contact",
        "看衔接机构的联系人和电话",
        "reveal",
        TOWNSHIP | OFFICER | WELFARE,
        "territory",
    ),
    _write("bridging.wish", "登记转岗意愿和技能", VILLAGE | TOWNSHIP | OFFICER),
    _write("bridging.refer", "推荐岗位、登记本人答复", TOWNSHIP | OFFICER),
    _write("bridging.outcome", "登记机构录用结果", EMPLOYER | TOWNSHIP | OFFICER),
    _write("bridging.follow_up", "登记转岗后的回访", VILLAGE | TOWNSHIP | OFFICER),
    _write("bridging.insurance", "提示、登记单位社会保险补贴", OFFICER),
    _export("bridging.export", "导出衔接岗位、临退人员和推荐", TOWNSHIP | COUNTY | UPPER | INSPECTORS),
    # Supervision
    _read("complaints.list", "看投诉", TOWNSHIP | COUNTY | UPPER | INSPECTORS),
    _export("complaints.export", "导出投诉", COUNTY | UPPER | INSPECTORS),
    _read("reports.list", "看统计报表", KEEPERS | INSPECTORS),
    _export("reports.export", "导出统计报表", EXPORTERS),
    # Audit: the administrator of the audit sees who did what, never the data behind it.
    _read("audit.view", "看操作记录", AUDIT | INSPECTORS),
    _read("audit.detail", "看操作记录里的前后差异", INSPECTORS),
    _read("audit.verify", "校验操作记录的链", AUDIT | INSPECTORS, "none"),
    _export("audit.export", "导出操作记录", AUDIT | INSPECTORS),
    # Accounts: whoever makes an account does not say what it may do.
    _read("accounts.list", "看人员账号", ADMINS | HELP),
    _write("accounts.manage", "建立、停用账号和单位", SYSTEM, strong=True),
    _read("accounts.grants", "看岗位授予和移交回执", ADMINS),
    _write("accounts.grant", "授予、收回、移交岗位", SECURITY, strong=True),
    _write("accounts.unlock", "解除账号锁定", SYSTEM | SECURITY | HELP, strong=True),
    # Who gives a first password does not take away the second factor: taking an account over needs two people.
    _write("accounts.help", "重置第二因素", HELP | SECURITY, strong=True),
    _read("accounts.permissions", "看谁能做什么", EVERYONE, "none"),
    _write("account.own", "管理自己的账号", EVERYONE, "none"),
    _read("policy.view", "看政策条款和参数", EVERYONE, "none"),
)

ACTIONS: dict[str, Action] = {action.name: action for action in TABLE}
GROUPS: dict[str, str] = {
    "overview": "总览",
    "worklist": "工作台",
    "notices": "工作台",
    "search": "工作台",
    "places": "工作台",
    "views": "工作台",
    "drafts": "工作台",
    "tasks": "工作台",
    "people": "人员",
    "posts": "岗位",
    "campaign": "岗位",
    "placements": "上岗",
    "procedures": "上岗",
    "recruitment": "招募",
    "imports": "导入",
    "batches": "导入",
    "registers": "比对",
    "screening": "比对",
    "cases": "疑点",
    "attendance": "考勤",
    "subsidies": "补贴",
    "returns": "补贴",
    "exits": "退出",
    "bridging": "衔接",
    "complaints": "监督",
    "reports": "报表",
    "audit": "操作记录",
    "accounts": "系统",
    "account": "系统",
    "policy": "系统",
}


def group_of(action: Action) -> str:
    """The part of the menu to which an action belongs."""
    return gettext(GROUPS[action.name.partition(".")[0]])


def roles_with_second_factor() -> frozenset[Role]:
    """The roles whose holders must sign in with a second factor: they may do something that is `strong`."""
    return frozenset(role for action in ACTIONS.values() if action.strong for role in action.roles)
