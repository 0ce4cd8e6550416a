"""Organisations, officers and grants: what may be, what is refused, and how work changes hands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gonggang.accounts import actions
from gonggang.accounts.actions import (
    create_officer,
    create_organisation,
    deactivate,
    end_grant,
    grant_role,
    hand_over,
)
from gonggang.accounts.models import Officer, RoleGrant
from gonggang.accounts.roles import ADMINS, EVERYONE, Role, conflict
from gonggang.accounts.viewer import EVERYWHERE, NOWHERE, merged, viewer_on
from gonggang.audit.models import AuditRecord
from gonggang.core.errors import UnusableInput
from gonggang.testing import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

pytestmark = [pytest.mark.clause("X2"), pytest.mark.django_db]
DAY = date(2024, 5, 1)


@pytest.fixture
def hire(officer: Officer) -> Any:
    def make(name: str, role: Role | None = None, code: int = COUNTY, **days: date) -> Officer:
        made = create_officer(
            username=name, name=name, organisation=None, territory_code=code, officer=officer
        )
        if role is not None:
            grant_role(
                to=made, role=role, territory_code=code, officer=officer, **({"begins_on": DAY} | days)
            )
        return made

    return make


def test_an_organisation_is_made_once_and_audited(officer: Officer) -> None:
    made = create_organisation(name=" 示范县财政局 ", kind="finance", region_code=COUNTY, officer=officer)
    assert made.name == "示范县财政局"
    assert AuditRecord.objects.filter(verb="accounts.create_organisation").count() == 1
    for values in ({"name": "示范县财政局"}, {"name": " "}, {"kind": "bank", "name": "x"}):
        with pytest.raises(UnusableInput):
            create_organisation(
                **({"name": "x", "kind": "finance", "region_code": COUNTY, "officer": officer} | values)
            )


def test_an_account_name_is_taken_whatever_its_case(hire: Any) -> None:
    hire("lin")
    with pytest.raises(UnusableInput, match="已有人使用"):
        hire("LIN")


def test_a_grant_holds_from_its_first_day_to_before_its_last(hire: Any) -> None:
    who = hire("lin", Role.COUNTY_OFFICER, begins_on=date(2024, 5, 2), ends_on=date(2024, 6, 1))
    days = [date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 31), date(2024, 6, 1)]
    assert [viewer_on(who, day).may("people.list") for day in days] == [False, True, True, False]


def test_a_grant_needs_days_the_right_way_round_and_is_given_once(hire: Any, officer: Officer) -> None:
    who = hire("lin", Role.COUNTY_OFFICER)
    with pytest.raises(UnusableInput, match="晚于"):
        grant_role(
            to=who,
            role=Role.COUNTY_OFFICER,
            territory_code=COUNTY,
            begins_on=DAY,
            ends_on=DAY,
            officer=officer,
        )
    with pytest.raises(UnusableInput, match="不用再授予"):
        grant_role(to=who, role=Role.COUNTY_OFFICER, territory_code=COUNTY, begins_on=DAY, officer=officer)


def test_nobody_grants_to_themselves(hire: Any) -> None:
    who = hire("lin")
    with pytest.raises(UnusableInput, match="不能给自己"):
        grant_role(to=who, role=Role.SYSTEM_ADMIN, territory_code=0, begins_on=DAY, officer=who)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN),
        (Role.SYSTEM_ADMIN, Role.COUNTY_OFFICER),
        (Role.VILLAGE_CLERK, Role.AUDIT_ADMIN),
        (Role.COUNTY_APPROVER, Role.COUNTY_FINANCE),
        (Role.COUNTY_FINANCE, Role.COUNTY_OFFICER),
        (Role.TOWNSHIP_OFFICER, Role.COUNTY_APPROVER),
        (Role.AUDITOR, Role.COUNTY_OFFICER),
    ],
)
def test_roles_that_are_never_one_persons(hire: Any, officer: Officer, held: Role, wanted: Role) -> None:
    who = hire("lin", held)
    with pytest.raises(UnusableInput, match="不能由同一人担任"):
        grant_role(to=who, role=wanted, territory_code=COUNTY, begins_on=DAY, officer=officer)
    assert conflict(frozenset({wanted}), held), "whichever came first"


def test_no_administrator_holds_any_other_role() -> None:
    for admin in ADMINS:
        for other in EVERYONE - {admin}:
            assert conflict(frozenset({other}), admin)


def test_what_is_over_forbids_nothing_and_what_is_to_come_does(hire: Any, officer: Officer) -> None:
    who = hire("lin", Role.COUNTY_FINANCE, ends_on=date(2024, 6, 1))
    wanted = {"to": who, "role": Role.COUNTY_APPROVER, "territory_code": COUNTY, "officer": officer}
    with pytest.raises(UnusableInput):
        grant_role(begins_on=date(2024, 5, 31), **wanted)
    with pytest.raises(UnusableInput):
        grant_role(begins_on=date(2024, 4, 1), ends_on=date(2024, 5, 2), **wanted)
    grant_role(begins_on=date(2024, 4, 1), ends_on=DAY, **wanted)
    grant_role(begins_on=date(2024, 6, 1), **wanted)


def test_ending_a_grant_never_makes_it_longer(hire: Any, officer: Officer) -> None:
    who = hire("lin", Role.COUNTY_OFFICER, ends_on=date(2024, 6, 1))
    grant = RoleGrant.objects.get(officer=who)
    end_grant(grant=grant, on=date(2024, 7, 1), officer=officer)
    assert grant.ends_on == date(2024, 6, 1)
    end_grant(grant=grant, on=date(2024, 4, 1), officer=officer)
    assert grant.ends_on == DAY
    assert not viewer_on(who, DAY).may("people.list")


def test_work_changes_hands_in_one_act(hire: Any, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = hire("lin", Role.COUNTY_OFFICER), hire("wang")
    monkeypatch.setattr(actions, "_HAND_OVERS", {"cases": lambda giver, taker, on, by: 7})
    on = date(2024, 6, 1)
    assert hand_over(old, new, on=on, officer=officer) == {"grants": 1, "cases": 7}
    assert (viewer_on(old, on).may("people.list"), viewer_on(new, on).may("people.list")) == (False, True)
    assert viewer_on(old, date(2024, 5, 31)).may("people.list")
    assert viewer_on(new, on).territories("people.list") == ((COUNTY, COUNTY + 10**6),)
    assert AuditRecord.objects.get(verb="accounts.hand_over").detail["cases"] == 7


def test_work_does_not_pass_to_who_may_not_have_it(hire: Any, officer: Officer) -> None:
    old, rival = hire("lin", Role.COUNTY_APPROVER), hire("wang", Role.COUNTY_FINANCE)
    with pytest.raises(UnusableInput):
        hand_over(old, rival, on=date(2024, 6, 1), officer=officer)
    assert viewer_on(old, date(2024, 6, 1)).may("cases.conclude"), "nothing was moved"
    with pytest.raises(UnusableInput, match="同一个人"):
        hand_over(old, old, on=date(2024, 6, 1), officer=officer)


def test_who_is_deactivated_may_nothing(hire: Any, officer: Officer) -> None:
    who = hire("lin", Role.COUNTY_OFFICER)
    deactivate(who=who, on=date(2024, 6, 1), officer=officer)
    assert not viewer_on(who, DAY).may("people.list")
    assert not viewer_on(who, DAY).may("account.own")
    with pytest.raises(UnusableInput):
        deactivate(who=officer, on=DAY, officer=officer)


def test_a_territory_counts_only_for_the_role_it_was_granted_for(
    hire: Any, officer: Officer, county: int
) -> None:
    who = hire("lin", Role.VILLAGE_CLERK, VILLAGE)
    grant_role(to=who, role=Role.CIVIL_AFFAIRS, territory_code=COUNTY, begins_on=DAY, officer=officer)
    viewer = viewer_on(who, DAY)
    assert viewer.territories("people.list") == ((VILLAGE, VILLAGE + 1),)
    assert viewer.territories("registers.list") == ((COUNTY, COUNTY + 10**6),)
    assert viewer.covers("people.list", VILLAGE)
    assert not viewer.covers("people.list", OTHER_VILLAGE)
    assert not viewer.covers("people.list", TOWNSHIP), "a village is not its township"


def test_without_a_grant_nothing_is_within_reach(hire: Any, county: int) -> None:
    viewer = viewer_on(hire("lin"), DAY)
    assert viewer.territories("people.list") == ()
    assert viewer.narrow("people.list", COUNTY) == NOWHERE
    assert not viewer.covers("people.list", None)
    assert viewer.may("account.own")
    with pytest.raises(KeyError):
        viewer.may("people.teleport")


def test_a_region_is_narrowed_to_what_was_granted_in_it(hire: Any, county: int) -> None:
    viewer = viewer_on(hire("lin", Role.TOWNSHIP_OFFICER, TOWNSHIP), DAY)
    assert viewer.narrow("people.list", COUNTY) == TOWNSHIP
    assert viewer.narrow("people.list", VILLAGE) == VILLAGE
    assert viewer.narrow("people.list", 379902000000) == NOWHERE
    assert viewer_on(hire("wei", Role.PROVINCE_OFFICER, 0), DAY).territories("people.list") == EVERYWHERE


def test_ranges_that_touch_or_overlap_are_one() -> None:
    assert merged([(5, 7), (1, 3), (3, 4), (6, 9)]) == ((1, 4), (5, 9))
    assert merged([]) == ()
