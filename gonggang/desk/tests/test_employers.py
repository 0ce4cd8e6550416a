"""An employer's clerk keeps the sheet of that employer's people in the village, and sees nobody else (clause X2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gonggang.accounts.actions import create_officer, create_organisation, grant_role
from gonggang.accounts.models import Organisation
from gonggang.accounts.roles import Role
from gonggang.accounts.viewer import viewer_on
from gonggang.attendance import actions
from gonggang.attendance import queries as attendance
from gonggang.attendance.actions import RowEdit, SheetRefused
from gonggang.attendance.models import AttendanceRow, MonthSheet
from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.desk.tests.test_attendance_sheet import form_of, text_of
from gonggang.placements.models import Placement
from gonggang.testing import COUNTY, OTHER_UNIT, OTHER_VILLAGE, UNIT, VILLAGE

pytestmark = pytest.mark.clause("X2")
ADDRESS = f"/attendance/{VILLAGE}/2024-05/"
MAY = Month(2024, 5)


@pytest.fixture
def people(make_person: Any, make_post: Any, make_placement: Any) -> dict[str, Placement]:
    """One with the employer by the post, one by the placement, one with another employer, one of whom nobody knows."""
    mine, other, unknown = (make_post(host_uscc=code) for code in (UNIT, OTHER_UNIT, ""))
    posts = {"岗位为本单位": mine, "上岗为本单位": other, "岗位为外单位": other, "没有写单位": unknown}
    made = {name: make_placement(make_person(name=name), post) for name, post in posts.items()}
    Placement.objects.filter(pk=made["上岗为本单位"].pk).update(host_uscc=UNIT)
    return made


@pytest.fixture
def clerk(signed_in: Any) -> Any:
    return signed_in("employer_clerk", VILLAGE)


def test_a_sheet_shows_the_employers_own_people(people: dict[str, Placement], clerk: Any) -> None:
    page = text_of(clerk.get(ADDRESS))
    assert "岗位为本单位" in page and "上岗为本单位" in page
    assert "岗位为外单位" not in page and "没有写单位" not in page
    assert "这里只有本单位的人" in page and "保存并上报" not in page
    assert "2 人" in text_of(clerk.get("/attendance/?month=2024-05&show=missing"))


def test_own_rows_are_saved_and_the_sheet_is_not_handed_in(people: dict[str, Placement], clerk: Any) -> None:
    fields = form_of(clerk.get(ADDRESS))
    mine = people["岗位为本单位"].pk
    clerk.post(ADDRESS, fields | {f"m-p{mine}": "√√○"})
    assert AttendanceRow.objects.get().marks.strip() == "√√○"
    fields = form_of(clerk.get(ADDRESS))
    answer = clerk.post(ADDRESS, fields | {f"m-p{mine}": "√√×", "then": "confirm"})
    assert answer.status_code == 422 and "整张表由村（社区）上报" in text_of(answer)
    assert AttendanceRow.objects.get().marks.strip() == "√√○"
    assert MonthSheet.objects.get().village_confirmed_at is None


def test_a_row_of_another_employer_is_not_written(
    people: dict[str, Placement], clerk: Any, officer: Any
) -> None:
    fields = form_of(clerk.get(ADDRESS))
    foreign = people["岗位为外单位"].pk
    was = fields["was"].replace("{", f'{{"p{foreign}": "", ', 1)
    answer = clerk.post(ADDRESS, fields | {"was": was, f"m-p{foreign}": "×" * 31})
    assert answer.status_code == 422 and not AttendanceRow.objects.exists()
    with pytest.raises(SheetRefused):
        actions.edit_rows(
            VILLAGE, MAY, [RowEdit(f"p{foreign}", "×", "")], officer=officer, version=0, unit=UNIT
        )


def test_lists_and_counts_speak_of_the_employer_alone(
    people: dict[str, Placement], signed_in: Any, clerk: Any, make_post: Any
) -> None:
    posts = text_of(clerk.get("/posts/"))
    assert "共 1 条" in posts and "待遇离群" not in posts
    signed_in("village_clerk", VILLAGE)
    fields = form_of(clerk.get(ADDRESS))
    clerk.post(ADDRESS, fields | {f"m-p{each.pk}": "1" * 31 for each in people.values()})
    signed_in("employer_clerk", VILLAGE)
    assert "2 人" in text_of(clerk.get("/attendance/?month=2024-05"))
    doubts = text_of(clerk.get("/attendance/?month=2024-05&show=doubts"))
    assert "没有考勤疑点" in doubts
    worklist = text_of(clerk.get("/worklist/"))
    assert "到期预警" not in worklist and "/cases/" not in worklist and "去填本月考勤" in worklist


def test_an_employer_without_a_code_sees_nobody(people: dict[str, Placement], clerk: Any) -> None:
    Organisation.objects.update(uscc="")
    page = text_of(clerk.get(ADDRESS))
    assert "这个村这个月没有人在岗" in page
    assert not attendance.sheet_people(VILLAGE, MAY, "")


def test_whoever_also_keeps_the_village_sees_all_of_it(
    people: dict[str, Placement], officer: Any, clerk: Any
) -> None:
    station = Organisation.objects.get()
    who = create_officer(
        username="both", name="两职", organisation=station, territory_code=VILLAGE, officer=officer
    )
    for role, place in ((Role.EMPLOYER_CLERK, COUNTY), (Role.VILLAGE_CLERK, VILLAGE)):
        grant_role(to=who, role=role, territory_code=place, begins_on=date(2020, 1, 1), officer=officer)
    viewer = viewer_on(who, date(2024, 6, 1))
    assert viewer.unit_only("attendance.list", VILLAGE) is None
    assert viewer.unit_only("attendance.list", OTHER_VILLAGE) == UNIT
    assert viewer.unit_only("attendance.list", COUNTY) == UNIT


def test_a_code_that_is_none_is_refused(officer: Any) -> None:
    with pytest.raises(UnusableInput, match="不是 18 位代码"):
        create_organisation(name="某站", kind="employer", region_code=VILLAGE, uscc="12", officer=officer)
