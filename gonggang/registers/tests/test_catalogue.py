"""A register is known by its heading; one that lacks what it needs is refused by name."""

from __future__ import annotations

import pytest

from gonggang.core.errors import UnusableInput
from gonggang.registers.catalogue import REGISTERS, Holds, match_columns, recognise


@pytest.mark.clause("7.1")
@pytest.mark.parametrize("kind", REGISTERS)
def test_every_register_is_known_by_its_own_heading_in_any_order(kind: str) -> None:
    titles = [column.title for column in REGISTERS[kind].columns]
    for heading in (titles, titles[::-1], ["序号", *titles, "备注"]):
        found = recognise(heading)
        assert found is not None
        assert found[0].kind == kind
        assert {heading[place] for place in found[1].values()} == set(titles)


@pytest.mark.parametrize("kind", REGISTERS)
def test_a_register_without_its_id_column_cannot_be_used(kind: str) -> None:
    titles = [c.title for c in REGISTERS[kind].columns if c.holds is not Holds.IDENTITY or c.marks]
    with pytest.raises(UnusableInput, match=r"缺少.*身份证号"):
        recognise(titles)


def test_other_names_units_and_line_breaks_of_a_heading_are_understood() -> None:
    heading = ["公民身份号码", "姓 名", "险种", "费款所属期（YYYYMM）", "缴费\n状态"]
    found = recognise(heading)
    assert found is not None
    assert found[1] == {
        "person_key": 0,
        "name": 1,
        "insurance_kind": 2,
        "paid_for": 3,
        "payment_status": 4,
    }


def test_a_heading_of_something_else_is_no_register() -> None:
    assert recognise(["序号", "姓名", "身份证号", "岗位编号", "上岗日期"]) is None
    assert recognise(["批次", "姓名", "身份证号", "账号", "金额", "状态"]) is None


def test_a_kind_given_by_the_caller_must_exist_and_fit() -> None:
    with pytest.raises(UnusableInput, match="没有“deaths”这种比对数据"):
        recognise(["姓名"], "deaths")
    with pytest.raises(UnusableInput, match="死亡登记缺少“死亡日期”列"):
        recognise(["姓名", "身份证号"], "death")


def test_fields_of_a_declared_column_can_be_headings_too() -> None:
    found = match_columns(REGISTERS["death"], ["person_key", "name", "died_on"])
    assert found == {"person_key": 0, "name": 1, "died_on": 2}
