"""Parameters: nearest region, dated lines, ends, refusals, and the files themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gonggang.core.errors import UnusableInput
from gonggang.policy.clauses import clause_rows
from gonggang.policy.parameter_files import TO_BE_CONFIRMED, Line
from gonggang.policy.parameters import (
    OutsideForce,
    Parameters,
    UnknownParameter,
    load_parameters,
    parameters,
)

SAMPLE_COUNTY = 379901000000
SAMPLE_VILLAGE = 379901001203
OTHER_VILLAGE = 370102001203
ON = date(2024, 5, 31)

FILE = """
name: notice_min_days
label: 公示最短天数
unit: 天
meaning: 至少公示几天
clause: ["6.8"]
type: integer
minimum: 0
lines:
  - {from: "2020-01-01", region: 0, value: 5, source: 缺省, status: 待管理员核定}
  - {from: "2022-01-01", region: 379901000000, value: 7, source: 县, status: 已核}
  - {from: "2024-01-01", region: 379901000000, value: null, source: 县, status: 已核}
  - {from: "2023-01-01", region: 379901001000, value: 3, source: 乡, status: 已核}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notice_min_days.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def declared(folder: Path) -> Parameters:
    return load_parameters(folder)


@pytest.mark.clause("X3")
@pytest.mark.parametrize(
    ("region", "on", "value"),
    [
        (0, "2020-01-01", 5),
        (379901002203, "2021-12-31", 5),
        (379901002203, "2022-01-01", 7),
        (379901002203, "2023-12-31", 7),
        (379901002203, "2024-01-01", 5),  # the county's own value has ended; the country's counts again
        (379901001203, "2022-12-31", 7),
        (379901001203, "2023-01-01", 3),
        (379901001203, "2025-01-01", 3),
        (379901000000, "2023-06-01", 7),
        (379900000000, "2023-06-01", 5),
        (110101001001, "2023-06-01", 5),
    ],
)
def test_nearest_region_in_force_wins(declared: Parameters, region: int, on: str, value: int) -> None:
    assert declared.get("notice_min_days", region=region, on=date.fromisoformat(on)) == value


def test_outside_force_it_raises_and_says_what_to_do(declared: Parameters) -> None:
    with pytest.raises(
        OutsideForce, match="参数“公示最短天数”在 2019-12-31 对区划 379901001203 没有有效的值"
    ):
        declared.get("notice_min_days", region=SAMPLE_VILLAGE, on=date(2019, 12, 31))
    with pytest.raises(LookupError, match="对全国没有有效的值"):
        declared.get("notice_min_days", region=0, on=date(2019, 12, 31))


def test_mistakes_of_the_program_are_told_apart(declared: Parameters) -> None:
    with pytest.raises(UnknownParameter):
        declared.get("notice_max_days", region=0, on=ON)
    with pytest.raises(ValueError, match="12 digits"):
        declared.get("notice_min_days", region=379901, on=ON)


def test_status_comes_with_the_value(declared: Parameters) -> None:
    assert declared.status("notice_min_days", region=0, on=ON) == TO_BE_CONFIRMED
    assert declared.status("notice_min_days", region=SAMPLE_VILLAGE, on=ON) == "已核"


def test_officers_lines_stand_beside_the_files(declared: Parameters) -> None:
    line = Line(date(2024, 6, 1), SAMPLE_COUNTY, 10, "县文件", "已核")
    changed = declared.with_lines("notice_min_days", [line])
    assert changed.get("notice_min_days", region=SAMPLE_COUNTY, on=date(2024, 6, 1)) == 10
    assert changed.get("notice_min_days", region=SAMPLE_COUNTY, on=date(2024, 5, 31)) == 5
    assert declared.get("notice_min_days", region=SAMPLE_COUNTY, on=date(2024, 6, 1)) == 5


@pytest.mark.parametrize("value", ["10", True, Decimal(10), [10], -1])
def test_officers_lines_of_another_kind_are_refused(declared: Parameters, value: object) -> None:
    line = Line(date(2024, 6, 1), SAMPLE_COUNTY, value, "县文件", "已核")
    with pytest.raises(ValueError, match="公示最短天数"):
        declared.with_lines("notice_min_days", [line])


@pytest.mark.clause("19.6")
def test_what_the_province_fixed_nobody_changes() -> None:
    line = Line(date(2024, 6, 1), SAMPLE_COUNTY, 3, "县文件", "已核")
    with pytest.raises(ValueError, match=r"累计安置次数上限.*不可改"):
        parameters().with_lines("placements_max", [line])
    assert parameters().get("placements_max", region=SAMPLE_VILLAGE, on=ON) == 2


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("name: notice_min_days", "name: other", "name 应与文件名相同"),
        ("type: integer", "type: number", "不是认识的类型"),
        ("value: 5", 'value: "5"', "应为整数"),
        ("value: 5", "value: -5", "不得小于 0"),
        ("value: 5", "value: true", "应为整数"),
        ("region: 0", "region: 379901", "12 digits"),
        ('from: "2020-01-01"', 'from: "2020-02-30"', "应为 YYYY-MM-DD"),
        ("status: 待管理员核定", "status: 大概", "status 只能是"),
        ("source: 缺省, ", "", "每一行应有且只有"),
        ("unit: 天\n", "", "应有且只有"),
        ("unit: 天\n", "unit: 天\nunit: 日\n", "写法有误"),
        ("2022-01-01", "2024-01-01", "同一区划同一天有两行"),
    ],
)
def test_a_faulty_file_is_named_with_its_fault(folder: Path, right: str, wrong: str, says: str) -> None:
    (folder / "notice_min_days.yaml").write_text(FILE.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(UnusableInput, match=r"notice_min_days\.yaml") as refusal:
        load_parameters(folder)
    assert says in str(refusal.value)


def test_values_handed_out_can_be_changed_without_harm() -> None:
    parameters().get("expiry_warning_days", region=0, on=ON).clear()
    assert parameters().get("expiry_warning_days", region=0, on=ON) == [90, 60, 30]


def test_the_sample_county_counts_as_it_does() -> None:
    look_up = parameters().get
    assert look_up("notice_day_kind", region=SAMPLE_VILLAGE, on=ON) == "calendar"
    assert look_up("notice_day_kind", region=OTHER_VILLAGE, on=ON) == "working"
    assert look_up("near_retirement_extension_applies", region=SAMPLE_VILLAGE, on=ON) is False
    assert look_up("near_retirement_extension_applies", region=OTHER_VILLAGE, on=ON) is True


@pytest.mark.clause("13.2")
def test_minimum_wages_of_the_province_end_where_nobody_has_entered_them() -> None:
    look_up = parameters().get
    assert look_up("minimum_wage_monthly", region=OTHER_VILLAGE, on=date(2023, 9, 30))["III"] == 170000
    assert look_up("minimum_wage_monthly", region=OTHER_VILLAGE, on=date(2023, 10, 1))["III"] == 182000
    assert parameters().status("minimum_wage_monthly", region=OTHER_VILLAGE, on=ON) == "待核"
    with pytest.raises(OutsideForce):
        look_up("minimum_wage_monthly", region=OTHER_VILLAGE, on=date(2025, 1, 1))


def test_every_parameter_names_rows_that_exist() -> None:
    for parameter in parameters().declared.values():
        assert parameter.clause, parameter.name
        assert set(parameter.clause) <= set(clause_rows()), parameter.name
