"""Whether and when someone is past the age of the post is decided before the comparison, by region and kind."""

from __future__ import annotations

from datetime import date

import pytest

from gonggang.core.month import Month
from gonggang.policy.parameter_files import Line
from gonggang.policy.parameters import OutsideForce, Parameters, parameters
from gonggang.screening.roster import ROSTER_SCHEMA, RosterRow, build_roster, unit_key

from .conftest import MONTH, in_post


def limit(
    row: RosterRow, month: Month = MONTH, values: Parameters | None = None
) -> tuple[date | None, str | None]:
    built = build_roster([row], month, values or parameters()).to_pylist()[0]
    return built["age_limit_on"], built["age_unknown_why"]


@pytest.mark.clause("7.3", "12.2")
@pytest.mark.parametrize(
    ("serial", "birth", "kind", "category", "expected"),
    [
        (1, "19590601", "RURAL", None, date(2024, 6, 1)),
        (2, "19590601", "RURAL", "女50", date(2024, 6, 1)),
        (1, "19600229", "RURAL", None, date(2025, 2, 28)),
        (1, "19640531", "URBAN", None, date(2024, 5, 1)),
        (1, "19640531", "URBAN", "女50", date(2024, 5, 1)),
        (1, "19650115", "URBAN", "男60", date(2025, 2, 1)),
        (2, "19690510", "URBAN", "女55", date(2024, 5, 1)),
        (2, "19740510", "URBAN", "female50", date(2024, 5, 1)),
        (2, "19750110", "URBAN", "女50", date(2025, 2, 1)),
    ],
)
def test_the_day_past_the_age_of_a_post(
    serial: int, birth: str, kind: str, category: str | None, expected: date
) -> None:
    row = in_post(serial, birth=birth, urban_rural=kind, retirement_category=category)
    assert limit(row) == (expected, None)


@pytest.mark.parametrize("category", [None, "男60", "不详"])
def test_an_urban_woman_without_a_category_of_hers_is_unknown(category: str | None) -> None:
    row = in_post(2, birth="19640101", urban_rural="URBAN", retirement_category=category)
    assert limit(row) == (None, "retirement_category_unknown")


def test_a_post_that_is_neither_urban_nor_rural_is_unknown() -> None:
    assert limit(in_post(1, birth="19400101", urban_rural=None)) == (None, "urban_rural_unknown")


def with_line(region: int, begins: date, value: int) -> Parameters:
    return parameters().with_lines("upper_age_rural", [Line(begins, region, value, "县里的公告", "已核")])


def test_a_county_s_own_limit_counts_for_its_people_only_and_from_its_day() -> None:
    values = with_line(379901000000, date(2024, 5, 15), 70)
    row = in_post(1, birth="19580101")
    elsewhere = in_post(1, birth="19580101", village_code=379902001001)
    assert limit(row, values=values) == (date(2028, 1, 1), None)
    assert limit(row, Month(2024, 4), values) == (date(2023, 1, 1), None)
    assert limit(elsewhere, values=values) == (date(2023, 1, 1), None)


def test_a_month_before_any_limit_was_in_force_is_refused() -> None:
    with pytest.raises(OutsideForce):
        limit(in_post(1), Month(1990, 1))


def test_the_table_has_its_schema_and_one_row_a_placement() -> None:
    rows = [
        in_post(1, name="欧 阳", account="62 1999 0001", host_unit="甲（公司）"),
        in_post(1, source_row=5),
    ]
    table = build_roster(iter(rows), MONTH, parameters())
    assert table.schema == ROSTER_SCHEMA
    first = table.to_pylist()[0]
    assert (first["name"], first["name_key"], first["account_key"]) == ("欧 阳", "欧阳", "6219990001")
    assert table.num_rows == 2


def test_units_are_one_under_the_usual_ways_of_writing_them() -> None:
    assert unit_key("文化路社区居民委员会") == unit_key(" 文化路社区 居委会")
    assert unit_key("甲（集团）公司") == unit_key("甲(集团)公司")
    assert unit_key("  ") is None
    assert unit_key(None) is None
