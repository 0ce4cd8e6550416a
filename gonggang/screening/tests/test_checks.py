"""Each check against the facts that make a hit, and those that look like it and do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gonggang.core.month import Month
from gonggang.policy.parameter_files import Line
from gonggang.policy.parameters import parameters

from .conftest import VILLAGE, Compare, in_post, number_of, told

ME = number_of(1)


@pytest.mark.clause("7.1", "7.3")
@pytest.mark.parametrize(
    ("kind", "check", "line", "fact"),
    [
        ("employee_insurance", "employee_insurance", f"{ME},张三,甲公司,,职工养老,202405,实缴", "2024-05-01"),
        ("business_registration", "business_licence", f"张三,{ME},店,,股东,存续,2024-05-31,", "2024-05-31"),
        ("business_registration", "business_licence", f"张三,{ME},店,,经营者,存续,20080506,", "2008-05-06"),
        (
            "business_registration",
            "business_licence",
            f"张三,{ME},店,,法定代表人,存续,2019/4/1,",
            "2019-04-01",
        ),
        ("pension", "pension", f"张三,{ME},职工养老待遇,202405", "2024-05-01"),
        ("pension", "pension", f"张三,{ME},职工养老待遇,201001", "2010-01-01"),
        ("death", "death", f"张三,{ME},2024-05-31", "2024-05-31"),
        ("fiscal_payroll", "fiscal_payroll", f"张三,{ME},水利局,公务员,2024.05", "2024-05-01"),
    ],
)
def test_a_fact_of_the_month_is_a_hit_with_its_file_and_row(
    screened: Compare, kind: str, check: str, line: str, fact: str
) -> None:
    result = screened([in_post(1)], **{kind: [line]})
    assert told(result) == [(ME, check, fact)]
    hit = result.hits[0]
    assert (hit.register, hit.source_file, hit.source_row) == (kind, f"{kind}-1.csv", 2)
    assert (hit.name, hit.person_key) == ("张三", int(ME[:17]))
    assert hit.detail and "None" not in hit.detail and "；" not in hit.detail


@pytest.mark.clause("7.3", "7.6")
@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("employee_insurance", f"{ME},张三,甲公司,,职工养老,202405,欠缴"),
        ("employee_insurance", f"{ME},张三,甲公司,,职工医疗,202405,实缴"),
        ("employee_insurance", f"{ME},张三,甲公司,,工伤,202405,实缴"),
        ("employee_insurance", f"{ME},张三,,,城乡居民养老,202405,实缴"),
        (
            "employee_insurance",
            f"{ME},张三,甲公司,,职工养老,202404,实缴\n{number_of(9)},别人,,,职工养老,202405,实缴",
        ),
        (
            "employee_insurance",
            f"{ME},张三,甲公司,,职工养老,202406,实缴\n{number_of(9)},别人,,,职工养老,202405,实缴",
        ),
        ("business_registration", f"张三,{ME},店,,经营者,注销,2010-01-01,2020-01-01"),
        ("business_registration", f"张三,{ME},店,,经营者,存续,2024-06-01,"),
        ("pension", f"张三,{ME},城乡居民养老待遇,202001"),
        ("pension", f"张三,{ME},职工养老待遇,202406"),
        ("death", f"张三,{ME},2024-06-01"),
        ("fiscal_payroll", f"张三,{ME},水利局,公务员,2024.06"),
        ("death", f"张三,{number_of(3)},2024-05-01"),
    ],
)
def test_what_only_looks_like_a_hit_is_none_and_the_person_was_compared(
    screened: Compare, kind: str, line: str
) -> None:
    result = screened([in_post(1)], **{kind: [line]})
    assert result.hits == []
    coverage = {one.check: one for one in result.coverage}
    check = "business_licence" if kind == "business_registration" else kind
    assert coverage[check].compared == 1
    assert coverage[check].not_compared == {}


@pytest.mark.clause("7.7")
@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("employee_insurance", f"{ME},李四,甲公司,,职工养老,202405,实缴"),
        ("business_registration", f"李四,{ME},店,,股东,存续,2024-01-01,"),
        ("pension", f"李四,{ME},职工养老待遇,202405"),
        ("death", f"李四,{ME},2024-05-31"),
        ("fiscal_payroll", f"李四,{ME},水利局,公务员,2024.05"),
    ],
)
def test_another_name_under_the_same_id_is_a_mismatch_and_not_the_hit(
    screened: Compare, kind: str, line: str
) -> None:
    result = screened([in_post(1)], **{kind: [line]})
    assert told(result) == [(ME, "name_mismatch", None)]
    hit = result.hits[0]
    assert (hit.register, hit.source_row) == (kind, 2)
    assert "李四" in hit.detail


def test_another_name_where_the_facts_are_no_hit_is_nothing(screened: Compare) -> None:
    assert screened([in_post(1)], pension=[f"李四,{ME},城乡居民养老待遇,202001"]).hits == []


def test_a_row_of_the_person_and_one_of_another_name_are_two_findings(screened: Compare) -> None:
    result = screened([in_post(1)], death=[f"李四,{ME},2024-01-01", f"张三,{ME},2024-02-02"])
    assert told(result) == [(ME, "death", "2024-02-02"), (ME, "name_mismatch", None)]
    assert result.hits[0].source_row == 3


@pytest.mark.clause("7.7")
@pytest.mark.parametrize("written", ["张\u3000三", " 张 三 ", "张\u200b三"])
def test_names_are_one_under_spaces(screened: Compare, written: str) -> None:
    assert told(screened([in_post(1)], death=[f"{written},{ME},2024-05-01"]))[0][1] == "death"


def test_dots_of_a_name_are_one_dot(screened: Compare) -> None:
    result = screened([in_post(1, name="阿依·古丽")], death=[f"阿依•古丽,{ME},2024-05-01"])
    assert told(result) == [(ME, "death", "2024-05-01")]


@pytest.mark.parametrize("written", ["张?", "", "张\ue001"])
def test_an_unclear_name_is_the_same_person_with_a_word_to_verify_it(screened: Compare, written: str) -> None:
    result = screened([in_post(1)], death=[f"{written},{ME},2024-05-01"])
    assert told(result) == [(ME, "death", "2024-05-01")]
    assert "姓名待核" in result.hits[0].detail


def test_of_several_facts_the_earliest_is_told_whatever_the_order(screened: Compare) -> None:
    lines = [
        f"张三,{ME},店{n},,股东,存续,{day},"
        for n, day in enumerate(["2020-05-05", "2019-03-03", "2021-01-01"])
    ]
    for order in (lines, lines[::-1]):
        result = screened([in_post(1)], business_registration=order)
        assert told(result) == [(ME, "business_licence", "2019-03-03")]
        assert result.hits[0].source_row == 2 + order.index(lines[1])


def test_of_equal_facts_the_first_file_and_row_are_told(screened: Compare) -> None:
    line = f"张三,{ME},2024-05-01"
    result = screened([in_post(1)], death=[["别人,3799*,2024-05-01", line, line], [line, line]])
    assert (result.hits[0].source_file, result.hits[0].source_row) == ("death-1.csv", 3)


class TestHostUnit:
    """An urban worker whom the post's own host unit insures is where he should be (clause 7.3)."""

    LINE = f"{ME},张三,文化路社区居民委员会,11379901MAK77NDFR1,职工养老,202405,实缴"

    def test_by_the_name_of_the_unit(self, screened: Compare) -> None:
        row = in_post(1, urban_rural="URBAN", host_unit="文化路社区居委会")
        assert screened([row], employee_insurance=[self.LINE]).hits == []

    def test_by_the_code_of_the_unit(self, screened: Compare) -> None:
        row = in_post(1, urban_rural="URBAN", host_uscc="11379901mak77ndfr1")
        assert screened([row], employee_insurance=[self.LINE]).hits == []

    def test_another_unit_is_a_hit(self, screened: Compare) -> None:
        row = in_post(1, urban_rural="URBAN", host_unit="和平社区居委会", host_uscc="11379901MAK77NDFR2")
        assert told(screened([row], employee_insurance=[self.LINE])) == [
            (ME, "employee_insurance", "2024-05-01")
        ]

    def test_in_a_rural_post_it_is_a_hit(self, screened: Compare) -> None:
        row = in_post(1, host_unit="文化路社区居委会")
        assert len(screened([row], employee_insurance=[self.LINE]).hits) == 1

    def test_units_that_are_not_written_are_not_the_same_unit(self, screened: Compare) -> None:
        row = in_post(1, urban_rural="URBAN")
        assert len(screened([row], employee_insurance=[f"{ME},张三,,,职工养老,202405,实缴"]).hits) == 1

    def test_a_second_employer_is_still_a_hit(self, screened: Compare) -> None:
        row = in_post(1, urban_rural="URBAN", host_unit="文化路社区居委会")
        other = f"{ME},张三,甲公司,,职工养老,202405,实缴"
        result = screened([row], employee_insurance=[self.LINE, other])
        assert [hit.source_row for hit in result.hits] == [3]

    def test_where_a_county_counts_it_it_is_a_hit(self, screened: Compare) -> None:
        line = Line(date(2024, 1, 1), 379901000000, True, "县里的规定", "已核")
        values = parameters().with_lines("host_unit_insurance_counts", [line])
        row = in_post(1, urban_rural="URBAN", host_unit="文化路社区居委会")
        assert len(screened([row], employee_insurance=[self.LINE], parameters=values).hits) == 1


@pytest.mark.clause("12.2")
def test_past_the_age_of_the_post_on_the_last_day_of_the_month(screened: Compare) -> None:
    people = [
        in_post(1, birth="19590531"),
        in_post(3, birth="19590601"),
        in_post(2, birth="19690515", urban_rural="URBAN", retirement_category="女55"),
        in_post(4, birth="19690615", urban_rural="URBAN", retirement_category="女55"),
    ]
    assert told(screened(people)) == [
        (number_of(1, "19590531"), "age_limit", "2024-05-31"),
        (number_of(2, "19690515"), "age_limit", "2024-05-01"),
    ]


def test_of_two_posts_the_earlier_age_counts_and_makes_the_person_clear(screened: Compare) -> None:
    woman = in_post(2, birth="19580101")
    urban = replace(woman, placement="b", urban_rural="URBAN", source_row=9)
    result = screened([woman, urban])
    assert (number_of(2, "19580101"), "age_limit", "2023-01-01") in told(result)
    assert [one for one in result.not_compared if one.check == "age_limit"] == []


@pytest.mark.clause("7.3", "19.6")
def test_two_placements_of_one_id_are_told_with_the_second_start(screened: Compare) -> None:
    rows = [
        in_post(1, source_row=4, started_on=date(2023, 6, 1), post_number="GG2", account="1"),
        in_post(1, source_row=5, started_on=date(2022, 1, 3), post_number="GG1", account="1"),
        in_post(1, source_row=6, started_on=date(2024, 1, 1), post_number="GG3", account="1"),
        in_post(3, source_row=7),
    ]
    result = screened(rows)
    assert told(result) == [(ME, "duplicate_placement", "2023-06-01")]
    assert (result.hits[0].source_file, result.hits[0].source_row) == ("03.xlsx", 4)
    assert "GG1 和 GG2" in result.hits[0].detail


def test_one_account_of_two_people_is_told_of_each(screened: Compare) -> None:
    rows = [
        in_post(1, account="6219 9900 01"),
        in_post(3, account="6219990001"),
        in_post(5, account="6219990002"),
        in_post(5, account="6219990002", source_row=8, started_on=date(2023, 2, 1)),
        in_post(7, account=None),
        in_post(9, account=" "),
    ]
    result = screened(rows)
    shared = [hit for hit in result.hits if hit.check == "shared_bank_account"]
    assert [(hit.id_number, hit.fact_date) for hit in shared] == [(ME, None), (number_of(3), None)]
    assert "62199" not in shared[0].detail
    unclear = [(one.id_number, one.why) for one in result.unclear if one.check == "shared_bank_account"]
    assert unclear == [(number_of(7), "account_missing"), (number_of(9), "account_missing")]


def test_a_county_s_own_kinds_of_insurance_count_for_its_people_only(screened: Compare) -> None:
    line = Line(date(2024, 1, 1), 379902000000, ["职工养老", "工伤"], "县里的规定", "已核")
    values = parameters().with_lines("insurance_kinds_counted", [line])
    here, there = in_post(1), in_post(3, village_code=VILLAGE + 1_000_000)
    lines = [f"{number_of(n)},张三,甲公司,,工伤,202405,实缴" for n in (1, 3)]
    result = screened([here, there], employee_insurance=lines, parameters=values)
    assert told(result) == [(number_of(3), "employee_insurance", "2024-05-01")]
    assert {one.check: one.compared for one in result.coverage}["employee_insurance"] == 2


def test_the_month_is_the_one_asked_for(screened: Compare) -> None:
    line = f"{ME},张三,甲公司,,职工养老,202404,实缴"
    assert told(screened([in_post(1)], Month(2024, 4), employee_insurance=[line]))[0][2] == "2024-04-01"
