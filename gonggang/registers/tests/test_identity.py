"""The fast reading of IDs and the one-by-one reading say the same of every text."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonggang.core.national_id import check_character, id_key, parse_national_id
from gonggang.registers.identity import fast_keys, read_identities, read_keys

AS_OF = date(2024, 6, 1)


@st.composite
def written_ids(draw: st.DrawFn) -> str:
    """IDs as sheets have them: right, with one thing wrong, decorated, shortened, or not IDs at all."""
    area = draw(st.integers(0, 999_999))
    year = draw(st.sampled_from([1799, 1800, 1899, 1900, 1904, 1970, 1999, 2000, 2024, 2025, 9999]))
    month, day = draw(st.integers(0, 13)), draw(st.integers(0, 32))
    first17 = f"{area:06d}{year:04d}{month:02d}{day:02d}{draw(st.integers(0, 999)):03d}"
    number = first17 + draw(st.sampled_from([check_character(first17), *"0123456789Xx"]))
    if draw(st.booleans()):
        number = number.replace("X", "x")
    shape = draw(st.integers(0, 7))
    place = draw(st.integers(0, 18))
    inserted = draw(st.sampled_from(["'", " ", "\u200b", "\u00a0", "\u3000", "*", "Ａ", "中", "-"]))
    if shape == 1:
        number = number[:place] + inserted + number[place:]
    elif shape == 2:
        number = "".join(chr(ord(character) + 0xFEE0) for character in number)
    elif shape == 3:
        number = number[:6] + number[8:17]
    elif shape == 4:
        number = number[:place] + inserted + number[place + 1 :]
    elif shape == 5:
        number = draw(st.sampled_from(["", " ", "3.79901E+17", "3.79901e17", number[:place], number + "1"]))
    elif shape == 6:
        number = inserted + number + inserted
    return number


@pytest.mark.clause("7.1", "5.6")
@given(
    st.lists(st.one_of(written_ids(), st.text(max_size=20)), max_size=30),
    st.sampled_from(["utf-8", "gb18030"]),
)
@settings(max_examples=300, deadline=None)
def test_both_ways_of_reading_agree(texts: list[str], encoding: str) -> None:
    texts = [text.encode(encoding, "ignore").decode(encoding) for text in texts]
    read = read_identities(pa.array([t.encode(encoding) for t in texts], pa.binary()), AS_OF, encoding)
    for position, text in enumerate(texts):
        slow = parse_national_id(text, AS_OF)
        if slow.verdict == "ok":
            assert slow.number is not None
            assert read.good[position]
            assert int(read.keys[position]) == id_key(slow.number)
            assert read.warnings.get(position, ()) == tuple(slow.warnings)
        else:
            assert not read.good[position]
            assert int(read.keys[position]) == 0
            assert read.reasons[position] == slow.verdict


@given(st.lists(st.binary(min_size=16, max_size=19), max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_without_a_wrong_yes(values: list[bytes]) -> None:
    keys, good = fast_keys(pa.array(values, pa.binary()), AS_OF)
    for position, value in enumerate(values):
        if good[position]:
            slow = parse_national_id(value.decode("ascii"), AS_OF)
            assert slow.number is not None
            assert int(keys[position]) == id_key(slow.number)


def test_clean_ids_never_take_the_slow_way() -> None:
    first17 = [f"37990119700101{n:03d}" for n in range(1000)]
    column = pa.array([(f + check_character(f)).encode() for f in first17], pa.binary())
    keys, good = fast_keys(column, AS_OF)
    assert good.all()
    assert keys.tolist() == [int(f) for f in first17]


def test_a_slice_of_a_column_and_blank_cells_are_read_in_their_places() -> None:
    first17 = "37990119700101123"
    number = (first17 + check_character(first17)).encode()
    column = pa.array([b"x", number, None, b"", number], pa.binary()).slice(1)
    read = read_identities(column, AS_OF)
    assert read.good.tolist() == [True, False, False, True]
    assert read.reasons == {1: "missing_required", 2: "missing_required"}


def test_keys_that_are_integers_already_are_checked_for_a_birth_date() -> None:
    keys = pa.array([37990119700101123, 37990119700230123, None, 10**17, 37990120300101123], pa.int64())
    read = read_keys(keys, AS_OF)
    assert read.good.tolist() == [True, False, False, False, False]
    assert read.reasons == {1: "bad_birth_date", 2: "missing_required", 3: "bad_length", 4: "bad_birth_date"}
