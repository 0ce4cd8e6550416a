"""Headings: columns in any order and by any of their names, files recognised, what is missing named."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonggang.attendance.sheets import ATTENDANCE
from gonggang.core.errors import UnusableInput
from gonggang.exchange.region_sheet import REGIONS
from gonggang.exchange.sheets import Column, Sheet, parse_sheet, recognise
from gonggang.exchange.tables import Row, Table
from gonggang.posts.sheets import POSTS
from gonggang.recruitment.roster_sheet import ROSTER
from gonggang.recruitment.sheets import APPLICANTS
from gonggang.subsidies.sheets import BANK_RETURN
from gonggang.supervision.sheets import COMPLAINTS

pytestmark = pytest.mark.clause("X6")

AS_OF = date(2024, 6, 1)
EVERY = [REGIONS, POSTS, ROSTER, APPLICANTS, ATTENDANCE, BANK_RETURN, COMPLAINTS]
GOOD = {
    "乡镇": "石桥镇", "村": "周营村", "姓名": "张 三", "性别": "男", "身份证号": "379901197001010016",
    "人员类别": "农村残疾人", "岗位编号": "A1", "上岗日期": "2024.5.1", "联系电话": "19900000001",
    "社保卡账号": "6217 0000", "协议止": 45413.0,
}  # fmt: skip


def table(*rows, sheet="表", **more):
    cells = [[None if cell == "" else cell for cell in row] for row in rows]
    return Table(sheet, [Row(at, row) for at, row in enumerate(cells, start=1) if any(row)], **more)


def roster(titles, *rows):
    return table(titles, *([row.get(title, "") for title in titles] for row in rows))


def outcome(parsed):
    """What came out, without the positions of columns."""
    return (
        [(row.row, row.values, row.raw) for row in parsed.rows],
        [(p.row, p.column, p.reason, p.message) for p in parsed.rejected],
        sorted((p.row, p.column, p.reason) for p in parsed.warnings),
        parsed.rows_total,
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    order=st.permutations(list(GOOD)),
    extra=st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["学历", "民族", "特长"])), max_size=3),
    spoilt=st.sampled_from(list(GOOD)),
)
def test_columns_in_any_order_give_the_same_rows(order, extra, spoilt):
    rows = [GOOD, GOOD | {"岗位编号": "A2", spoilt: "2023.2.30"}, GOOD | {spoilt: ""}, GOOD]
    titles = list(order)
    for at, title in extra:
        titles.insert(at, title)
    shuffled = parse_sheet(ROSTER, [roster(titles, *rows)], AS_OF)
    plain = parse_sheet(ROSTER, [roster(list(GOOD), *rows)], AS_OF)
    assert outcome(shuffled) == outcome(plain)
    assert set(shuffled.extra) == {title for _, title in extra}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=6), st.floats(), st.dates()), max_size=8), max_size=12
    )
)
def test_no_table_makes_the_reading_stumble(rows):
    some = [table(list(GOOD), *rows), table(*rows), table(list(GOOD)[:6], list(GOOD), *rows)]
    for sheet in EVERY:
        try:
            parse_sheet(sheet, some, AS_OF, file="表.xlsx")
        except UnusableInput as refused:
            assert "“表.xlsx”" in str(refused)


def test_headings_are_compared_without_spaces_stars_and_units():
    titles = ["*姓  名", "身份证\n号码", "岗位编码（必填）", "村（社区）", "上岗时间:", "手机号"]
    parsed = parse_sheet(
        ROSTER, [table(titles, ["张三", "379901197001010016", "A1", "周营村", "2024.5.1", ""])], AS_OF
    )
    assert parsed.rows[0].values["id_number"] == "379901197001010016"
    assert parsed.contexts[0].titles["id_number"] == "身份证号码"
    assert parsed.extra == []


def test_a_problem_names_the_column_as_the_file_does():
    titles = ["姓名", "公民身份号码", "岗位编号", "村", "上岗日期"]
    parsed = parse_sheet(ROSTER, [table(titles, ["张三", "3799*", "A1", "周营村", "2024.5.1"])], AS_OF)
    assert parsed.rejected[0].column == "公民身份号码"
    assert parsed.rejected[0].message.startswith("第 2 行「公民身份号码」：")


def test_a_missing_column_is_named():
    titles = [title for title in GOOD if title not in ("上岗日期", "岗位编号")]
    with pytest.raises(UnusableInput) as refused:
        parse_sheet(ROSTER, [roster(titles, GOOD)], AS_OF, file="花名册.xlsx")
    assert "“花名册.xlsx”" in str(refused.value)
    with pytest.raises(UnusableInput) as refused:
        full = [column.title for column in ROSTER.columns if column.title != "上岗日期"]
        parse_sheet(ROSTER, [table(full, ["x"] * len(full), sheet="二月")], AS_OF, file="花名册.xlsx")
    assert str(refused.value).startswith("“花名册.xlsx”的工作表“二月”的表头缺少“上岗日期”列")


def test_two_columns_of_one_name_are_not_guessed_between():
    with pytest.raises(UnusableInput, match="两列都是“身份证号”"):
        parse_sheet(ROSTER, [table([*GOOD, "身份证"], list(GOOD.values()))], AS_OF, file="表.xlsx")
    twice = parse_sheet(ROSTER, [table([*GOOD, "电话"], [*GOOD.values(), "2"])], AS_OF)
    assert twice.rows[0].values["phone"] == "19900000001"
    assert twice.extra == ["电话"]


@pytest.mark.parametrize("sheet", EVERY, ids=lambda sheet: sheet.kind)
def test_every_sheet_is_recognised_by_its_own_headings(sheet):
    titles = [column.title for column in sheet.columns if column.field != sheet.marks]
    if sheet.marks:
        titles += list(range(1, 32))
    cover = table(["说明"], ["本表由县级填报"], sheet="说明")
    assert recognise([cover, table(["标题"], titles, ["x"] * 40)], EVERY) is sheet
    required = [column.title for column in sheet.columns if column.field in sheet.distinctive]
    if sheet.marks:
        required += list(range(1, 32))
    assert recognise([table(required)], EVERY) is sheet


def test_registers_and_strangers_are_no_sheet_of_a_room():
    for titles in (
        ["序号", "姓名", "身份证号", "死亡日期"],
        ["户主姓名", "户主身份证号", "姓名", "身份证号", "低保证号", "保障起始年月", "状态"],
        ["身份证号", "姓名", "单位名称", "统一社会信用代码", "险种", "费款所属期", "缴费状态"],
        ["序号", "姓名", "身份证号", "村", "职务", "任职起", "任职止"],
        ["a", "b"],
    ):
        assert recognise([table(titles, ["1"] * len(titles))], EVERY) is None
    assert recognise([], EVERY) is None


def test_an_incomplete_file_is_recognised_so_that_the_gap_can_be_named():
    titles = [column.title for column in ROSTER.columns if column.title != "上岗日期"]
    assert recognise([table(titles)], EVERY) is ROSTER


def test_a_check_stands_between_the_cells_and_the_repeated_rows():
    rows = [GOOD | {"村": "无此村"}, GOOD, GOOD]

    def known(row):
        if row.values["village"] == "周营村":
            return None
        return row.problem("village", "unknown_region", "区划表里没有这个村。请核对村名。")

    parsed = parse_sheet(ROSTER, [roster(list(GOOD), *rows)], AS_OF, check=known)
    assert [(p.row, p.column, p.reason) for p in parsed.rejected] == [
        (2, "村", "unknown_region"),
        (4, "身份证号", "duplicate_in_file"),
    ]
    assert parsed.rejected[0].message == "第 2 行「村」：区划表里没有这个村。请核对村名。"


def test_a_declaration_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="two columns"):
        Sheet("x", "x", (Column("a", "甲"), Column("b", "乙", ("甲（元）",))))
    with pytest.raises(ValueError, match="no column"):
        Sheet("x", "x", (Column("a", "甲"),), key=("b",))
    with pytest.raises(KeyError):
        Sheet("x", "x", (Column("a", "甲"),)).column("b")


def test_a_title_right_above_the_heading_is_no_part_of_it():
    titles = ["序号", "姓名", "身份证号", "岗位", *map(str, range(1, 32))]
    title = "双井村2024年4月公益性岗位人员考勤表"
    parsed = parse_sheet(
        ATTENDANCE, [table([title], titles, [1, "张三", GOOD["身份证号"], "保洁员", "√"])], AS_OF
    )
    assert parsed.contexts[0].above == (title,)
    assert [row.row for row in parsed.rows] == [3]
