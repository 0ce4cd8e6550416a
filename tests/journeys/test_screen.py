"""`gonggang screen` from files alone: the hits, the document, the words of refusal."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from gonggang.commands import run
from gonggang.core.national_id import check_character

HEADING = [
    "序号", "乡镇", "村", "姓名", "性别", "身份证号", "岗位编号", "城乡", "退休类别", "上岗日期", "社保卡账号"
]  # fmt: skip


def number_of(serial: int, birth: str = "19700101") -> str:
    """The ID of nobody, in the unassigned area 3799."""
    first17 = f"379901{birth}{serial:03d}"
    return first17 + check_character(first17)


PEOPLE: list[list[Any]] = [
    [
        "柳河镇",
        "张家庄村",
        "张三",
        "男",
        number_of(1),
        "GG01",
        "乡村",
        "",
        "2023-01-01",
        "6219990000000000001",
    ],
    ["柳河镇", "张家庄村委会", "李四", "男", number_of(3), "GG01", "", "", "2023.2.1", "6219990000000000002"],
    [
        "柳河镇",
        "文化路社区",
        "王五",
        "男",
        number_of(5),
        "GG02",
        "城镇",
        "男60",
        "2023.2.1",
        "6219990000000000003",
    ],
    [
        "柳河镇",
        "文化路社区",
        "赵六",
        "女",
        number_of(6),
        "GG02",
        "城镇",
        "",
        "2023.2.1",
        "6219990000000000004",
    ],
    ["柳河镇", "无名村", "钱七", "男", number_of(7), "GG01", "乡村", "", "2023.2.1", "6219990000000000005"],
    ["柳河镇", "张家庄村", "孙八", "男", number_of(9), "GG99", "乡村", "", "2023.2.1", "6219990000000000006"],
    ["柳河镇", "张家庄村", "周九", "男", "3799**", "GG01", "乡村", "", "2023.2.1", "6219990000000000007"],
]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A folder with a roster, regions, posts and three registers."""
    folder = tmp_path / "county"
    folder.mkdir()
    with xlsxwriter.Workbook(str(folder / "03_花名册.xlsx")) as book:
        sheet = book.add_worksheet("花名册")
        rows = [["花名册"], ["填报单位："], HEADING, *([n, *row] for n, row in enumerate(PEOPLE, start=1))]
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    write(
        folder / "01_区划.csv",
        "code,name,level,parent_code,城乡\n370000000000,山东省,省,,\n379900000000,示范市,市,370000000000,\n"
        "379901000000,示范县,县,379900000000,\n379901100000,柳河镇,乡,379901000000,乡村\n"
        "379901100200,张家庄村,村,379901100000,乡村\n379901100001,文化路社区,村,379901100000,城镇\n",
    )
    write(
        folder / "02_岗位.csv",
        "岗位编号,乡镇,村,岗位大类,岗位名称,城乡,月规定出勤天数,补贴标准,名额,用岗单位\n"
        "GG01,柳河镇,张家庄村,公共服务类,保洁员,乡村,22,720,5,张家庄村委会\n"
        "GG02,柳河镇,文化路社区,公共服务类,保洁员,城镇,22,2010,5,文化路社区居委会\n",
    )
    registers = folder / "registers"
    registers.mkdir()
    write(
        registers / "09_死亡.csv",
        f"姓名,身份证号,死亡日期\n=张三,{number_of(1)},2024-05-09\n别人,3799*,2024-05-01\n",
    )
    write(
        registers / "06_202405.csv",
        "身份证号,姓名,单位名称,统一社会信用代码,险种,费款所属期,缴费状态\n"
        f"{number_of(3)},李四,=甲公司,,职工养老,202405,实缴\n"
        f"{number_of(5)},王五,文化路社区居委会,,职工养老,202405,实缴\n",
        "gb18030",
    )
    write(registers / "说明.txt", "不是表格")
    return folder


def write(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.write_text(text, encoding=encoding)


def arguments(county: Path, out: Path, *more: str) -> list[str]:
    return [
        "screen", "--roster", str(county / "03_花名册.xlsx"), "--registers", str(county / "registers"),
        "--month", "2024-05", "--out", str(out), *more,
    ]  # fmt: skip


@pytest.mark.clause("7.1", "7.3")
def test_files_in_hits_out(county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "hits.csv"
    assert run(arguments(county, out, "--json")) == 0
    document = json.loads(capsys.readouterr().out)
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [(row["id_number"], row["check"], row["fact_date"]) for row in rows] == [
        (number_of(3), "employee_insurance", "2024-05-01"),
        (number_of(1), "name_mismatch", ""),
    ]
    assert (rows[0]["source_file"], rows[0]["source_row"]) == ("06_202405.csv", "2")
    assert rows[0]["detail"].startswith("'=甲公司")
    assert [hit["check"] for hit in document["hits"]] == ["employee_insurance", "name_mismatch"]
    assert (document["regions_file"], document["posts_file"]) == ("01_区划.csv", "02_岗位.csv")
    assert document["people"] == 4
    assert [(r["row"], r["column"], r["reason"]) for r in document["roster"]["rejected"]] == [
        (8, "村", "unknown_region"),
        (9, "岗位编号", "unknown_post"),
        (10, "身份证号", "masked_id"),
    ]
    assert document["not_compared"] == [
        {"id_number": number_of(6), "check": "age_limit", "why": "retirement_category_unknown"}
    ]
    checks = {check["check"]: check for check in document["checks"]}
    assert checks["death"]["compared"] == 4
    assert checks["pension"]["not_compared"] == {"register_missing": 4}
    registers = {register["register"]: register for register in document["registers"]}
    assert registers["death"]["rows_rejected"] == 1
    assert registers["death"]["rejected"][0]["reason"] == "masked_id"
    assert (registers["death"]["people_matched"], registers["death"]["as_of"]) == (1, "2024-05-09")
    assert registers["employee_insurance"]["as_of"] == "2024-05-31"


def test_twice_the_same_bytes_and_no_files_left_beside_it(county: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    first, second = folder / "1.csv", folder / "2.csv"
    assert run(arguments(county, first)) == 0
    assert run(arguments(county, second)) == 0
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["1.csv", "2.csv"]


def test_without_regions_and_posts_the_roster_stands_alone(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (county / "01_区划.csv").unlink()
    (county / "02_岗位.csv").unlink()
    assert run(arguments(county, tmp_path / "hits.csv", "--json", "--region", "379901")) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["regions_file"], document["posts_file"], document["people"]) == (None, None, 6)
    # The host unit is not known without the posts: the urban worker's insurance has to be looked at.
    assert {hit["id_number"] for hit in document["hits"]} == {number_of(1), number_of(3), number_of(5)}
    unknown = {(one["id_number"], one["why"]) for one in document["not_compared"]}
    assert (number_of(3), "urban_rural_unknown") in unknown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--month", "2024-13"], "没有“2024-13”这个月份"),
        (["--month", "五月"], "没有“五月”这个月份"),
        (["--month", "1990-01"], "没有有效的值"),
        (["--engine", "oracle"], "没有“oracle”这种比对引擎"),
        (["--roster", "/nowhere/03.xlsx"], "找不到花名册"),
        (["--registers", "/nowhere"], "不是文件夹"),
        (["--out", "/nowhere/hits.csv"], "不能写到"),
        (["--out", "/proc/hits.csv"], "请核对权限"),
        (["--region", "县"], "没有“县”这样的区划代码"),
    ],
)
def test_arguments_that_cannot_be_used(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: list[str], said: str
) -> None:
    out = tmp_path / "hits.csv"
    assert run(arguments(county, out, *change)) == 2
    words = capsys.readouterr()
    assert said in words.err
    assert words.err.count("\n") == 1
    assert words.out == ""
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("08.csv", b"", "08.csv 是空文件"),
        ("08.csv", b"\x00\x01\x02" * 40, "08.csv 的文字编码认不出来"),
        ("08.xlsx", b"\x89PNG\r\n\x1a\n" * 9, "08.xlsx"),
        ("08.csv", "姓名,待遇类型,待遇起始月\n张三,甲,202401\n".encode(), "缺少“身份证号”列"),
    ],
)
def test_a_register_that_cannot_be_used_stops_the_comparison(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    (county / "registers" / name).write_bytes(content)
    out = tmp_path / "hits.csv"
    out.write_text("earlier", encoding="utf-8")
    assert run(arguments(county, out)) == 2
    words = capsys.readouterr().err
    assert said in words
    assert "Traceback" not in words
    assert out.read_text(encoding="utf-8") == "earlier"


def test_folders_without_tables_or_registers_and_a_file_that_is_no_roster(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hits.csv"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(arguments(county, out, "--registers", str(empty))) == 2
    assert "没有表格文件" in capsys.readouterr().err
    (empty / "x.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert run(arguments(county, out, "--registers", str(empty))) == 2
    assert "没有一份能识别的比对数据" in capsys.readouterr().err
    assert run(arguments(county, out, "--roster", str(empty / "x.csv"))) == 2
    assert "花名册" in capsys.readouterr().err
    assert not out.exists()


def test_the_result_never_covers_an_input(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = county / "registers" / "09_死亡.csv"
    before = register.read_bytes()
    assert run(arguments(county, register)) == 2
    assert "会盖掉已有的数据文件" in capsys.readouterr().err
    assert register.read_bytes() == before


def test_a_copy_of_a_register_under_another_name_is_not_counted_twice(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = county / "registers" / "09_死亡.csv"
    (county / "registers" / "09_死亡 副本.csv").write_bytes(register.read_bytes())
    assert run(arguments(county, tmp_path / "hits.csv", "--json")) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["same_again"]) == 1
    assert len(document["registers"]) == 2
