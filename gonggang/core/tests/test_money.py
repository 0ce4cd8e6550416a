"""Money: one rounding, exact reading, and yuan as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.money import divide, divide_half_up, format_yuan, parse_amount


@pytest.mark.clause("13.7")
@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_rounding_is_never_further_than_half(numerator: int, denominator: int) -> None:
    rounded = divide_half_up(numerator, denominator)
    exact = Fraction(numerator, denominator)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)
    assert divide_half_up(-numerator, denominator) == -rounded


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_down_never_grows(numerator: int, denominator: int) -> None:
    down = divide(numerator, denominator, "down")
    assert abs(down) <= abs(Fraction(numerator, denominator)) < abs(down) + 1


def test_impossible_divisions_are_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        divide_half_up(1, 0)
    with pytest.raises(ValueError, match="positive"):
        divide_half_up(1, -2)
    with pytest.raises(ValueError, match="no such rounding"):
        divide(1, 2, "up")  # type: ignore[arg-type]


@given(st.integers(-(10**14), 10**14))
def test_what_is_written_is_read_again(fen: int) -> None:
    assert parse_amount(format_yuan(fen), allow_negative=True).fen == fen
    assert parse_amount(f"{format_yuan(fen)}元", allow_negative=True).fen == fen


@pytest.mark.parametrize(
    ("fen", "text"), [(201000, "2,010.00"), (5, "0.05"), (-72705, "-727.05"), (0, "0.00")]
)
def test_yuan_have_two_decimals(fen: int, text: str) -> None:
    assert format_yuan(fen) == text


@pytest.mark.parametrize(
    ("value", "verdict", "fen"),
    [
        (720.5, "ok", 72050),
        (720.0, "ok", 72000),
        (0.1 + 0.2, "bad_number", None),
        (float("nan"), "bad_number", None),
        (float("inf"), "bad_number", None),
        (True, "bad_number", None),
        ("1" * 65, "bad_number", None),
    ],
)
def test_cells_that_are_not_text(value: float | str, verdict: str, fen: int | None) -> None:
    read = parse_amount(value)
    assert (read.verdict, read.fen) == (verdict, fen)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading(text: str) -> None:
    read = parse_amount(text)
    assert (read.fen is None) == (read.verdict != "ok")
