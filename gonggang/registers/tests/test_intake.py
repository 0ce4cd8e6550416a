"""Taking a register in: what goes in, what is refused and why, and that nothing half-done is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gonggang.core.crypto import sm3
from gonggang.core.errors import UnusableInput
from gonggang.registers import problems
from gonggang.registers.intake import IntakeResult, date_of_file_name, kind_of, take_in, try_take_in

from .conftest import AS_OF, INSURANCE, id_of, write_workbook

Take = Callable[..., IntakeResult]


def rows(result: IntakeResult) -> list[dict[str, Any]]:
    return pq.read_table(result.path).to_pylist()


def refused(result: IntakeResult) -> list[tuple[str | None, int, str | None, str]]:
    return [(one.sheet, one.row, one.column, one.reason) for one in result.rejected]


@pytest.mark.clause("7.1")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_register_in_any_encoding_is_kept_with_key_name_facts_and_place(taken: Take, encoding: str) -> None:
    text = f"{INSURANCE}\n{id_of(1)},欧阳 䶮,甲公司,91379901MAK77NDFRP,职工养老,202405,实缴\n"
    result = taken("06.csv", text, encoding)
    assert (result.kind, result.rows_total, result.rows_accepted) == ("employee_insurance", 1, 1)
    assert rows(result) == [
        {
            "person_key": int(id_of(1)[:17]),
            "name": "欧阳 䶮",
            "name_key": "欧阳䶮",
            "employer": "甲公司",
            "employer_uscc": "91379901MAK77NDFRP",
            "insurance_kind": "职工养老",
            "paid_for": date(2024, 5, 1),
            "payment_status": "实缴",
            "source_file": "06.csv",
            "source_row": 2,
        }
    ]
    assert result.months == {"paid_for": [date(2024, 5, 1)]}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_few_broken_characters_do_not_hide_the_encoding(taken: Take, encoding: str) -> None:
    lines = [f"张三丰,{id_of(n)},职工养老待遇,202401" for n in range(400)]
    content = "\n".join(["姓名,身份证号,待遇类型,待遇起始月", *lines]).encode(encoding)
    broken = content.replace("张三丰".encode(encoding), b"\xff" + "三丰".encode(encoding), 1)
    result = taken("08.csv", broken)
    assert result.rows_accepted == 400
    assert rows(result)[0]["name"] == "\ufffd三丰"
    assert rows(result)[1]["name"] == "张三丰"


@pytest.mark.clause("7.6")
def test_every_unusable_row_is_named_with_its_first_reason(taken: Take) -> None:
    wrong = id_of(2)[:17] + ("1" if id_of(2)[17] != "1" else "2")
    lines = [
        f"张三,{id_of(1)},2024-05-01",
        f"李四,{wrong},2024-05-01",
        "王五,3799**********1234,2024-05-01",
        "赵六,3.79901E+17,2024-05-01",
        "钱七,,2024-05-01",
        f"孙八,{id_of(3)},2024-02-30",
        f"周九,{id_of(4)},",
        "吴十,3799**********1234,",
        f"郑一,{id_of(5)[:17]}A,2024-05-01",
        "冯二,37990119700101,2024-05-01",
        "陈三,379901197002301235,2024-05-01",
        "合计,8人,",
        ",,",
    ]
    result = taken("09.csv", "姓名,身份证号,死亡日期\n" + "\n".join(lines) + "\n")
    assert refused(result) == [
        (None, 3, "身份证号", "bad_check_digit"),
        (None, 4, "身份证号", "masked_id"),
        (None, 5, "身份证号", "scientific_notation"),
        (None, 6, "身份证号", "missing_required"),
        (None, 7, "死亡日期", "bad_date"),
        (None, 8, "死亡日期", "missing_required"),
        (None, 9, "死亡日期", "missing_required"),
        (None, 10, "身份证号", "bad_characters"),
        (None, 11, "身份证号", "bad_length"),
        (None, 12, "身份证号", "bad_birth_date"),
    ]
    assert (result.rows_total, result.rows_accepted, result.rejected_count) == (11, 1, 10)
    assert result.rejected_by_reason["missing_required"] == 3
    assert "第 7 行「死亡日期」" in result.rejected[4].message
    assert "2024-02-30" in result.rejected[4].message


def test_readable_ids_go_in_and_old_ones_with_a_warning(taken: Take) -> None:
    number = id_of(1)
    spellings = [
        f"'{number}",
        f" {number[:6]} {number[6:]}",
        number[:9] + "\u200b" + number[9:],
        "\u00a0" + number,
        "".join(chr(ord(c) + 0xFEE0) for c in number),
        number[:6] + number[8:17],
    ]
    text = "姓名,身份证号,待遇类型,待遇起始月\n" + "".join(
        f"张三,{s},职工养老待遇,202401\n" for s in spellings
    )
    result = taken("08.csv", text, "utf-8")
    assert result.rejected == []
    assert {row["person_key"] for row in rows(result)} == {int(number[:17])}
    assert [(one.row, one.reason) for one in result.warnings] == [(7, "fifteen_digit_id")]


def test_a_day_without_its_day_is_unknown_and_said_so(taken: Take) -> None:
    text = f"姓名,身份证号,主体名称,状态,成立日期,注销日期\n张三,{id_of(1)},小店,存续,2019-05,长期\n"
    result = taken("07.csv", text)
    assert rows(result)[0]["founded_on"] is None
    assert rows(result)[0]["closed_on"] is None
    assert [(one.row, one.column, one.reason) for one in result.warnings] == [(2, "成立日期", "month_only")]


def test_kin_have_two_ids_and_a_bad_one_of_the_relative_refuses_the_row(taken: Take) -> None:
    heading = "身份证号,姓名,亲属身份证号,亲属姓名,关系代码"
    text = f"{heading}\n{id_of(1)},张三,{id_of(2)},李四,51\n{id_of(1)},张三,379901*,王五,51\n"
    result = taken("15.csv", text)
    assert rows(result)[0]["relative_key"] == int(id_of(2)[:17])
    assert refused(result) == [(None, 3, "亲属身份证号", "masked_id")]


def test_an_unreadable_id_of_the_householder_does_not_refuse_the_row(taken: Take) -> None:
    heading = "户主姓名,户主身份证号,姓名,身份证号,低保证号,保障起始年月,状态"
    result = taken("12.csv", f"{heading}\n张三,3799**,李四,{id_of(1)},DB01,202309,在保\n")
    assert rows(result)[0]["householder_key"] is None
    assert rows(result)[0]["allowance_begins"] == date(2023, 9, 1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "是空文件"),
        ("a.csv", b"\xef\xbb\xbf\r\n", "是空文件"),
        ("a.csv", b"\x00\x01\x02\x03" * 50, "文字编码认不出来"),
        (
            "a.csv",
            "姓名,险种,费款所属期,缴费状态\n".encode("shift_jis", "ignore") + b"\xff\xfe\x81\n" * 9,
            "认不出来",
        ),
        ("a.csv", "姓名,电话\n张三,1\n".encode(), "找不到任何一种比对数据的表头"),
        (
            "a.csv",
            "姓名,单位名称,险种,费款所属期,缴费状态\n".encode("gb18030"),
            "社保参保缴费缺少“身份证号”列",
        ),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "a.xlsx"),
        ("a.parquet", b"PAR1" + b"\x00" * 20, "不是完整的 Parquet"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path, out = tmp_path / name, tmp_path / "taken"
    path.write_bytes(content)
    with pytest.raises(UnusableInput) as raised:
        take_in(path, out_dir=out, as_of=AS_OF)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert list(out.iterdir()) == []


def test_a_failure_in_the_middle_leaves_nothing(taken: Take, tmp_path: Path) -> None:
    text = f'姓名,身份证号,死亡日期\n张三,{id_of(1)},2024-05-01\n"李四,{id_of(2)},2024-05-01\n'
    with pytest.raises(UnusableInput, match="第 3 行的引号"):
        taken("09.csv", text)
    assert list((tmp_path / "taken").iterdir()) == []


def test_the_digest_is_sm3_and_the_same_file_gives_the_same_parquet(taken: Take, tmp_path: Path) -> None:
    text = f"姓名,身份证号,死亡日期\n张三,{id_of(1)},2024-05-01\n"
    first = taken("09.csv", text)
    assert first.digest == sm3(text.encode("gb18030")).hex()
    content = first.path.read_bytes()
    again = taken("09.csv", text)
    assert again.path == first.path
    assert again.path.read_bytes() == content
    assert [path.name for path in (tmp_path / "taken").iterdir()] == [f"death-{first.digest}.parquet"]


def test_bad_rows_beyond_the_list_are_counted(taken: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "LISTED_MAX", 3)
    result = taken("09.csv", "姓名,身份证号,死亡日期\n" + "张三,3799*,2024-05-01\n" * 10)
    assert (len(result.rejected), result.rejected_count, result.rows_total) == (3, 10, 10)


def test_a_register_with_a_heading_alone_is_taken_in_as_empty(taken: Take) -> None:
    result = taken("09.csv", "姓名,身份证号,死亡日期\n")
    assert (result.rows_total, pq.read_metadata(result.path).num_rows) == (0, 0)


def test_the_name_of_a_file_tells_its_day(taken: Take) -> None:
    assert date_of_file_name("06_社保参保缴费_202405.csv") == date(2024, 5, 31)
    assert date_of_file_name("死亡_2024-05-10.csv") == date(2024, 5, 10)
    assert date_of_file_name("379901202400001.csv") is None
    text = f"姓名,身份证号,死亡日期\n张三,{id_of(1)},2024-05-09\n"
    assert (taken("09_202404.csv", text).as_of, taken("09_202404.csv", text).as_of_from) == (
        date(2024, 4, 30),
        "file_name",
    )
    assert (taken("09.csv", text).as_of, taken("09.csv", text).as_of_from) == (
        date(2024, 5, 9),
        "latest_fact",
    )


def test_a_workbook_is_read_by_the_limited_child_with_title_and_total_rows(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "10.xlsx",
        {
            "财政供养": [
                ["示范县财政供养人员名册"],
                ["制表单位："],
                ["序号", "姓名", "身份证号", "单位", "人员性质", "起始年月"],
                [1, "张三", f"'{id_of(1)}", "水利局", "公务员", "2012.03"],
                [],
                [2, "李四", id_of(2), "水利局", "公务员", 2021.03],
                [3, "王五", id_of(3), "水利局", "公务员", 2021.1],
                [4, "赵六", 379901197001010000, "水利局", "公务员", 45413],
                ["合计", "4人"],
            ]
        },
    )
    result = take_in(path, out_dir=tmp_path / "taken", as_of=AS_OF)
    assert [(row["payroll_begins"], row["source_row"]) for row in rows(result)] == [
        (date(2012, 3, 1), 4),
        (date(2021, 3, 1), 6),
    ]
    assert refused(result) == [
        ("财政供养", 7, "起始年月", "bad_date"),
        ("财政供养", 8, "身份证号", "scientific_notation"),
    ]


def test_sheets_of_one_register_go_in_together_and_of_two_not(tmp_path: Path) -> None:
    deaths = [["姓名", "身份证号", "死亡日期"], ["张三", id_of(1), "2024-05-01"]]
    both = write_workbook(tmp_path / "09.xlsx", {"城区": deaths, "说明": [["无"]], "乡镇": deaths})
    result = take_in(both, out_dir=tmp_path / "taken", as_of=AS_OF)
    assert [(row["source_file"], row["source_row"]) for row in rows(result)] == [
        ("09.xlsx[城区]", 2),
        ("09.xlsx[乡镇]", 2),
    ]
    pensions = [["姓名", "身份证号", "待遇类型", "待遇起始月"], ["张三", id_of(1), "甲", "202401"]]
    mixed = write_workbook(tmp_path / "mixed.xlsx", {"死亡": deaths, "退休": pensions})
    with pytest.raises(UnusableInput, match="一种数据存一个文件"):
        take_in(mixed, out_dir=tmp_path / "taken", as_of=AS_OF)


@pytest.mark.parametrize("headings", ["fields", "titles"])
def test_parquet_with_keys_and_fields_or_with_chinese_headings(tmp_path: Path, headings: str) -> None:
    if headings == "fields":
        columns: dict[str, Any] = {
            "person_key": pa.array([int(id_of(1)[:17]), 37990119700230123], pa.int64()),
            "name": ["张三", "李四"],
            "died_on": pa.array([date(2024, 5, 1)] * 2, pa.date32()),
        }
    else:
        columns = {
            "身份证号": [id_of(1), "3799*"],
            "姓名": pa.array(["张三", "李四"]).dictionary_encode(),
            "死亡日期": ["2024.5.1", "20240501"],
        }
    path = tmp_path / "09.parquet"
    pq.write_table(pa.table(columns), path)
    result = take_in(path, out_dir=tmp_path / "taken", as_of=AS_OF)
    assert [(r["person_key"], r["name"], r["died_on"], r["source_row"]) for r in rows(result)] == [
        (int(id_of(1)[:17]), "张三", date(2024, 5, 1), 1)
    ]
    assert [one.row for one in result.rejected] == [2]


def test_a_kind_is_told_without_reading_the_file_in(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"姓名,身份证号,死亡日期\n张三,{id_of(1)},2024-05-01\n")
    assert kind_of(path) == "death"
    path.write_text("姓名,电话\n张三,1\n")
    assert kind_of(path) is None
    assert try_take_in(path, out_dir=tmp_path / "taken", as_of=AS_OF) is None


def test_blocks_do_not_change_what_goes_in(taken: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"{id_of(n % 900)},张三,甲公司,,职工养老,20240{n % 5 + 1},实缴" for n in range(3000)]
    lines[1500] = ""
    text = f"{INSURANCE}\n" + "\n".join(lines) + "\n"
    whole = rows(taken("06.csv", text))
    from gonggang.registers import lines as line_reader

    monkeypatch.setattr(line_reader.LineReader.__init__, "__defaults__", (4096,))
    assert rows(taken("06.csv", text)) == whole
    assert [row["source_row"] for row in whole][1499:1501] == [1501, 1503]


@given(
    st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=6),
    st.sampled_from(["gb18030", "utf-8"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_taken_in_or_refused_in_words(
    tmp_path: Path, damage: list[tuple[int, bytes]], encoding: str
) -> None:
    content = bytearray(
        "".join(
            [f"{INSURANCE}\n", *(f"{id_of(n)},张三,甲公司,,职工养老,202405,实缴\r\n" for n in range(5))]
        ).encode(encoding)
    )
    for place, inserted in damage:
        content[place : place + 1] = inserted
    path = tmp_path / "06.csv"
    path.write_bytes(bytes(content))
    try:
        result = try_take_in(path, out_dir=tmp_path / "taken", as_of=AS_OF)
    except UnusableInput as refusal:
        assert "\n" not in str(refusal)
    else:
        assert result is None or result.rows_total == result.rows_accepted + result.rejected_count
