"""Parsers that no sheet of a small folder shows: months, telephones, social credit codes, bounds."""

from datetime import date

import pytest

from gonggang.core.month import Month
from gonggang.exchange import parsers
from gonggang.exchange.cells import CellContext, CellProblem, quoted, shown

pytestmark = pytest.mark.clause("X6")


@pytest.fixture
def context(as_of):
    return CellContext(as_of, "列")


def warned(context):
    return [reason for _, reason, _ in context.warnings]


@pytest.mark.parametrize(
    "cell", ["202405", 202405, 202405.0, "2024.05", 2024.05, "2024年5月", "2024-05", date(2024, 5, 3), 45413]
)
def test_months(context, cell):
    assert parsers.month(cell, context) == Month(2024, 5)


def test_a_month_whose_zero_a_spreadsheet_may_have_dropped(context):
    assert parsers.month(2021.2, context) == Month(2021, 2)
    with pytest.raises(CellProblem, match="可能是 1 月也可能是 10 月"):
        parsers.month(2021.1, context)
    with pytest.raises(CellProblem, match="不是年月"):
        parsers.month("去年", context)


@pytest.mark.parametrize(
    ("cell", "number", "doubtful"),
    [
        ("199 0000 0001", "19900000001", False),
        (19900000001.0, "19900000001", False),
        ("+86 19900000001", "19900000001", False),
        ("199-0000-0001", "19900000001", False),
        ("0531-88888888", "0531-88888888", False),
        ("无", "无", True),
    ],
)
def test_telephones(context, cell, number, doubtful):
    assert parsers.phone(cell, context) == number
    assert warned(context) == (["bad_phone"] if doubtful else [])


def test_social_credit_codes_only_warn(context):
    assert parsers.uscc("11370100004188784h", context) == "11370100004188784H"
    assert warned(context) == []
    assert parsers.uscc("11370100004188784X", context) == "11370100004188784X"
    assert parsers.uscc("1137", context) is None
    assert warned(context) == ["bad_uscc", "bad_uscc"]


@pytest.mark.parametrize(
    "parse",
    [getattr(parsers, name) for name in parsers.__all__ if name not in
     ("CellContext", "CellProblem", "Parser", "choice", "choices", "whole_number_up_to")],
)  # fmt: skip
@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\u200b"])
def test_a_blank_cell_is_none_for_every_parser(context, parse, cell):
    assert parse(cell, context) is None
    assert context.warnings == []


def test_numbers_beyond_what_can_be_meant(context):
    for cell in (32, "40天"):
        with pytest.raises(CellProblem):
            parsers.days_of_month(cell, context)
    with pytest.raises(CellProblem):
        parsers.amount_fen("999999999999", context)
    assert parsers.days_if_clear("满勤", context) is None
    assert warned(context) == ["bad_number"]
    with pytest.raises(CellProblem):
        parsers.kept_number(12345678901234567890, context)


def test_a_message_never_shows_a_long_number():
    assert quoted("379901197001010016") == "379…"
    assert quoted("20230230") == "20230230"
    assert "…" in quoted("长" * 50)
    assert [shown(cell) for cell in (1.0, 0.1 + 0.2, True, date(2024, 5, 1), None)] == [
        "1", "0.3", "TRUE", "2024-05-01", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2024.2.30", "没有“2024.2.30”这一天"),
        ("2024。5。1", "“2024。5。1”不是日期"),
        ("2024、5、1", "“2024、5、1”不是日期"),
        ("2024.5.1.", "“2024.5.1.”不是日期"),
    ],
)
def test_a_day_that_exists_is_not_said_to_be_none(context, written, said):
    with pytest.raises(CellProblem, match=said):
        parsers.day(written, context)


@pytest.mark.parametrize(
    ("around", "named"),
    [("“{}”", "引号。"), ("\u202a{}", "U\\+202A"), ("{}(张三)", "“\\(”、“张”、“三”等"), ("3799-{}", "“-”")],
)
def test_what_does_not_belong_into_a_number_is_named(context, make_id, around, named):
    with pytest.raises(CellProblem, match=f"其中有不该有的字符{named}"):
        parsers.id_number(around.format(make_id(1)), context)


def test_a_letter_that_looks_like_x_is_named_by_its_code(context, make_id):
    with pytest.raises(CellProblem, match=r"其中有不该有的字符U\+0425"):
        parsers.id_number(make_id(1)[:17] + "\u0425", context)
