"""Whose month a sheet is: read from its title, stamp line, sheet name and file name (clause 11.2)."""

import pytest

from gonggang.attendance.sheets import place_of
from gonggang.core.month import Month
from gonggang.exchange.sheets import SheetContext

pytestmark = pytest.mark.clause("11.2")

FILE = "05_考勤_2024-05_石桥镇.xlsx"


def around(sheet, *above):
    return SheetContext(sheet, above, (), {}, 4, False)


def test_title_and_stamp_line():
    place = place_of(
        around("双井村", "双井村2024年5月公益性岗位人员考勤表", "单位（盖章）：石桥镇双井村"), FILE
    )
    assert (place.month, place.township, place.village_written) == (Month(2024, 5), "石桥镇", "双井村")
    assert place.doubt is None


@pytest.mark.parametrize(
    ("line", "township", "village"),
    [
        ("单位（盖章）：石桥镇双井村", "石桥镇", "双井村"),
        ("单位(盖章): 城关街道办事处 和平社区居委会", "城关街道办事处", "和平社区居委会"),
        ("填报单位（盖章）：南岭乡乡宁村　　填报时间：2024年6月1日", "南岭乡", "乡宁村"),
        ("单位（盖章）：双井村", "石桥镇", "双井村"),
        ("单位（盖章）：", "石桥镇", "Y村"),
    ],
)
def test_the_stamp_line_says_township_and_village(line, township, village):
    place = place_of(around("Y村", "2024年5月考勤表", line), FILE)
    assert (place.township, place.village_written) == (township, village)


def test_the_sheet_name_and_the_file_name_say_the_rest():
    place = place_of(around("双井村"), FILE)
    assert (place.month, place.township, place.village_written) == (Month(2024, 5), "石桥镇", "双井村")
    place = place_of(around("Sheet1", "双井村2024年5月考勤表"), "考勤.xlsx")
    assert (place.month, place.township, place.village_written) == (Month(2024, 5), None, "双井村")


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("05_考勤_2024-05_石桥镇.xlsx", Month(2024, 5)),
        ("考勤202405石桥镇.xlsx", Month(2024, 5)),
        ("石桥镇2024年12月考勤.xls", Month(2024, 12)),
        ("石桥镇 2024.6.xls", Month(2024, 6)),
        ("考勤.xlsx", None),
        ("考勤20240501.xlsx", None),
        ("考勤2024-13.xlsx", None),
    ],
)
def test_the_month_in_a_file_name(name, month):
    assert place_of(around("双井村"), name).month == month


def test_a_title_and_a_file_name_that_contradict_each_other_are_doubtful():
    place = place_of(around("双井村", "双井村2024年4月考勤表"), FILE)
    assert place.month == Month(2024, 4)
    assert place.doubt == "标题写的是 2024-04，文件名写的是 2024-05，月份不一致。请改正其中一处。"
