"""What pages may show of a hit: the sentence without the names that it quotes."""

from __future__ import annotations

import pytest

from gonggang.screening.queries import masked_detail
from gonggang.screening.sentences import other_name


@pytest.mark.clause("X4")
def test_quoted_names_are_masked() -> None:
    told = other_name(
        "death", "死亡登记", "欧阳无恙", "2024-05-09 死亡；姓名待核（对方写作“阿依古丽·买买提”）"
    )
    assert masked_detail(told) == (
        "死亡登记中同一证号写作“欧**恙”，若为同一人则死亡：2024-05-09 死亡；姓名待核（对方写作“阿***·**提”）"
    )


def test_a_sentence_without_names_stays_as_it_is() -> None:
    told = "示范县某某公司（91379901MA00000000）为其缴纳职工养老，所属期 2024-05"
    assert masked_detail(told) == told
