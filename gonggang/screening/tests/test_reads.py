"""What pages may show of a hit: the sentence without the names that it quotes."""

from __future__ import annotations

from datetime import date

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


@pytest.mark.clause("7.4", "X3")
def test_a_month_keeps_its_hits_when_a_later_month_finds_them_again(officer, county, make_person):
    from types import SimpleNamespace

    from gonggang.core.month import Month
    from gonggang.screening.actions import Compared, keep
    from gonggang.screening.queries import hit_rows, hits_of

    person = make_person()
    found = SimpleNamespace(
        person_key=1, check="death", fact_date=date(2024, 5, 9), register="death", source_file="a.csv",
        source_row=2, detail="死亡登记",
    )  # fmt: skip
    result = SimpleNamespace(people=1, registers=[], coverage=[], hits=[found], unclear=[])
    people = {1: Compared(person, 379901100200)}
    may = keep(result, county, Month(2024, 5), people=people, officer=officer)
    june = keep(result, county, Month(2024, 6), people=people, officer=officer)
    assert hits_of(may) == hits_of(june)
    assert len(hits_of(may)) == hit_rows(county, Month(2024, 5)).count() == 1
