"""Names and words of a block are tidied as one by one."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from gonggang.core.names import name_key
from gonggang.registers.catalogue import Holds
from gonggang.registers.facts import DateReader, read_words
from gonggang.registers.texts import decode_texts, name_columns

NAMES = st.text(st.sampled_from("张三丰䶮𠮷·•．. \u3000\u200bAb龥\ue000?\n鿿一"), max_size=6)


def test_a_common_chinese_character_is_its_own_comparable_spelling() -> None:
    assert all(name_key(chr(code)) == chr(code) for code in range(0x4E00, 0xA000))


@given(st.lists(NAMES, max_size=20), st.sampled_from(["utf-8", "gb18030"]))
@settings(max_examples=200, deadline=None)
def test_names_of_a_block_are_those_of_each_cell(names: list[str], encoding: str) -> None:
    column = pa.array([name.encode(encoding) for name in names], pa.binary())
    written, keys = name_columns(column, encoding)
    assert written.to_pylist() == [name.strip() or None for name in names]
    assert keys.to_pylist() == [name_key(name) or None for name in names]


def test_bytes_that_the_encoding_does_not_know_become_an_unclear_character() -> None:
    column = pa.array([b"\xd5\xc5", b"\xff", b""], pa.binary())
    assert decode_texts(column, "gb18030").to_pylist() == ["张", "\ufffd", ""]


def test_two_spellings_of_a_word_are_one_word() -> None:
    words = read_words(pa.array(["实缴", " 实缴", "实\u3000缴", "", None, "欠缴"]), Holds.CODE, "utf-8")
    assert words.to_pylist() == ["实缴", "实缴", "实缴", None, None, "欠缴"]
    assert len(words.dictionary) == 2


def test_months_and_days_are_kept_as_days_and_what_is_no_day_is_told() -> None:
    months = DateReader(Holds.MONTH).read(
        pa.array(["202405", "2024.05", "2024-05-17", "202413", "", "至今"]), "utf-8"
    )
    assert [str(day) for day in months.days.to_pylist()[:3]] == ["2024-05-01"] * 3
    assert months.bad.tolist() == [False, False, False, True, False, True]
    assert months.blank.tolist() == [False, False, False, False, True, False]
    days = DateReader(Holds.DAY).read(pa.array(["20240530", "2024.2.30", "2024-05"]), "utf-8")
    assert days.bad.tolist() == [False, True, False]
    assert days.month_only.tolist() == [False, False, True]
    ends = DateReader(Holds.DAY_OR_OPEN).read(pa.array(["至今", "长期", "2024/5/1"]), "utf-8")
    assert not ends.bad.any()
    assert [str(day) for day in ends.days.to_pylist()] == ["None", "None", "2024-05-01"]
