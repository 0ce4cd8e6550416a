"""Quirks 11 to 28 of sheets as offices fill them in: numbers, dates, money, names, labels."""

from datetime import date

import pytest

from gonggang.core.names import name_equal
from gonggang.exchange.sandbox import read_tables
from gonggang.exchange.sheets import parse_sheet
from gonggang.posts.sheets import POSTS
from gonggang.recruitment.roster_sheet import ROSTER
from gonggang.recruitment.sheets import APPLICANTS
from gonggang.subsidies.sheets import BANK_RETURN
from gonggang.supervision.sheets import COMPLAINTS

pytestmark = pytest.mark.clause("X6")

HEADING = [
    "村", "姓名", "性别", "身份证号", "人员类别", "认定时间", "岗位编号", "上岗日期", "协议止",
    "联系电话", "社保卡账号",
]  # fmt: skip


@pytest.fixture
def roster(tmp_path, write, as_of, make_id):
    """Parses a roster of rows that differ from a good one only in what is given."""

    def parse(*changes, kind="xlsx"):
        rows = [HEADING]
        for at, change in enumerate(changes):
            good = dict(
                zip(HEADING, ["周营村", "张三", "男", make_id(at), "", "", "A1", "2024-05-01"], strict=False)
            )
            rows.append([(good | change).get(title) for title in HEADING])
        if kind == "csv":
            path = write.csv(tmp_path / "花名册.csv", [["" if c is None else c for c in row] for row in rows])
        else:
            path = write.xlsx(tmp_path / "花名册.xlsx", {"花名册": rows})
        return parse_sheet(ROSTER, read_tables(path), as_of, file=path.name)

    return parse


def reasons(parsed):
    return [(p.row, p.column, p.reason) for p in parsed.rejected]


@pytest.mark.clause("5.6")
@pytest.mark.parametrize(
    "written",
    ["3.79901E+17", "3.79901e+17", "３.79901Ｅ＋17", 379901197001010018, 3.79901197001010e17],
)
def test_scientific_notation_is_refused_never_repaired(roster, written):
    """Quirk 11."""
    parsed = roster({"身份证号": written})
    assert reasons(parsed) == [(2, "身份证号", "scientific_notation")]
    assert "后几位已经丢失" in parsed.rejected[0].message
    assert parsed.rejected[0].message.startswith("第 2 行「身份证号」：")


@pytest.mark.clause("5.6")
def test_numbers_that_can_be_read_after_tidying(roster, make_id):
    """Quirk 12."""
    number = next(id_ for id_ in map(make_id, range(1000)) if id_.endswith("X"))
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    spellings = [
        f"'{number}", f"‘{number}", f" {number[:6]} {number[6:]}\t", wide, number.lower(),
        f"{number[:3]}\u200b{number[3:]}", f"\u00a0{number}\u00a0", f"\ufeff{number}",
    ]  # fmt: skip
    parsed = roster(*[{"身份证号": spelling, "岗位编号": f"A{at}"} for at, spelling in enumerate(spellings)])
    assert parsed.rejected == []
    assert {row.values["id_number"] for row in parsed.rows} == {number}
    assert parsed.rows[0].raw["id_number"] == f"'{number}"


@pytest.mark.clause("5.6")
@pytest.mark.parametrize("written", ["379901700101001", 379901700101001])
def test_an_old_number_of_fifteen_digits(roster, make_id, written):
    """Quirk 13. A numeric cell still holds all of fifteen digits."""
    parsed = roster({"身份证号": written})
    assert parsed.rows[0].values["id_number"] == make_id(1)
    (warning,) = parsed.warnings
    assert (warning.row, warning.column, warning.reason) == (2, "身份证号", "fifteen_digit_id")


def test_a_masked_number_is_no_key(roster):
    """Quirk 14."""
    parsed = roster({"身份证号": "3799**********0018"})
    assert reasons(parsed) == [(2, "身份证号", "masked_id")]


@pytest.mark.clause("5.6")
def test_every_other_fault_of_a_number_has_its_reason_and_hides_the_number(roster, make_id):
    good = make_id(1)
    wrong = good[:17] + ("1" if good[17] != "1" else "2")
    parsed = roster(
        {"身份证号": wrong},
        {"身份证号": good[:-1]},
        {"身份证号": "3799A1" + good[6:]},
        {"身份证号": make_id(1, "19701301")},
        {"身份证号": make_id(1, "20300101")},
        {"身份证号": "'"},
    )
    assert [reason for _, _, reason in reasons(parsed)] == [
        "bad_check_digit", "bad_length", "bad_characters", "bad_birth_date", "bad_birth_date",
        "missing_required",
    ]  # fmt: skip
    assert f"校验码应为 {good[17]}，填的是 {wrong[17]}。" in parsed.rejected[0].message
    assert not any(good[6:14] in problem.message for problem in parsed.rejected)


def test_accounts_in_groups_and_doubtful_accounts(roster):
    """Quirk 15. An account never refuses a person; what cannot be read is left out and said."""
    parsed = roster(
        {"社保卡账号": "6217 0000 0000 0000 00"},
        {"社保卡账号": "6.21700E+18"},
        {"社保卡账号": 6217000000000000000},
        {"社保卡账号": "6217*******0000"},
        {"社保卡账号": "A12345678"},
        {"社保卡账号": "6217000000000000001"},
    )
    assert parsed.rejected == []
    assert [row.values["account"] for row in parsed.rows] == [
        "621700000000000000", None, None, None, "A12345678", "6217000000000000001",
    ]  # fmt: skip
    assert [w.reason for w in parsed.warnings if w.row > 2] == [
        "account_scientific_notation", "account_scientific_notation", "account_masked",
        "account_social_security_card_number", "account_luhn",
    ]  # fmt: skip
    assert not any("6217" in warning.message for warning in parsed.warnings)


@pytest.mark.parametrize(
    "written",
    [
        "2024.5.1", "2024年5月1日", "20240501", "45413", "2024-05-01 00:00:00", "2024/5/1", "'2024-05-01",
        "２０２４．５．１", 45413, 45413.0, 45413.5, 20240501, date(2024, 5, 1), " 2024-05-01\u00a0",
    ],
)  # fmt: skip
def test_days_in_every_writing(roster, written):
    """Quirk 16."""
    parsed = roster({"上岗日期": written, "认定时间": written})
    assert parsed.rows[0].values["onboarding_on"] == date(2024, 5, 1)
    assert parsed.rows[0].values["recognised_on"] == date(2024, 5, 1)


@pytest.mark.parametrize(
    "written", ["2023.2.30", "2024-13-01", "20230230", "昨天", "2024.5.1-2024.6.1", 12, True]
)
def test_a_day_that_does_not_exist_refuses_the_row(roster, written):
    parsed = roster({"认定时间": written})
    assert reasons(parsed) == [(2, "认定时间", "bad_date")]


def test_a_bare_month_cannot_be_the_day_of_starting_work(roster):
    parsed = roster({"上岗日期": "2024年5月"}, {"认定时间": "2024年5月"})
    assert reasons(parsed) == [(2, "上岗日期", "bad_date")]
    assert "只写到月" in parsed.rejected[0].message
    assert parsed.rows[0].values["recognised_on"] is None
    assert [w.reason for w in parsed.warnings] == ["month_only"]


def test_days_counted_from_1904(tmp_path, write, as_of, make_id):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "表.xlsx"), {"date_1904": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEADING)
    sheet.write_row(1, 0, ["周营村", "张三", "男", make_id(1), "", "", "A1", 45413 - 1462])
    sheet.write_datetime(1, 5, date(2024, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    parsed = parse_sheet(ROSTER, read_tables(tmp_path / "表.xlsx"), as_of)
    assert parsed.rows[0].values["onboarding_on"] == date(2024, 5, 1)
    assert parsed.rows[0].values["recognised_on"] == date(2024, 5, 1)


def test_an_agreement_without_an_end(roster):
    """Quirk 17."""
    parsed = roster({"协议止": "至今"}, {"协议止": "长期"}, {"协议止": "2025.4.30"}, {"上岗日期": "长期"})
    assert [row.values["agreement_ends_on"] for row in parsed.rows] == [None, None, date(2025, 4, 30)]
    assert parsed.rows[0].raw["agreement_ends_on"] == "至今"
    assert reasons(parsed) == [(5, "上岗日期", "bad_date")]


@pytest.mark.clause("13.2")
@pytest.mark.parametrize(
    ("written", "fen"),
    [
        (720, 72000), ("720", 72000), ("720元", 72000), ("2,010元", 201000), ("0.072万元", 72000),
        ("0.201万", 201000), ("¥1,909.50", 190950), (1909.5, 190950), (0.1 + 0.2, 30),
        ("７２０元/月", 72000), (None, None),
    ],
)  # fmt: skip
def test_money_in_every_writing(tmp_path, write, as_of, written, fen):
    """Quirk 18."""
    rows = [["岗位编号", "乡镇", "村", "岗位名称", "补贴标准"], ["A1", "石桥镇", "周营村", "保洁员", written]]
    parsed = parse_sheet(POSTS, read_tables(write.xlsx(tmp_path / "表.xlsx", {"表": rows})), as_of)
    assert parsed.rows[0].values["standard_fen"] == fen


@pytest.mark.parametrize("written", ["两千", "720.555", "-720", "20元/小时", "1,00元", 720.001])
def test_money_that_cannot_be_read_refuses_the_row(tmp_path, write, as_of, written):
    rows = [["岗位编号", "乡镇", "村", "岗位名称", "补贴标准"], ["A1", "石桥镇", "周营村", "保洁员", written]]
    parsed = parse_sheet(POSTS, read_tables(write.xlsx(tmp_path / "表.xlsx", {"表": rows})), as_of)
    assert reasons(parsed) == [(2, "补贴标准", "bad_number")]


def test_a_heading_that_gives_the_unit(tmp_path, write, as_of):
    rows = [["岗位编号", "乡镇", "村", "岗位名称", "补贴标准（万元）"]]
    rows += [
        [number, "石桥镇", "周营村", "保洁员", rate] for number, rate in (("A1", 0.072), ("A2", "720元"))
    ]
    parsed = parse_sheet(POSTS, read_tables(write.xlsx(tmp_path / "表.xlsx", {"表": rows})), as_of)
    assert [row.values["standard_fen"] for row in parsed.rows] == [72000, 72000]


@pytest.mark.clause("7.7")
def test_the_dot_in_a_name_is_kept_and_compares_alike(roster):
    """Quirk 19."""
    parsed = roster({"姓名": "阿依·古丽"}, {"姓名": "阿依•古丽"})
    first, second = (row.values["name"] for row in parsed.rows)
    assert first != second and name_equal(first, second).verdict == "yes"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rare_characters(roster, kind):
    """Quirk 20."""
    names = ["王䶮", "李𬀩", "赵\ue863"]
    parsed = roster(*[{"姓名": name} for name in names], kind=kind)
    assert [row.values["name"] for row in parsed.rows] == names


def test_spaces_that_align_a_name(roster):
    """Quirk 21."""
    parsed = roster({"姓名": "张\u3000三"}, {"姓名": " 李  四 "}, {"姓名": "王\u200b五"})
    assert [row.values["name"] for row in parsed.rows] == ["张三", "李四", "王五"]
    assert parsed.rows[0].raw["name"] == "张\u3000三"


def test_village_names_come_as_written(roster):
    """Quirk 22: what they mean is for the room of regions to say."""
    written = ["周营村", "周营村委会", "周营村民委员会", "和平社区居委会"]
    parsed = roster(*[{"村": village} for village in written])
    assert [row.values["village"] for row in parsed.rows] == written


def test_two_people_of_one_name_in_one_village(roster):
    """Quirk 23."""
    assert len(roster({}, {}).rows) == 2


def test_sex_in_every_writing(roster):
    """Quirk 24."""
    parsed = roster(*[{"性别": written} for written in ("男", 1, "M", "女", "2", "f", "", "不详")])
    assert [row.values["sex"] for row in parsed.rows] == [*["male"] * 3, *["female"] * 3, None, None]
    assert [(w.row, w.column, w.reason) for w in parsed.warnings] == [(9, "性别", "unknown_code")]
    assert parsed.rows[7].raw["sex"] == "不详"


def test_yes_and_no_in_every_writing(tmp_path, write, as_of, make_id):
    """Quirk 25."""
    written = ["是", "√", 1, "有", True, "否", "×", 0, "无", False, None, "可能"]
    rows = [["姓名", "身份证号", "意向岗位编号", "是否干部亲属"]]
    rows += [["张三", make_id(at), "A1", answer] for at, answer in enumerate(written)]
    parsed = parse_sheet(APPLICANTS, read_tables(write.xlsx(tmp_path / "表.xlsx", {"表": rows})), as_of)
    assert [row.values["declares_kin"] for row in parsed.rows] == [*[True] * 5, *[False] * 5, None, None]
    assert [w.reason for w in parsed.warnings] == ["unknown_code"]


def test_a_blank_count_is_not_nought(tmp_path, write, as_of):
    """Quirk 26."""
    rows = [["岗位编号", "乡镇", "村", "岗位名称", "名额"]]
    rows += [
        [f"A{n}", "石桥镇", "周营村", "保洁员", count]
        for n, count in enumerate([None, 0, "3个", 4.0, 1.5, -1])
    ]
    parsed = parse_sheet(POSTS, read_tables(write.xlsx(tmp_path / "表.xlsx", {"表": rows})), as_of)
    assert [row.values["places"] for row in parsed.rows] == [None, 0, 3, 4]
    assert [reason for _, _, reason in reasons(parsed)] == ["bad_number", "bad_number"]


def test_places_renamed_since_are_read_as_written(tmp_path, write, as_of):
    """Quirk 27: the code decides, the name is what it was."""
    from gonggang.exchange.region_sheet import REGIONS

    rows = [["code", "name", "level", "parent_code"], ["370181000000", "章丘市", "县", "370100000000"],
            ["370114000000", "章丘区", "县", "370100000000"], ["370181000000", "章丘", "县", ""]]  # fmt: skip
    parsed = parse_sheet(REGIONS, read_tables(write.csv(tmp_path / "表.csv", rows)), as_of)
    assert [row.values["name"] for row in parsed.rows] == ["章丘市", "章丘区"]
    assert reasons(parsed) == [(4, "code", "duplicate_in_file")]


@pytest.mark.clause("7.7")
def test_one_number_with_two_names_or_posts(roster, make_id):
    """Quirk 28: a person in two posts is no repeated row, and a name never decides who somebody is."""
    same = make_id(7)
    parsed = roster(
        {"身份证号": same},
        {"身份证号": same, "岗位编号": "A2"},
        {"身份证号": f"'{same}", "姓名": "章三", "岗位编号": " a1 "},
    )
    assert [row.row for row in parsed.rows] == [2, 3]
    assert reasons(parsed) == [(4, "身份证号", "duplicate_in_file")]


def test_one_reason_a_row_in_the_fixed_order(roster, make_id):
    parsed = roster(
        {"姓名": None, "身份证号": "3799*", "上岗日期": "2023.2.30"},
        {"身份证号": "3799*", "上岗日期": "2023.2.30", "岗位编号": None},
        {"身份证号": "3799*", "认定时间": "2023.2.30"},
        {"认定时间": "2023.2.30", "上岗日期": "2023.2.31"},
    )
    assert reasons(parsed) == [
        (2, "姓名", "missing_required"),
        (3, "岗位编号", "missing_required"),
        (4, "身份证号", "masked_id"),
        (5, "认定时间", "bad_date"),
    ]


def test_categories_labels_and_hardship(tmp_path, write, as_of, make_id):
    rows = [
        ["姓名", "身份证号", "意向岗位编号", "人员类别", "家庭情况"],
        [
            "张三",
            make_id(1),
            "A1",
            "脱贫享受政策人口、农村残疾人，持残疾人证失业人员",
            "低保家庭、零就业家庭",
        ],
        ["李四", make_id(2), "A1", "登记失业“二孩妈妈”;外星人", "无"],
        ["王五", make_id(3), "A1", None, None],
    ]
    parsed = parse_sheet(APPLICANTS, read_tables(write.xls(tmp_path / "表.xls", {"表": rows})), as_of)
    assert [row.values["categories"] for row in parsed.rows] == [
        ["POVERTY_ALLEVIATED", "DISABLED"],
        ["MOTHER_OF_TWO"],
        [],
    ]
    assert [row.values["family"] for row in parsed.rows] == [
        ["low_income_family", "zero_employment_family"],
        ["none"],
        [],
    ]
    (warning,) = parsed.warnings
    assert (warning.row, warning.column, warning.reason) == (3, "人员类别", "unknown_code")
    assert "“外星人”" in warning.message


def test_complaints_and_returns(tmp_path, write, as_of, make_id):
    rows = [
        ["编号", "来源渠道", "收到日期", "内容摘要", "结论", "追回金额", "状态"],
        ["TS1", "来信", "2024年5月30日", "反映 未公示", "部分属实", "1,440元", "已办结"],
        ["TS2", "来信", "2024.2.30", "x", "", "", "办理中"],
    ]
    parsed = parse_sheet(COMPLAINTS, read_tables(write.xlsx(tmp_path / "表.xlsx", {"表": rows})), as_of)
    values = parsed.rows[0].values
    assert (values["conclusion"], values["recovered_fen"]) == ("partly_substantiated", 144000)
    assert (values["status"], values["summary"]) == ("closed", "反映 未公示")
    assert reasons(parsed) == [(3, "收到日期", "bad_date")]
    rows = [
        ["身份证号", "金额", "状态", "流水号"],
        [make_id(1), "1.5", "在途", "1"],
        [make_id(1), "1.5", "怪", "2"],
    ]
    parsed = parse_sheet(BANK_RETURN, read_tables(write.csv(tmp_path / "表.csv", rows)), as_of)
    assert [row.values["status"] for row in parsed.rows] == ["unknown"]
    assert reasons(parsed) == [(3, "状态", "unknown_code")]


def test_a_text_longer_than_any_column_refuses_its_row(roster):
    assert reasons(roster({"姓名": "长" * 61})) == [(2, "姓名", "too_long")]


def test_control_characters_never_reach_a_value(roster):
    parsed = roster({"姓名": "张\x07三\u202e"}, kind="xlsx")
    assert parsed.rows[0].values["name"] == "张三"
