"""Ranking, draw, choice and appraisal over all inputs: permutations, repeatable, ties only, nothing between groups."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.recruitment.rules.appraisal import share_reached, voters
from gonggang.recruitment.rules.choosing import (
    PRIORITY_GROUPS,
    Standing,
    comes_first,
    group_of,
    judge_choice,
)
from gonggang.recruitment.rules.draw import drawn_order, lot, seed_from
from gonggang.recruitment.rules.explanation import Place, explanations
from gonggang.recruitment.rules.priority import Candidate, priority_order

SEED = "5f" * 32
numbers = st.lists(st.text("BM0123456789-", min_size=1, max_size=12), unique=True, max_size=20)
seeds = st.text("0123456789abcdef", min_size=64, max_size=64)


@pytest.mark.clause("8.3")
@given(seeds, numbers)
def test_a_draw_is_a_permutation_and_comes_out_the_same_again(seed, members):
    order = drawn_order(seed, members)
    assert sorted(order) == sorted(members)
    assert order == drawn_order(seed, list(reversed(members)))
    assert order == drawn_order(seed, sorted(members))


@pytest.mark.clause("8.3")
@given(seeds, numbers.filter(bool))
def test_whoever_leaves_does_not_move_the_others(seed, members):
    order = drawn_order(seed, members)
    gone = members[0]
    assert drawn_order(seed, members[1:]) == [each for each in order if each != gone]


@pytest.mark.clause("8.3")
def test_a_draw_is_repeated_without_us():
    lines = []
    for number in ("BM-379901-2024-0007", "BM-379901-2024-0012"):
        answer = subprocess.run(
            ["sha256sum"], input=f"{SEED}:{number}".encode(), capture_output=True, check=True
        )
        lines.append((answer.stdout.decode().split()[0], number))
    assert [number for _, number in sorted(lines)] == drawn_order(SEED, [number for _, number in lines])
    assert lines[0][0] == lot(SEED, lines[0][1])


@pytest.mark.clause("8.3")
def test_no_place_in_a_draw_is_favoured():
    """Over 6,000 seeds each of six orders of three comes about one time in six."""
    seen = dict.fromkeys(permutations("ABC"), 0)
    for number in range(6000):
        seen[tuple(drawn_order(seed_from(b"head", number.to_bytes(4, "big")), "ABC"))] += 1
    assert all(850 < count < 1150 for count in seen.values()), seen


@pytest.mark.clause("8.3")
@pytest.mark.parametrize("seed", ["", "5F" * 32, "5f" * 31, "zz" * 32])
def test_a_seed_of_another_form_is_refused(seed):
    with pytest.raises(ValueError, match="seed"):
        drawn_order(seed, ["A"])
    with pytest.raises(ValueError, match="one lot"):
        drawn_order(SEED, ["A", "A"])


days = st.dates(date(1960, 1, 1), date(1960, 1, 3))
candidates = st.lists(
    st.builds(
        Candidate,
        key=st.uuids().map(str),
        birth=st.none() | days,
        recognised_on=days,
        low_income_family=st.booleans(),
        zero_employment_family=st.booleans(),
    ),
    unique_by=lambda each: each.key,
    max_size=12,
)


def keys_of(candidate):
    family = candidate.low_income_family or candidate.zero_employment_family
    return candidate.birth, candidate.recognised_on, not family


@pytest.mark.clause("8.3")
@given(candidates, seeds)
def test_a_draw_moves_only_those_who_tie(people, seed):
    before = priority_order(people, "draw_lots", None)
    drawn = [key for tie in before.ties for key in drawn_order(seed, tie)]
    after = priority_order(people, "draw_lots", drawn)
    assert sorted(after.order) == sorted(before.order)
    assert not after.ties
    of_key = {each.key: keys_of(each) for each in people}
    assert [of_key[key] for key in after.order] == [of_key[key] for key in before.order]
    tied = {key for tie in before.ties for key in tie}
    assert all(after.ranks[key] == rank for key, rank in before.ranks.items() if key not in tied)
    assert sorted(after.ranks.values()) == list(range(1, len(after.order) + 1))


@pytest.mark.clause("8.3")
@given(candidates, st.randoms())
def test_the_order_in_which_people_are_named_does_not_matter(people, shuffle):
    mixed = list(people)
    shuffle.shuffle(mixed)
    assert priority_order(mixed, "draw_lots", None) == priority_order(people, "draw_lots", None)


@pytest.mark.clause("8.2")
def test_five_groups_come_first_and_the_monitored_count_where_the_parameter_says_so():
    assert len(PRIORITY_GROUPS) == 5
    assert group_of("RELAPSE_MONITORED", True) == "POVERTY_ALLEVIATED"
    assert not comes_first(group_of("RELAPSE_MONITORED", False))
    assert not comes_first("RURAL_OLDER")
    assert group_of("", True) == "UNKNOWN"


OLDER, POOR, OTHER = "URBAN_OLDER_UNEMPLOYED", "POVERTY_ALLEVIATED", "RURAL_OLDER"
THREE = [Standing("a", POOR, 1), Standing("b", POOR, 2), Standing("c", POOR, 3)]


def kinds(choice):
    return {key: departure.kind for key, departure in choice.departures.items()}


@pytest.mark.clause("8.3", "8.4")
def test_choosing_the_first_needs_no_reason_and_anything_else_does():
    assert kinds(judge_choice(THREE, {POOR: 2}, {"a", "b"}, 2)) == {}
    assert kinds(judge_choice(THREE, {POOR: 2}, {"a", "c"}, 2)) == {"b": "passed_over", "c": "beyond"}
    assert kinds(judge_choice(THREE, {POOR: 1}, {"c"}, 2)) == {"a": "passed_over", "c": "beyond"}


@pytest.mark.clause("8.3")
def test_a_held_candidate_keeps_a_place_and_cannot_be_chosen():
    held = [replace(THREE[0], held=True), *THREE[1:]]
    assert judge_choice(held, {POOR: 2}, {"a"}, 2).problem == "held"
    assert kinds(judge_choice(held, {POOR: 2}, {"b"}, 2)) == {}
    assert kinds(judge_choice(held, {POOR: 2}, {"b", "c"}, 2)) == {"a": "passed_over", "c": "beyond"}


@pytest.mark.clause("8.3")
def test_a_tie_across_the_last_place_is_drawn_first():
    tied = [THREE[0], replace(THREE[1], rank=2), replace(THREE[2], rank=2)]
    assert judge_choice(tied, {POOR: 2}, {"a", "b"}, 3).undecided == [["b", "c"]]
    assert judge_choice(tied, {POOR: 3}, {"a", "b", "c"}, 3).undecided == []
    assert judge_choice(tied, {POOR: 1}, {"a"}, 3).undecided == []


@pytest.mark.clause("8.2")
def test_others_are_chosen_with_a_reason_while_a_priority_candidate_is_left():
    people = [*THREE, Standing("x", OTHER, 1)]
    assert kinds(judge_choice(people, {OTHER: 1}, {"x"}, 1)) == {
        "x": "not_priority", "a": "priority_left", "b": "priority_left", "c": "priority_left",
    }  # fmt: skip
    assert kinds(judge_choice(people, {POOR: 3, OTHER: 1}, {"a", "b", "c", "x"}, 4)) == {}
    held = [replace(THREE[0], held=True), Standing("x", OTHER, 1)]
    assert kinds(judge_choice(held, {POOR: 1, OTHER: 1}, {"x"}, 2)) == {}
    assert kinds(judge_choice(held, {OTHER: 1}, {"x"}, 2)) == {"x": "not_priority", "a": "priority_left"}


@pytest.mark.clause("8.2", "8.3")
@given(st.permutations(["a", "b", "c"]))
def test_nothing_is_ordered_between_groups(order):
    people = [Standing(key, group, 1) for key, group in zip(order, (OLDER, POOR, "DISABLED"), strict=True)]
    for key, group in zip(order, (OLDER, POOR, "DISABLED"), strict=True):
        assert kinds(judge_choice(people, {group: 1}, {key}, 1)) == {}


@pytest.mark.clause("8.3")
@pytest.mark.parametrize(
    ("allotted", "chosen", "problem"),
    [
        ({POOR: 1}, set(), "nobody"),
        ({POOR: 1}, {"z"}, "unknown"),
        ({POOR: 3}, {"a"}, "too_many"),
        ({POOR: 1}, {"a", "b"}, "too_many"),
    ],
)
def test_choices_that_cannot_be(allotted, chosen, problem):
    assert judge_choice(THREE, allotted, chosen, 2).problem == problem


@pytest.mark.clause("8.3")
def test_somebody_who_cannot_be_ranked_is_said_with_a_reason():
    people = [THREE[0], Standing("u", POOR, None)]
    assert kinds(judge_choice(people, {POOR: 1}, {"a"}, 1)) == {"u": "unranked"}


@pytest.mark.clause("8.3")
def test_each_reads_why_they_stand_there():
    first, second = date(1966, 10, 4), date(1970, 6, 23)
    places = [
        Place("1", 1, date(1962, 11, 11), date(2015, 12, 20), False),
        Place("2", 2, first, date(2014, 11, 30), False),
        Place("3", 3, first, date(2016, 12, 30), True),
        Place("4", 4, second, date(2015, 12, 20), True),
        Place("5", 5, second, date(2015, 12, 20), False),
        Place("6", 6, date(1973, 9, 8), date(2016, 12, 30), False, drawn=True),
        Place("7", 7, date(1973, 9, 8), date(2016, 12, 30), False, drawn=True),
        Place("8", None, date(1973, 9, 8), None, None),
    ]
    found = explanations(places)
    assert {key: (each.deciding, each.sentence) for key, each in found.items()} == {
        "1": ("birth", "7 人中年龄最大"),
        "2": ("recognised", "与第 3 名同日出生，认定早 2 年"),
        "3": ("recognised", "与第 2 名同日出生，认定晚 2 年"),
        "4": ("family", "前两项与第 5 名相同，低保或零就业家庭先"),
        "5": ("family", "前两项与第 4 名相同，但不是低保或零就业家庭"),
        "6": ("draw", "三项与第 7 名全同，抽签定先后"),
        "7": ("draw", "三项与第 6 名全同，抽签定先后"),
        "8": ("unknown", "缺认定或登记日期、家庭情况，不能排序，请先补齐"),
    }
    assert explanations([places[0]])["1"].sentence == "这一组只有 1 人"
    undrawn = [replace(places[5], rank=1, drawn=False), replace(places[6], rank=1, drawn=False)]
    assert explanations(undrawn)["7"].deciding == "tie"


@pytest.mark.clause("6.7")
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 100))
def test_a_share_is_reached_by_whole_people(part, more, percent):
    whole = part + more
    share = share_reached(part, whole, percent)
    assert (share.verdict == "yes") == (whole > 0 and part * 100 >= whole * percent)
    assert share_reached(part, whole, None).verdict == "to_verify"


@pytest.mark.clause("6.7")
def test_numbers_that_cannot_be_are_refused():
    assert voters(31, 2) == 29
    for call in (
        lambda: voters(1, 2),
        lambda: share_reached(3, 2, 50),
        lambda: share_reached(1, 2, 0),
        lambda: share_reached(-1, 2, 50),
    ):
        with pytest.raises(ValueError, match=r"whole|there"):
            call()
