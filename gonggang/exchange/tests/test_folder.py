"""A small folder of a county as it is handed over: every file recognised, read, and reported."""

import json
import time

import pytest

from gonggang.attendance.sheets import ATTENDANCE
from gonggang.exchange.region_sheet import REGIONS
from gonggang.exchange.report import FileReport
from gonggang.exchange.sandbox import read_tables
from gonggang.exchange.sheets import parse_sheet, recognise
from gonggang.posts.sheets import POSTS
from gonggang.recruitment.roster_sheet import ROSTER
from gonggang.recruitment.sheets import APPLICANTS
from gonggang.subsidies.sheets import BANK_RETURN
from gonggang.supervision.sheets import COMPLAINTS

pytestmark = pytest.mark.clause("X6")

EVERY = [REGIONS, POSTS, ROSTER, APPLICANTS, ATTENDANCE, BANK_RETURN, COMPLAINTS]


def titles(sheet):
    return [column.title for column in sheet.columns if column.field != sheet.marks]


def line(sheet, **values):
    return [values.get(column.field) for column in sheet.columns if column.field != sheet.marks]


@pytest.fixture
def county(tmp_path, write, make_id):
    """Seven kinds of files and one that is none."""
    regions = [
        ["370000000000", "山东省", "省", "", ""],
        ["379901001000", "城关街道", "乡", "379901000000", "城镇"],
        ["379901001001", "文化路社区", "村", "379901001000", "城镇"],
    ]
    write.csv(tmp_path / "01_区划.csv", [["code", "name", "level", "parent_code", "城乡"], *regions])
    post = line(
        POSTS, number="A1", township="城关街道", village="文化路社区", name="保洁员", standard_fen="2,010元"
    )
    write.xlsx(tmp_path / "02_岗位.xlsx", {"台账": [["岗位台账"], titles(POSTS), post, post]})
    people = [
        line(
            ROSTER,
            village="文化路社区",
            name="张三",
            id_number=make_id(n),
            post_number="A1",
            onboarding_on=45413,
        )
        for n in range(3)
    ]
    total = ["合计", None, "3人"]
    write.xlsx(tmp_path / "03_花名册.xlsx", {"花名册": [["花名册"], [], titles(ROSTER), *people, [], total]})
    applicant = line(
        APPLICANTS, village="文化路社区", name="李四", id_number=make_id(9), applied_on="2024.2.30"
    )
    write.xls(tmp_path / "04_报名.xls", {"报名": [["报名人员"], titles(APPLICANTS), applicant]})
    days = [
        ["文化路社区2024年5月考勤表"],
        ["姓名", "身份证号", *range(1, 32)],
        ["张三", make_id(0), *["√"] * 31],
    ]
    write.xlsx(tmp_path / "05_考勤_2024-05_城关街道.xlsx", {"文化路社区": days})
    paid = ["P", "张三", make_id(0), "62", "1909.50", "成功", "", "2024-06-10", "001"]
    write.csv(tmp_path / "16_回盘.csv", [titles(BANK_RETURN), paid, paid], "gb18030")
    complaint = line(COMPLAINTS, number="TS1", channel="来信", received_on="2024-05-30", summary="x")
    write.xlsx(tmp_path / "17_投诉.xlsx", {"台账": [["投诉台账"], titles(COMPLAINTS), complaint]})
    write.csv(tmp_path / "99_别的.csv", [["甲", "乙"], ["1", "2"]])
    return tmp_path


def test_every_file_of_a_folder(county, as_of):
    found = {}
    for path in sorted(county.iterdir()):
        tables = read_tables(path)
        sheet = recognise(tables, EVERY)
        if sheet is not None:
            found[path.name] = FileReport.of(path.name, parse_sheet(sheet, tables, as_of, file=path.name))
    assert {name: (r.kind, r.rows_total, r.rows_accepted) for name, r in found.items()} == {
        "01_区划.csv": ("regions", 3, 3),
        "02_岗位.xlsx": ("posts", 2, 1),
        "03_花名册.xlsx": ("placements", 3, 3),
        "04_报名.xls": ("applicants", 1, 0),
        "05_考勤_2024-05_城关街道.xlsx": ("attendance", 1, 1),
        "16_回盘.csv": ("bank-return", 2, 1),
        "17_投诉.xlsx": ("complaints", 1, 1),
    }
    document = json.loads(json.dumps(found["04_报名.xls"].as_json(), ensure_ascii=False))
    assert document["rejected"] == [
        {
            "sheet": "报名",
            "row": 3,
            "column": "报名日期",
            "reason": "bad_date",
            "message": "第 3 行「报名日期」：没有“2024.2.30”这一天。请对照原始材料改正。",
        }
    ]
    assert list(document) == ["file", "kind", "rows_total", "rows_accepted", "rejected", "warnings"]


def test_a_report_tells_what_was_left_aside(tmp_path, write, as_of):
    rows = [["编号", "来源渠道", "收到日期", "内容摘要", "心情"], ["TS1", "来信", "", "x", "好"]]
    path = write.xlsx(tmp_path / "表.xlsx", {"台账": rows, "说明": [["本表"]]})
    report = FileReport.of("表.xlsx", parse_sheet(COMPLAINTS, read_tables(path), as_of)).as_json()
    assert report["ignored_columns"] == ["心情"]
    assert report["skipped_sheets"] == ["说明"]


def test_twenty_thousand_rows_within_ten_seconds(tmp_path, write, as_of, make_id):
    people = [
        line(
            ROSTER, township="石桥镇", village="周营村", name="张三", sex="男", categories="农村残疾人",
            id_number=make_id(n % 1000, f"19{60 + n // 1000}0101"), post_number=f"A{n}", urban_rural="乡村",
            announcement_on="2024.1.1", application_on=45400, notice_begins_on="20240401",
            notice_ends_on="2024/4/8", county_approval_on="2024年4月9日", onboarding_on="2024-05-01",
            phone="19900000001", account="6217 0000",
        )
        for n in range(20_000)
    ]  # fmt: skip
    path = write.xlsx(tmp_path / "花名册.xlsx", {"花名册": [titles(ROSTER), *people]})
    began = time.monotonic()
    parsed = parse_sheet(ROSTER, read_tables(path), as_of)
    assert time.monotonic() - began < 10
    assert len(parsed.rows) == 20_000
