"""Tidying: what is dropped, what stays, what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.names import is_clear, name_equal, name_key
from gonggang.core.text import drop_invisible, half_width, is_invisible, tidy_number, unreadable


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy_number(tidy_number(text)) == tidy_number(text)
    assert half_width(half_width(text)) == half_width(text)
    assert not any(is_invisible(character) for character in drop_invisible(text))


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        (None, ""),
        ("ａｂ－１２", "AB-12"),
        ("\u2018 12\u20193\u2060\ufeff'", "123"),
        ("\uff0712", "12"),
        ("12\n34\t5", "12345"),
    ],
)
def test_tidy_number(text: str | None, tidied: str) -> None:
    assert tidy_number(text) == tidied


@pytest.mark.parametrize(
    ("tidied", "reason"),
    [
        ("", "missing_required"),
        ("3*E17", "masked_id"),
        ("3E17", "scientific_notation"),
        ("3.7E+17", "scientific_notation"),
        ("37E17", None),
        ("3.E17", None),
        ("3E-17", None),
        ("123", None),
    ],
)
def test_unreadable(tidied: str, reason: str | None) -> None:
    assert unreadable(tidied) == reason


@given(st.text(max_size=8), st.text(max_size=8))
def test_names_compare_alike_both_ways(left: str, right: str) -> None:
    assert name_equal(left, right) == name_equal(right, left)
    if name_key(left) == name_key(right) != "" and is_clear(name_key(left)):
        assert name_equal(left, right).verdict == "yes"
