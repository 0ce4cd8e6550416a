"""The first section of the application page: what was applied for, and as whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gonggang.desk.screens.recruitment.tabs import SECTIONS, Section
from gonggang.recruitment import queries as recruitment

HARDSHIPS = {"low_income_family": "低保家庭", "zero_employment_family": "零就业家庭"}


def _facts(request: HttpRequest, application: Any) -> Mapping[str, Any]:
    channels = {
        "paper": _("纸质表格"),
        "sheet": _("名单导入"),
        "import": _("名单导入"),
        "online": _("网上报名"),
    }
    family = "、".join(HARDSHIPS.get(each, each) for each in application.family)
    return {"family": family or _("无"), "channel": channels[application.channel]}


def _eligibility(request: HttpRequest, application: Any) -> Mapping[str, Any]:
    found = recruitment.eligibility_of(application)
    return {"findings": found.findings, "age_day": found.age_day}


SECTIONS.append(Section(10, "desk/recruitment/application_facts.html", _facts))
SECTIONS.append(Section(15, "desk/recruitment/application_eligibility.html", _eligibility))
