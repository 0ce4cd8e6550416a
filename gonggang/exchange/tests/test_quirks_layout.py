"""Quirks 1 to 10 of sheets as offices make them: titles, merged headings, totals, blanks, several sheets."""

import pytest

from gonggang.attendance.sheets import ATTENDANCE
from gonggang.core.errors import UnusableInput
from gonggang.exchange.region_sheet import REGIONS
from gonggang.exchange.sandbox import read_tables
from gonggang.exchange.sheets import parse_sheet
from gonggang.posts.sheets import POSTS
from gonggang.recruitment.roster_sheet import ROSTER
from gonggang.subsidies.sheets import BANK_RETURN

pytestmark = pytest.mark.clause("X6")

UPPER = ["岗位编号", "岗位所在地", None, "岗位要素", None, "岗位待遇", "名额"]
LOWER = [None, "乡镇", "村", "岗位名称", "城乡", "补贴标准", None]
HEADING = ["岗位编号", "乡镇", "村", "岗位名称", "城乡", "补贴标准", "名额"]


def post(number, village, name="保洁员", township="石桥镇"):
    return [number, township, village, name, "乡村", 720, 2]


def parse(path, sheet, as_of):
    return parse_sheet(sheet, read_tables(path), as_of, file=path.name)


def numbers(parsed):
    return [row.row for row in parsed.rows]


def test_title_subtitle_and_a_heading_of_two_merged_rows(tmp_path, write, as_of):
    """Quirk 1."""
    rows = [
        ["示范县岗位台账"],
        ["填报单位（盖章）：某局　填报日期：2024年6月1日"],
        UPPER,
        LOWER,
        post("A1", "周营村"),
    ]
    merges = {"台账": ["A1:G1", "A2:G2", "A3:A4", "B3:C3", "D3:E3", "G3:G4"]}
    path = write.xlsx(tmp_path / "表.xlsx", {"台账": rows}, merges=merges)
    parsed = parse(path, POSTS, as_of)
    (row,) = parsed.rows
    assert (row.sheet, row.row) == ("台账", 5)
    assert row.values["number"] == "A1" and row.values["places"] == 2
    assert row.values["standard_fen"] == 72000 and row.values["urban_rural"] == "RURAL"
    assert parsed.contexts[0].above[0] == "示范县岗位台账"
    assert parsed.contexts[0].heading_row == 4
    assert parsed.extra == []


def test_a_heading_of_two_rows_without_merged_cells(tmp_path, write, as_of):
    rows = [["" if cell is None else cell for cell in row] for row in (UPPER, LOWER, post("A1", "周营村"))]
    parsed = parse(write.csv(tmp_path / "表.csv", rows, "gb18030"), POSTS, as_of)
    assert parsed.rows[0].values["village"] == "周营村"
    assert numbers(parsed) == [3]


def test_joined_headings_tell_the_begin_of_one_thing_from_that_of_another(tmp_path, write, as_of, make_id):
    upper = ["村", "姓名", "身份证号", "岗位编号", "上岗日期", "公示时间", None, "协议时间起止时间", None]
    lower = [None, None, None, None, None, "起", "止", "起", "止"]
    row = ["周营村", "张三", make_id(1), "A1", "2024.5.1", "2024.4.1", "2024.4.8", "2024.5.1", "长期"]
    merges = {"表": ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1", "H1:I1"]}
    path = write.xlsx(tmp_path / "表.xlsx", {"表": [upper, lower, row]}, merges=merges)
    values = parse(path, ROSTER, as_of).rows[0].values
    assert [str(values[f"{name}_on"]) for name in ("notice_begins", "notice_ends", "agreement_begins")] == [
        "2024-04-01",
        "2024-04-08",
        "2024-05-01",
    ]
    assert values["agreement_ends_on"] is None


def test_totals_signatures_and_legends_are_no_rows(tmp_path, write, as_of):
    """Quirk 2."""
    rows = [
        HEADING,
        post("A1", "周营村"),
        ["石桥镇小计", None, None, None, None, None, 2],
        ["一、柳河镇"],
        post("A2", "王楼村", township="柳河镇"),
        ["合  计", None, None, "2个", None, None, 4],
        ["共计2个岗位，金额1440元"],
        ["填报人：", None, None, "审核人（签字）：", None, "联系电话："],
        ["村（居）负责人（签字）：　　", "公示日期："],
        ["图例：√ 出勤　○ 事假"],
        ["说明：本表一式两份"],
        ["注：1. 补贴按月发放"],
        ["（以下空白）"],
    ]
    path = write.xlsx(tmp_path / "表.xlsx", {"表": rows}, merges={"表": ["A4:G4"]})
    parsed = parse(path, POSTS, as_of)
    assert numbers(parsed) == [2, 5]
    assert (parsed.rows_total, parsed.rejected) == (2, [])
    assert "图例：√ 出勤　○ 事假" in parsed.contexts[0].below


def test_a_row_that_lacks_almost_everything_is_still_a_row(tmp_path, write, as_of):
    rows = [
        HEADING,
        ["A1"],
        [None, None, None, "保洁员"],
        [None, "石桥镇", "合营村", "合计员", None, None, 1],
    ]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}), POSTS, as_of)
    assert [(p.row, p.column, p.reason) for p in parsed.rejected] == [
        (2, "乡镇", "missing_required"),
        (3, "岗位编号", "missing_required"),
        (4, "岗位编号", "missing_required"),
    ]


def test_blank_rows_between_townships(tmp_path, write, as_of):
    """Quirk 3."""
    rows = [HEADING, post("A1", "周营村"), [], ["　", " ", ""], post("A2", "周营村"), [], []]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}), POSTS, as_of)
    assert (parsed.rows_total, numbers(parsed)) == (2, [2, 5])


def test_numbered_lines_of_a_form_that_nobody_filled_in(tmp_path, write, as_of):
    rows = [["序号", *HEADING], [1, *post("A1", "周营村")], [2], [3]]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}), POSTS, as_of)
    assert (parsed.rows_total, numbers(parsed)) == (1, [2])


def test_a_remark_below_the_rows_is_no_row(tmp_path, write, as_of):
    rows = [[*HEADING, "备注"], [*post("A1", "周营村"), "x"], [*[None] * 7, "以上岗位续设"]]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}), POSTS, as_of)
    assert (parsed.rows_total, numbers(parsed)) == (1, [2])


def test_a_heading_repeated_on_every_page(tmp_path, write, as_of):
    rows = [HEADING, post("A1", "周营村"), HEADING, post("A2", "周营村")]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}), POSTS, as_of)
    assert numbers(parsed) == [2, 4]


def attendance_rows(village, people):
    return [
        [f"{village}2024年5月公益性岗位人员考勤表"],
        [f"单位（盖章）：石桥镇{village}"],
        ["序号", "姓名", "身份证号", "岗位名称", "日　期", *[None] * 30, "出勤", "备注"],
        [None, None, None, None, *range(1, 32), None, None],
        *[
            [at, name, number, "保洁员", *["√"] * 20, "休", None, "事假", "x", "上午", *["○"] * 6, 20, None]
            for at, (name, number) in enumerate(people, start=1)
        ],
        [None, None, None, None, *"三四五六日一二"],
        ["图例：√ 出勤　○ 事假"],
    ]


@pytest.mark.clause("11.2")
def test_one_workbook_with_a_sheet_a_village(tmp_path, write, as_of, make_id):
    """Quirk 4."""
    sheets = {
        "周营村": attendance_rows("周营村", [("张三", make_id(1)), ("李四", "3799*********01")]),
        "王楼村": attendance_rows("王楼村", [("王五", make_id(2))]),
        "汇总": [["村", "姓名", "身份证号", "出勤"], ["周营村", "张三", make_id(1), 20]],
    }
    parsed = parse(write.xlsx(tmp_path / "05_考勤.xlsx", sheets), ATTENDANCE, as_of)
    assert [(row.sheet, row.row, row.values["name"]) for row in parsed.rows] == [
        ("周营村", 5, "张三"),
        ("王楼村", 5, "王五"),
    ]
    assert parsed.rows[0].values["marks"] == "√" * 20 + "休 ○x?" + "○" * 6
    assert parsed.rows[0].values["stated_present_days"] == 20
    (refused,) = parsed.rejected
    assert (refused.sheet, refused.row, refused.reason) == ("周营村", 6, "masked_id")
    assert refused.message.startswith("工作表“周营村”第 6 行「身份证号」：")
    assert parsed.skipped == ["汇总"]
    assert [w.reason for w in parsed.warnings] == ["sheet_skipped", "unclear_mark", "unclear_mark"]
    assert [context.sheet for context in parsed.contexts] == ["周营村", "王楼村"]


def test_days_headed_by_dates_and_a_month_of_thirty_days(tmp_path, write, as_of, make_id):
    from datetime import date

    heading = ["姓名", "身份证号", *[date(2024, 6, day) for day in range(1, 31)], "备注"]
    path = write.xlsx(tmp_path / "表.xlsx", {"表": [heading, ["张三", make_id(1), "√", *[None] * 28, "×"]]})
    assert parse(path, ATTENDANCE, as_of).rows[0].values["marks"] == "√" + " " * 28 + "×"


def test_a_village_merged_down(tmp_path, write, as_of):
    """Quirk 5."""
    rows = [
        HEADING,
        post("A1", "周营村"),
        post("A2", None),
        post("A3", None),
        post("A4", "王楼村"),
        post("A5", None),
    ]
    path = write.xlsx(tmp_path / "表.xlsx", {"表": rows}, merges={"表": ["C2:C4"]})
    parsed = parse(path, POSTS, as_of)
    assert [row.values["village"] for row in parsed.rows] == ["周营村", "周营村", "周营村", "王楼村"]
    # A blank outside the merged cells is one that somebody forgot.
    assert [(p.row, p.column, p.reason) for p in parsed.rejected] == [(6, "村", "missing_required")]


@pytest.mark.parametrize("kind", ["csv", "xls"])
def test_a_village_written_once_where_nothing_is_merged(tmp_path, write, as_of, kind):
    rows = [
        HEADING,
        post("A1", "周营村"),
        post("A2", ""),
        post("A3", "", township="柳河镇"),
        post("A4", "王楼村", township="柳河镇"),
        post("A5", "", township="柳河镇"),
    ]
    path = tmp_path / "表"
    _ = write.csv(path, rows) if kind == "csv" else write.xls(path, {"表": rows})
    parsed = parse(path, POSTS, as_of)
    assert {row.values["number"]: row.values["village"] for row in parsed.rows} == {
        "A1": "周营村",
        "A2": "周营村",
        "A4": "王楼村",
        "A5": "王楼村",
    }
    assert [p.row for p in parsed.rejected] == [4]


@pytest.mark.parametrize("merges", [{}, {"表": ["C2:C3"]}])
def test_a_township_forgotten_in_one_row_is_not_guessed(tmp_path, write, as_of, merges):
    rows = [HEADING, post("A1", "周营村"), post("A2", "周营村"), post("A3", "王楼村", township=None)]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}, merges=merges), POSTS, as_of)
    assert [(p.row, p.column, p.reason) for p in parsed.rejected] == [(4, "乡镇", "missing_required")]


def test_hidden_rows_columns_and_sheets_are_read(tmp_path, write, as_of):
    """Quirk 6."""

    def hide(book, sheets):
        sheets["表"].set_row(1, None, None, {"hidden": True})
        sheets["表"].set_column(2, 2, None, None, {"hidden": True})
        sheets["旧表"].hide()

    data = {"表": [HEADING, post("A1", "周营村")], "旧表": [HEADING, post("A2", "周营村")]}
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", data, finish=hide), POSTS, as_of)
    assert [row.values["number"] for row in parsed.rows] == ["A1", "A2"]
    (warning,) = parsed.warnings
    assert (warning.sheet, warning.reason) == ("旧表", "hidden_sheet")


def test_a_formula_without_its_result(tmp_path, write, as_of):
    """Quirk 7."""

    def formulas(book, sheets):
        sheets["表"].write_formula("D2", "=B2&C2", None, "")
        sheets["表"].write_formula("G3", "=1+1", None, "")
        sheets["表"].write_formula("D4", "=NA()", None, "#N/A")

    rows = [HEADING, post("A1", "周营村"), post("A2", "周营村"), post("A3", "周营村")]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}, finish=formulas), POSTS, as_of)
    first = parsed.rejected[0]
    assert (first.row, first.column, first.reason) == (2, "岗位名称", "missing_required")
    assert parsed.rows[0].values["places"] is None
    assert {p.row for p in parsed.rejected} == {2, 4}


def test_serial_numbers_broken_and_repeated_mean_nothing(tmp_path, write, as_of):
    """Quirk 8."""
    rows = [["序号", *HEADING], *([at, *post(f"A{n}", "周营村")] for n, at in enumerate([1, 1, 7, None]))]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}), POSTS, as_of)
    assert len(parsed.rows) == 4 and parsed.extra == []


def test_a_biff_workbook(tmp_path, write, as_of):
    """Quirk 9."""
    rows = [["岗位台账"], HEADING, post("A1", "周营村")]
    parsed = parse(write.xls(tmp_path / "表.et", {"台账": rows}), POSTS, as_of)
    assert (parsed.rows[0].sheet, parsed.rows[0].row, parsed.rows[0].values["standard_fen"]) == (
        "台账",
        3,
        72000,
    )


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig"])
def test_csv_encodings(tmp_path, write, as_of, make_id, encoding):
    """Quirk 10."""
    rows = [
        ["批次", "姓名", "身份证号", "账号", "金额", "状态", "失败原因", "入账日期", "流水号"],
        ["P1", "张三", make_id(1), "6217 0000 0000 0000", "1909.50", "成功", "", "2024-06-10", "001"],
        ["P1", "张三", make_id(1), "", "1909.50", "失败", "账号不符", "", "002"],
        ["P1", "张三", make_id(1), "", "1909.50", "成功", "", "", "001"],
    ]
    parsed = parse(write.csv(tmp_path / "回盘.csv", rows, encoding), BANK_RETURN, as_of)
    assert [(r.values["amount_fen"], r.values["status"], r.values["serial"]) for r in parsed.rows] == [
        (190950, "success", "001"),
        (190950, "failed", "002"),
    ]
    assert [(p.sheet, p.row, p.column, p.reason) for p in parsed.rejected] == [
        (None, 4, "流水号", "duplicate_in_file")
    ]


def test_a_file_without_the_heading(tmp_path, write, as_of):
    path = write.csv(tmp_path / "表.csv", [["a", "b"], ["1", "2"]])
    with pytest.raises(
        UnusableInput, match=r"^“表\.csv”里没有“岗位台账”的表头（应有岗位编号、乡镇、村、岗位名称等列）"
    ):
        parse(path, POSTS, as_of)


def test_a_regions_file_in_chinese_headings_with_short_codes(tmp_path, write, as_of):
    rows = [
        ["区划代码", "名称", "级别", "上级代码"],
        ["370000", "山东省", "省", ""],
        [379901001, "城关街道", "乡", 379901],
    ]
    parsed = parse(write.xlsx(tmp_path / "表.xlsx", {"表": rows}), REGIONS, as_of)
    assert [(row.values["code"], row.values["level"], row.values["parent_code"]) for row in parsed.rows] == [
        (370000000000, 1, None),
        (379901001000, 4, 379901000000),
    ]
