"""Discipline inspection and audit say what for, look across levels at one person, and each look is on the record."""

from __future__ import annotations

from typing import Any

import pytest

from gonggang.accounts.roles import Role

pytestmark = pytest.mark.clause("X2", "X5")
PLACES = {Role.DISCIPLINE_INSPECTOR: 379900000000, Role.AUDITOR: 370000000000}
PURPOSE = "来信 2024-17 号"


def _looks(username: str) -> list[str]:
    from gonggang.accounts.models import Officer
    from gonggang.audit.models import AuditRecord

    who = Officer.objects.get(username=username)
    found = AuditRecord.objects.filter(verb="accounts.look", officer_id=who.pk)
    return [each.detail["purpose"] for each in found]


@pytest.mark.parametrize("role", PLACES)
def test_inspector_looks_with_a_purpose(role: Role, desk: Any, sit: Any) -> None:
    person = desk.persons["司马已故"]
    page = sit(role, PLACES[role])
    page.goto(f"/people/{person}/")
    page.wait_for_url("**/account/purpose/**")
    page.get_by_role("button", name="写明事由，开始查看").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("事由").fill(PURPOSE)
    page.get_by_role("button", name="写明事由，开始查看").click()
    page.wait_for_url(f"**/people/{person}/**")
    page.get_by_role("heading", level=1, name="司马已故").wait_for()
    assert "2024-05-10" in page.content()  # the day of death, from the register
    assert page.get_by_text(role.label).count() >= 1  # who has looked is on the page, this officer too
    page.goto("/cases/?status=")
    assert page.get_by_role("button", name="领取所选").count() == 0
    assert PURPOSE in desk.ask(lambda: _looks(f"{role}.{PLACES[role]}"))
