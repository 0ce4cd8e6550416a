"""The roles of the house: who sits in front of it, and which two no single person may hold (clause X2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext


class Role(StrEnum):
    """What an officer may be in a territory. The value is what the table of grants stores."""

    VILLAGE_CLERK = "village_clerk"
    EMPLOYER_CLERK = "employer_clerk"
    TOWNSHIP_OFFICER = "township_officer"
    COUNTY_OFFICER = "county_officer"
    COUNTY_APPROVER = "county_approver"
    COUNTY_FINANCE = "county_finance"
    CIVIL_AFFAIRS = "civil_affairs"
    AGRICULTURE = "agriculture"
    DISABLED_FEDERATION = "disabled_federation"
    POLICE = "police"
    MARKET_REGULATION = "market_regulation"
    CITY_OFFICER = "city_officer"
    PROVINCE_OFFICER = "province_officer"
    DISCIPLINE_INSPECTOR = "discipline_inspector"
    AUDITOR = "auditor"
    HELP_DESK = "help_desk"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        """The name of the role, in the language of whoever looks."""
        return gettext(LABELS[self])


LABELS: dict[Role, str] = {
    Role.VILLAGE_CLERK: "村（社区）经办人",
    Role.EMPLOYER_CLERK: "用岗单位经办人",
    Role.TOWNSHIP_OFFICER: "乡镇（街道）经办人",
    Role.COUNTY_OFFICER: "县级人社经办人",
    Role.COUNTY_APPROVER: "县级人社审批人",
    Role.COUNTY_FINANCE: "县级财政经办人",
    Role.CIVIL_AFFAIRS: "民政部门经办人",
    Role.AGRICULTURE: "农业农村部门经办人",
    Role.DISABLED_FEDERATION: "残联经办人",
    Role.POLICE: "公安部门经办人",
    Role.MARKET_REGULATION: "市场监管部门经办人",
    Role.CITY_OFFICER: "市级人社经办人",
    Role.PROVINCE_OFFICER: "省级人社经办人",
    Role.DISCIPLINE_INSPECTOR: "纪检监察人员",
    Role.AUDITOR: "审计人员",
    Role.HELP_DESK: "服务台",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}

EVERYONE = frozenset(Role)
ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
PARTNERS = frozenset(
    {Role.CIVIL_AFFAIRS, Role.AGRICULTURE, Role.DISABLED_FEDERATION, Role.POLICE, Role.MARKET_REGULATION}
)
CLERKS = frozenset({Role.VILLAGE_CLERK, Role.EMPLOYER_CLERK})
COUNTY = frozenset({Role.COUNTY_OFFICER, Role.COUNTY_APPROVER})
UPPER = frozenset({Role.CITY_OFFICER, Role.PROVINCE_OFFICER})
# They look across levels inside their grant; each look is logged with a purpose that they give first.
INSPECTORS = frozenset({Role.DISCIPLINE_INSPECTOR, Role.AUDITOR})
# Everyone who works on the county's data; the three administrators and the help desk never see any of it.
BUSINESS = EVERYONE - ADMINS - {Role.HELP_DESK}
HANDLERS = frozenset({Role.VILLAGE_CLERK, Role.TOWNSHIP_OFFICER, Role.COUNTY_FINANCE}) | COUNTY | UPPER


@dataclass(frozen=True, slots=True)
class Incompatible:
    """No person holds a role of `first` and another one of `second`, whatever the territories."""

    first: frozenset[Role]
    second: frozenset[Role]
    sentence: str


INCOMPATIBLE: tuple[Incompatible, ...] = (
    Incompatible(ADMINS, ADMINS, "系统、安全、审计三类管理员必须是三个人"),
    Incompatible(ADMINS, EVERYONE - ADMINS, "管理员不接触业务数据，不能兼任业务岗位"),
    Incompatible(
        frozenset({Role.COUNTY_APPROVER}),
        frozenset({Role.COUNTY_FINANCE}),
        "审批的人不能又是付款的人",
    ),
    Incompatible(
        frozenset({Role.COUNTY_OFFICER}),
        frozenset({Role.COUNTY_FINANCE}),
        "编制补贴名册的人不能又是付款的人",
    ),
    Incompatible(
        frozenset({Role.COUNTY_APPROVER}),
        frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_OFFICER}) | CLERKS,
        "审批的人不能又是初审、复核的人",
    ),
    Incompatible(INSPECTORS, EVERYONE - ADMINS - INSPECTORS, "监督的人不能兼任被监督的岗位"),
)


def conflict(held: frozenset[Role], wanted: Role) -> str | None:
    """Why who holds these roles may not get the wanted one, as a Chinese sentence; None if nothing forbids it."""
    for rule in INCOMPATIBLE:
        others = held - {wanted}
        if (wanted in rule.first and others & rule.second) or (wanted in rule.second and others & rule.first):
            other = min(
                others & rule.second if wanted in rule.first and others & rule.second else others & rule.first
            )
            return gettext("“%(wanted)s”与已有的“%(other)s”不能由同一人担任：%(why)s。") % {
                "wanted": wanted.label,
                "other": other.label,
                "why": gettext(rule.sentence),
            }
    return None
