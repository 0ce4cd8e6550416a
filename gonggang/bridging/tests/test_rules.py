"""The rules of bridging against their cases, and what must hold of every match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.bridging.rules import (
    Leaver,
    Vacancy,
    bridging_candidate,
    bridging_match,
    insurance_subsidy_flag,
    ranked_leavers,
    ranked_vacancies,
)
from gonggang.bridging.rules.words import REACH_STEPS, SCHOOLINGS, SKILLS, WORKS, work_of_post
from gonggang.policy.cases import Case, every_case, run_case

RULES: dict[str, Callable[..., Any]] = {
    "bridging_candidate": bridging_candidate,
    "bridging_match": bridging_match,
    "insurance_subsidy_flag": insurance_subsidy_flag,
}
CASES = [
    pytest.param(RULES[file.rule], case, id=f"{file.rule}-{number}", marks=pytest.mark.clause(*file.clause))
    for file, number, case in every_case(Path(__file__).with_name("cases"), RULES)
]
COUNTS = ("birthday", "03-01")
VILLAGES = (379901100200, 379901100201, 379901101200, 379902100200, 379801100200)


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_rule_meets_its_case(rule: Callable[..., Any], case: Case) -> None:
    assert run_case(case, rule) is None


skills = st.lists(st.sampled_from(sorted(SKILLS)[:5]), unique=True, max_size=4)
months = st.dictionaries(st.sampled_from(sorted(WORKS)[:4]), st.integers(1, 60), max_size=3)
leavers = st.builds(
    Leaver,
    birth=st.dates(date(1962, 1, 1), date(1990, 1, 1)),
    retires=st.lists(st.dates(date(2023, 1, 1), date(2040, 1, 1)), max_size=2),
    free_from=st.dates(date(2024, 6, 1), date(2024, 12, 31)),
    village_code=st.sampled_from(VILLAGES),
    schooling=st.sampled_from([None, *SCHOOLINGS]),
    skills=skills,
    experience=st.none() | months,
    wished=st.lists(st.sampled_from(sorted(WORKS)[:4]), unique=True, max_size=2),
    reach=st.sampled_from([None, *REACH_STEPS]),
    wage_fen=st.none() | st.integers(1, 400_000),
    disabled=st.sampled_from([None, True, False]),
)
vacancies = st.builds(
    Vacancy,
    work=st.sampled_from(sorted(WORKS)[:4]),
    employment=st.just("full_time"),
    village_code=st.sampled_from(VILLAGES),
    wage_fen=st.integers(100_000, 400_000),
    places_left=st.integers(0, 2),
    offered_from=st.dates(date(2024, 5, 1), date(2024, 8, 1)),
    offered_until=st.dates(date(2024, 9, 1), date(2025, 3, 1)),
    age_min=st.none() | st.integers(18, 40),
    age_max=st.none() | st.integers(41, 65),
    schooling=st.sampled_from([None, *SCHOOLINGS]),
    skills_needed=skills,
    skills_liked=skills,
    experience_months=st.none() | st.integers(1, 36),
    for_disabled=st.booleans(),
)


@pytest.mark.clause("4.1", "4.4")
@given(leavers, vacancies)
def test_every_factor_is_said_and_the_verdict_follows_from_the_conditions(
    leaver: Leaver, vacancy: Vacancy
) -> None:
    match = bridging_match(leaver, vacancy, *COUNTS)
    said = {each.name: each for each in match.factors}
    assert len(said) == len(match.factors) and all(each.sentence for each in match.factors)
    verdicts = {each.verdict for each in match.factors if each.is_condition}
    worst = next(each for each in ("not_met", "to_verify", "met") if each in verdicts)
    assert match.verdict == {"not_met": "does_not_fit", "to_verify": "to_verify", "met": "fits"}[worst]
    # What somebody would like never rules an opening out.
    assert not {name for name in match.not_met if not said[name].is_condition}
    assert match == bridging_match(leaver, vacancy, *COUNTS)


@pytest.mark.clause("4.1")
@given(leavers, vacancies, st.sampled_from(sorted(SKILLS)[:5]), st.integers(1, 24))
def test_who_can_more_or_goes_farther_never_comes_later(
    leaver: Leaver, vacancy: Vacancy, skill: str, more: int
) -> None:
    before = bridging_match(leaver, vacancy, *COUNTS).order
    abler = [replace(leaver, skills=[*leaver.skills, skill])]
    known = leaver.experience or {}
    if leaver.experience is not None:
        done = {**known, vacancy.work: known.get(vacancy.work, 0) + more}
        abler.append(replace(leaver, experience=done))
    if leaver.schooling is not None:
        abler.append(replace(leaver, schooling="university"))
    if leaver.reach is not None:
        abler.append(replace(leaver, reach="anywhere"))
    if leaver.wage_fen is not None:
        abler.append(replace(leaver, wage_fen=1))
    for each in abler:
        assert bridging_match(each, vacancy, *COUNTS).order <= before


@pytest.mark.clause("4.1")
@given(st.lists(leavers, min_size=2, max_size=6), vacancies, st.data())
def test_a_skill_more_never_lowers_a_rank_and_the_order_of_reading_is_none(
    people: list[Leaver], vacancy: Vacancy, data: st.DataObject
) -> None:
    people = [replace(each, key=key) for key, each in enumerate(people)]
    ranked = [each.key for each, _match in ranked_leavers(vacancy, people, *COUNTS)]
    shuffled = data.draw(st.permutations(people))
    assert [each.key for each, _match in ranked_leavers(vacancy, shuffled, *COUNTS)] == ranked
    chosen = data.draw(st.sampled_from(people))
    skill = data.draw(st.sampled_from(sorted(SKILLS)[:5]))
    abler = [replace(e, skills=[*e.skills, skill]) if e.key == chosen.key else e for e in people]
    after = [each.key for each, _match in ranked_leavers(vacancy, abler, *COUNTS)]
    assert after.index(chosen.key) <= ranked.index(chosen.key)


@pytest.mark.clause("4.1")
@given(leavers, st.lists(vacancies, min_size=2, max_size=6))
def test_what_does_not_fit_stands_behind_what_does(leaver: Leaver, there: list[Vacancy]) -> None:
    there = [replace(each, key=key) for key, each in enumerate(there)]
    found = [match.verdict for _each, match in ranked_vacancies(leaver, there, *COUNTS)]
    assert found == sorted(found, key=["fits", "to_verify", "does_not_fit"].index)


def test_the_name_of_a_post_tells_its_work() -> None:
    names = {"保洁员": "cleaning", "护林员": "greening", "治安巡逻员": "security", "老年助餐员": "kitchen",
             "养老护理员": "attendant", "图书管理员": None}  # fmt: skip
    assert {name: work_of_post(name) for name in names} == names
