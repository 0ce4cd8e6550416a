"""Recruitment over all inputs: order is total and fair, notices count what they say, defects stand once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonggang.core.working_days import CalendarUnknown, working_days
from gonggang.recruitment.rules import (
    STAGES,
    Candidate,
    earliest_notice_end,
    notice_period_end,
    priority_order,
    procedure_order,
)

few_days = st.dates(date(1968, 5, 1), date(1968, 5, 3))
candidates = st.lists(
    st.builds(
        Candidate,
        st.uuids().map(str),
        st.none() | few_days,
        few_days,
        st.booleans(),
        st.none() | st.booleans(),
    ),
    max_size=8,
)


@pytest.mark.clause("8.3")
@given(candidates, st.randoms())
def test_order_does_not_depend_on_how_it_was_given(people: list[Candidate], chance: object) -> None:
    order = priority_order(people, "draw_lots", None)
    shuffled = people.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert priority_order(shuffled, "draw_lots", None) == order
    assert sorted([*order.order, *order.to_verify]) == sorted(person.key for person in people)
    assert [order.ranks[key] for key in order.order] == sorted(order.ranks.values())
    drawn = priority_order(people, "draw_lots", [*reversed(order.order)])
    assert list(drawn.ties) == []
    assert [drawn.ranks[key] for key in drawn.order] == list(range(1, len(drawn.order) + 1))


@pytest.mark.clause("6.8", "X8")
@given(st.dates(date(2024, 1, 1), date(2024, 11, 30)), st.integers(0, 15), st.booleans())
def test_a_notice_counts_its_days(begins: date, days: int, first_counts: bool) -> None:
    calendar = working_days()
    ends_on = earliest_notice_end(
        begins, days, "working", first_counts, "keep", calendar.is_working_day
    ).ends_on
    assert ends_on is not None
    first = begins if first_counts else begins + timedelta(days=1)
    span = [first + timedelta(days=offset) for offset in range((ends_on - first).days + 1)]
    assert sum(map(calendar.is_working_day, span)) == days or (days == 0 and ends_on == begins)
    plain = earliest_notice_end(begins, days, "calendar", False, "keep", calendar.is_working_day).ends_on
    assert plain == begins + timedelta(days=days)
    rest = calendar.between("rest", begins, date(2024, 12, 31))
    work = calendar.between("work", begins, date(2024, 12, 31))
    listed = notice_period_end(begins, days, "working", first_counts, "next_workday", rest, work).ends_on
    assert listed is not None and listed >= ends_on and calendar.is_working_day(listed)


def test_a_notice_into_a_year_that_nobody_published_is_not_guessed() -> None:
    calendar = working_days()
    late = date(max(calendar.years), 12, 30)
    with pytest.raises(CalendarUnknown):
        earliest_notice_end(late, 5, "working", False, "keep", calendar.is_working_day)


@pytest.mark.clause("6.2", "16.2")
@given(
    st.sampled_from(["ordinary", "kinship_filing"]),
    st.dictionaries(
        st.sampled_from(
            [
                *(stage for stage in STAGES if stage != "public_notice"),
                "notice_begins",
                "notice_ends",
            ]
        ),
        st.none() | st.dates(date(2024, 3, 1), date(2024, 3, 20)),
    ),
)
def test_defects_stand_once_and_in_order(procedure: str, dates: dict[str, date | None]) -> None:
    defects = procedure_order(procedure, dates, 5, "calendar", False, "keep", (), ()).defects  # type: ignore[arg-type]
    kinds = ("missing", "inversion", "notice_too_short")
    places = [(STAGES.index(defect.stage), kinds.index(defect.kind)) for defect in defects]
    assert places == sorted(set(places))
    for defect in defects:
        if defect.kind == "missing" and defect.stage != "public_notice":
            assert dates.get(defect.stage) is None
        if procedure == "ordinary":
            assert defect.stage not in ("kinship_declaration", "township_study", "county_filing")


def test_an_unknown_procedure_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        procedure_order("other", {}, 5, "calendar", False, "keep", (), ())  # type: ignore[arg-type]
