"""The five departments beside the bureau answer what they are asked about a case, and see their own register's age.

Today they hand in no file themselves: the county takes their registers in. Reviewing applicants together comes with the
recruitment round and has its own journeys.
"""

from __future__ import annotations

from typing import Any

import pytest

from gonggang.accounts.roles import Role
from gonggang.testing import COUNTY

pytestmark = pytest.mark.clause("7.1", "7.6")
DEPARTMENTS = (
    Role.CIVIL_AFFAIRS, Role.AGRICULTURE, Role.DISABLED_FEDERATION, Role.POLICE, Role.MARKET_REGULATION,
)  # fmt: skip


def _case() -> int:
    from gonggang.casework.models import Case

    return int(Case.objects.filter(person__name="皇甫两岗").order_by("pk").values_list("pk", flat=True)[0])


@pytest.mark.parametrize("role", DEPARTMENTS)
def test_department_answers_about_a_case(role: Role, desk: Any, sit: Any) -> None:
    key = desk.ask(_case)
    page = sit(role, COUNTY)
    page.wait_for_url("**/worklist/**")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="疑点核查").click()
    page.wait_for_url("**/cases/**")
    page.goto(f"/cases/{key}/")
    page.get_by_text("记一笔核实经过").click()
    page.get_by_label("做了什么、对方怎么说").fill(f"{role.label}已查本部门档案，附函")
    page.get_by_role("button", name="记录", exact=True).click()
    page.get_by_text(f"{role.label}已查本部门档案，附函").wait_for()
    assert page.get_by_role("button", name="了结", exact=True).count() == 0
    page.goto("/registers/?month=2024-05")
    assert page.get_by_role("row").filter(has_text="死亡").count() >= 1
    assert page.get_by_role("link", name="导入登记数据").count() == 0
    for address in ("/people/", f"/people/{desk.persons['司马已故']}/", "/subsidies/", "/imports/new/"):
        assert page.goto(address).status == 404, address
