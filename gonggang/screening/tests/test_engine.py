"""Coverage, order and repetition of a comparison: unknown is not clean."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gonggang.core.errors import UnusableInput
from gonggang.core.month import Month
from gonggang.policy.parameter_files import Line
from gonggang.policy.parameters import parameters
from gonggang.screening.checks import CHECKS
from gonggang.screening.engine import compare
from gonggang.screening.roster import build_roster
from gonggang.screening.sentences import CHECK_LABELS

from .conftest import MONTH, Compare, in_post, number_of, told

ME = number_of(1)


@pytest.mark.clause("7.1", "7.6")
def test_a_register_that_did_not_arrive_is_not_compared_and_never_clean(screened: Compare) -> None:
    result = screened([in_post(1), in_post(3)], death=[f"别人,{number_of(9)},2024-05-01"])
    coverage = {one.check: one for one in result.coverage}
    assert list(coverage) == list(CHECKS)
    assert (coverage["death"].compared, coverage["death"].not_compared) == (2, {})
    assert (coverage["pension"].compared, coverage["pension"].not_compared) == (0, {"register_missing": 2})
    assert coverage["pension"].registers_absent == ("pension",)
    assert "pension" in coverage["name_mismatch"].registers_absent
    assert coverage["name_mismatch"].compared == 2
    everyone = {(one.id_number, one.check, one.why) for one in result.not_compared}
    assert (ME, "pension", "register_missing") in everyone
    assert not [one for one in everyone if one[1] == "death"]


def test_without_any_register_names_were_not_compared_either(screened: Compare) -> None:
    result = screened([in_post(1)])
    assert {one.check: one.compared for one in result.coverage}["name_mismatch"] == 0
    assert {one.check: one.compared for one in result.coverage}["age_limit"] == 1


def test_an_empty_register_and_one_without_the_month_are_not_compared(screened: Compare) -> None:
    result = screened([in_post(1)], death=[], employee_insurance=[f"{ME},张三,,,职工养老,202404,实缴"])
    coverage = {one.check: one.not_compared for one in result.coverage}
    assert coverage["death"] == {"register_empty": 1}
    assert coverage["employee_insurance"] == {"month_not_covered": 1}


def test_a_blank_deciding_fact_is_unclear_unless_another_row_decides(screened: Compare) -> None:
    lines = [
        f"张三,{ME},水利局,公务员,",
        f"张三,{number_of(3)},水利局,公务员,",
        f"张三,{number_of(3)},水利局,公务员,2020.01",
        f"李四,{number_of(5)},水利局,公务员,",
    ]
    result = screened([in_post(1), in_post(3), in_post(5)], fiscal_payroll=lines)
    assert told(result) == [(number_of(3), "fiscal_payroll", "2020-01-01")]
    assert [(one.id_number, one.check, one.why) for one in result.unclear] == [
        (ME, "fiscal_payroll", "register_fact_unknown")
    ]
    assert {one.check: one.compared for one in result.coverage}["fiscal_payroll"] == 2


@pytest.mark.clause("12.2")
def test_an_unknown_category_is_unclear_and_not_a_hit(screened: Compare) -> None:
    result = screened([in_post(2, birth="19640101", urban_rural="URBAN")])
    assert told(result) == []
    assert [(one.check, one.why) for one in result.unclear] == [("age_limit", "retirement_category_unknown")]
    coverage = {one.check: one for one in result.coverage}["age_limit"]
    assert (coverage.compared, coverage.not_compared) == (0, {"retirement_category_unknown": 1})


def test_a_register_that_is_too_old_is_not_compared_where_an_age_is_set(screened: Compare) -> None:
    line = Line(date(2024, 1, 1), 379901000000, 30, "县里的规定", "已核")
    values = parameters().with_lines("register_age_days_max", [line])
    people = [in_post(1), in_post(3, village_code=379902001001)]
    result = screened(people, death=[f"张三,{ME},2024-01-01"], parameters=values)
    assert {one.check: one.not_compared for one in result.coverage}["death"] == {"register_too_old": 1}
    assert told(result) == []


def test_the_same_input_gives_the_same_result_in_the_same_order(screened: Compare) -> None:
    people = [in_post(n, birth="19580101", account="1") for n in (9, 1, 5, 3)]
    lines = [f"张三,{number_of(n, '19580101')},2024-05-0{n}" for n in (5, 1, 9, 3)]
    first = screened(people, death=lines, count_matched=True)
    again = screened(people[::-1], death=lines, count_matched=True)
    assert first.hits == again.hits
    assert first.coverage == again.coverage
    assert first.registers == again.registers
    order = [(CHECKS.index(hit.check), hit.id_number) for hit in first.hits]
    assert order == sorted(order)


def test_every_register_file_is_told_with_rows_and_people(screened: Compare) -> None:
    result = screened(
        [in_post(1), in_post(3)],
        death=[[f"张三,{ME},2025-01-01", "李四,3799*,2024-01-01"], [f"别人,{number_of(9)},2024-01-01"]],
        count_matched=True,
    )
    documents = [used.as_json() for used in result.registers]
    assert [(d["file"], d["rows_read"], d["rows_rejected"], d["people_matched"]) for d in documents] == [
        ("death-1.csv", 2, 1, 1),
        ("death-2.csv", 1, 0, 0),
    ]
    assert documents[0]["rejected_by_reason"] == {"masked_id": 1}
    assert documents[0]["as_of"]


def test_a_roster_can_be_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "roster.parquet"
    pq.write_table(build_roster([in_post(1, birth="19580101")], MONTH, parameters()), path)
    assert len(compare(path, {}, MONTH).hits) == 1


def test_nobody_in_post_is_nobody_compared() -> None:
    result = compare(build_roster([], MONTH, parameters()), {}, MONTH)
    assert (result.people, result.hits, list(result.not_compared)) == (0, [], [])


def test_a_file_that_was_not_taken_in_and_an_unknown_engine_are_refused(tmp_path: Path) -> None:
    roster = build_roster([in_post(1)], MONTH, parameters())
    path = tmp_path / "x.parquet"
    pq.write_table(roster, path)
    with pytest.raises(UnusableInput, match="不是本系统归整过的比对数据"):
        compare(roster, {"death": [path]}, MONTH)
    with pytest.raises(UnusableInput, match="没有“oracle”这种比对引擎"):
        compare(roster, {}, MONTH, engine="oracle")


def test_spark_is_refused_in_one_sentence_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UnusableInput, match="没有安装 Spark"):
        compare(build_roster([in_post(1)], MONTH, parameters()), {}, MONTH, engine="spark")


def test_every_check_has_a_chinese_name() -> None:
    assert set(CHECK_LABELS) == set(CHECKS)


def test_a_month_of_another_year_uses_the_same_registers(screened: Compare) -> None:
    result = screened([in_post(1)], Month(2023, 12), death=[f"张三,{ME},2024-01-01"])
    assert told(result) == []


@pytest.mark.slow
def test_spark_finds_what_duckdb_finds(screened: Compare) -> None:
    pytest.importorskip("pyspark")
    people = [
        in_post(1),
        in_post(3, account=None, post_number=None),
        in_post(2, birth="19640101", urban_rural="URBAN"),
        in_post(5, birth="19580101"),
        in_post(5, birth="19580101", source_row=9, started_on=date(2023, 2, 2)),
    ]
    registers = {
        "death": [
            f"张?,{ME},2024-05-01",
            f"李四,{number_of(3)},2024-05-02",
            f"张三,{number_of(3)},2024-05-03",
        ],
        "fiscal_payroll": [f"张三,{ME},,,"],
        "employee_insurance": [f"{ME},张三,,,职工养老,202405,实缴"],
    }
    duckdb, spark = (screened(people, engine=engine, **registers) for engine in ("duckdb", "spark"))
    assert duckdb.hits == spark.hits
    assert list(duckdb.not_compared) == list(spark.not_compared)
    assert duckdb.coverage == spark.coverage
