"""Identity numbers: the quick and the careful way agree, 15 digits become 18, a key comes back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.national_id import check_character, id_from_key, id_key, parse_national_id

AS_OF = date(2026, 11, 30)
SAMPLE_AREA = "3799"


@st.composite
def numbers(draw: st.DrawFn, earliest: date = date(1800, 1, 1)) -> str:
    birth = draw(st.dates(earliest, AS_OF))
    first17 = (
        f"{SAMPLE_AREA}{draw(st.integers(0, 99)):02d}{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
        if birth.year >= 1000
        else ""
    )
    return first17 + check_character(first17)


def weighted(number: str) -> str:
    """The check character by the words of the standard: weights 2^(18-i) mod 11, sum to 1 mod 11."""
    total = sum(int(digit) * pow(2, 17 - position, 11) for position, digit in enumerate(number[:17]))
    return "0123456789X"[(1 - total) % 11]


@pytest.mark.clause("7.6")
@given(numbers())
def test_check_character_by_the_words_of_the_standard(number: str) -> None:
    assert number[17] == weighted(number)


@given(numbers(), st.sampled_from(["'{}", "{} ", "\u200b{}", "\u3000{}\u00a0"]))
def test_quick_and_careful_reading_agree(number: str, frame: str) -> None:
    quick = parse_national_id(number, AS_OF)
    assert quick.verdict == "ok"
    assert parse_national_id(frame.format(number.lower()), AS_OF) == quick
    full_width = "".join(chr(ord(character) + 0xFEE0) for character in number)
    assert parse_national_id(full_width, AS_OF) == quick
    assert quick.birth == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert quick.sex == ("male" if int(number[16]) % 2 else "female")


@given(numbers(earliest=date(1900, 1, 1)).filter(lambda number: number[6:8] == "19"))
def test_fifteen_digits_become_eighteen(number: str) -> None:
    read = parse_national_id(number[:6] + number[8:17], AS_OF)
    assert (read.verdict, read.number, read.warnings) == ("ok", number, ("fifteen_digit_id",))


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_is_always_noticed(number: str, position: int, change: int) -> None:
    wrong = str((int(number[position]) + change) % 10)
    read = parse_national_id(number[:position] + wrong + number[position + 1 :], AS_OF)
    assert read.verdict in ("bad_check_digit", "bad_birth_date")


@given(numbers())
def test_key_comes_back(number: str) -> None:
    assert id_from_key(id_key(number)) == number


@pytest.mark.parametrize("number", ["", "379927640229003", "37992719640229003x", "379927196402290038\n"])
def test_no_key_of_anything_else(number: str) -> None:
    with pytest.raises(ValueError, match="18 characters"):
        id_key(number)


def test_no_check_character_of_anything_else() -> None:
    for first17 in ("", "1" * 16, "1" * 16 + "X", "１" * 17):
        with pytest.raises(ValueError, match="17 digits"):
            check_character(first17)
    with pytest.raises(ValueError, match="17 digits"):
        id_from_key(10**17)


@given(st.text(max_size=24))
def test_no_text_breaks_the_reading(text: str) -> None:
    read = parse_national_id(text, AS_OF)
    assert (read.number is None) == (read.verdict != "ok")
