"""Reads of cases: inside the territory only, filtered, counted by due light, and paged by key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gonggang.casework import actions, queries
from gonggang.casework.queries import Filters
from gonggang.casework.tests.conftest import EVERYWHERE
from gonggang.testing import COUNTY, OTHER_VILLAGE, VILLAGE

pytestmark = pytest.mark.django_db

Make = Callable[..., int]
TODAY = date(2024, 6, 13)
FOREIGN = 379902100200
MINE = ((COUNTY, COUNTY + 10**6),)


def keys(rows: Any) -> list[int]:
    return [row.pk for row in rows]


@pytest.mark.clause("X2")
def test_nothing_foreign_is_seen(make_case: Make, officer: Any) -> None:
    own, foreign = make_case(), make_case(village_code=FOREIGN)
    actions.claim(foreign, officer=officer)
    assert keys(queries.ledger(MINE, Filters(), today=TODAY)) == [own]
    assert queries.case_of(foreign, MINE) is None and queries.case_of(own, MINE)
    found = queries.worklist(MINE, officer, today=TODAY)
    assert keys(found.mine) == [] and keys(found.to_claim) == [own]
    assert sum(each.total for each in queries.open_counts(MINE, today=TODAY)) == 1


def test_no_range_is_nobody(make_case: Make, officer: Any) -> None:
    key = make_case()
    assert not queries.ledger((), Filters(), today=TODAY).exists()
    assert queries.case_of(key, ()) is None
    assert queries.open_counts((), today=TODAY) == []
    assert queries.worklist((), officer, today=TODAY).to_claim_count == 0


def test_due_lights_are_counted_by_kind(make_case: Make, deadlines: None, officer: Any) -> None:
    late = make_case(on=date(2024, 5, 20))
    today = make_case(on=date(2024, 6, 3))
    soon = make_case(on=date(2024, 6, 4))
    later = make_case(on=date(2024, 6, 12))
    none = make_case(kind="contested_placement", subject="placement:1")
    done = make_case(on=date(2024, 5, 20))
    actions.conclude(done, outcome="true", reason="属实", officer=officer)
    contested, hit = queries.open_counts(EVERYWHERE, today=TODAY)
    assert (contested.kind, contested.by_light["none"]) == ("contested_placement", 1)
    assert hit.by_light == {"late": 1, "today": 1, "soon": 1, "later": 1, "none": 0}
    assert hit.unassigned == hit.total == 4
    for light, key in (("late", late), ("today", today), ("soon", soon), ("later", later), ("none", none)):
        assert keys(queries.ledger(EVERYWHERE, Filters(due=light), today=TODAY)) == [key]
        assert queries.light_of(queries.by_key([key])[key], TODAY) == light
    assert keys(queries.overdue(EVERYWHERE, today=TODAY)) == [late]


@pytest.mark.clause("15.8")
def test_what_has_no_deadline_is_never_overdue(make_case: Make) -> None:
    make_case()
    assert not queries.overdue(EVERYWHERE, today=date(2999, 1, 1)).exists()


def test_filters(make_case: Make, make_person: Any, officer: Any, other_officer: Any) -> None:
    person = make_person(name="周素英")
    one = make_case(person_id=person)
    two = make_case(topic="pension", village_code=OTHER_VILLAGE, title="自 2024-03 起享受待遇")
    actions.claim(one, officer=officer)

    def found(**filters: Any) -> list[int]:
        return keys(queries.ledger(EVERYWHERE, Filters(**filters), today=TODAY))

    assert found() == [one, two]
    assert found(kind="hit") == [one, two] and found(kind="complaint") == []
    assert found(topic="pension") == [two]
    assert found(status="assigned") == [one] and found(status="alive") == [one, two]
    assert found(assignee=officer.pk) == [one] and found(assignee=other_officer.pk) == []
    assert found(unassigned=True) == [two]
    assert found(place=(VILLAGE, VILLAGE + 1)) == [one]
    assert found(text="素英") == [one] and found(text="享受待遇") == [two]
    assert found(text=f"AJ{two:06d}") == [two] and found(text=str(one)) == [one]
    assert found(text="' OR 1=1 --") == []


def test_counts_are_capped(make_case: Make) -> None:
    for _ in range(5):
        make_case()
    rows = queries.ledger(EVERYWHERE, Filters(), today=TODAY)
    assert queries.capped_count(rows, cap=3) == (3, True)
    assert queries.capped_count(rows, cap=5) == (5, False)


def test_what_changed_since_a_version(make_case: Make, officer: Any) -> None:
    key = make_case()
    actions.claim(key, officer=officer)
    actions.note(key, text="已告知", officer=officer)
    case = queries.case_of(key, EVERYWHERE)
    assert case is not None
    assert [event.verb for event in queries.events_since(case, 1)] == ["claimed", "noted"]
    assert [event.verb for event in queries.timeline(case)] == ["noted", "claimed", "opened"]


def test_cases_of_a_person(make_case: Make, make_person: Any) -> None:
    person = make_person()
    own = make_case(person_id=person)
    make_case()
    assert keys(queries.of_person(person, EVERYWHERE)) == [own]
    assert queries.of_person(person, ()) == []
    assert queries.case_keys("hit", ["hit:1", "hit:9"]) == {"hit:1": own}


def test_a_province_is_counted_up_to_the_cap_and_a_county_one_by_one(
    make_case: Make, officer: Any, deadlines: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways give the same numbers, up to one above the cap."""
    for number in range(6):
        make_case(on=date(2024, 6, 3 + number % 3))
    taken = make_case(kind="contested_placement", subject="placement:1")
    actions.claim(taken, officer=officer)
    exact = queries.open_counts(MINE, today=TODAY)
    assert queries.open_counts(EVERYWHERE, today=TODAY) == exact
    assert sum(each.total for each in exact) == 7 and sum(each.unassigned for each in exact) == 6
    monkeypatch.setattr("gonggang.casework.queries.COUNT_CAP", 2)
    capped = {each.kind: each for each in queries.open_counts(EVERYWHERE, today=TODAY)}
    assert max(capped["hit"].by_light.values()) <= 3 and capped["hit"].unassigned == 3
    assert queries.status_counts(EVERYWHERE)["open"] == 3
    assert queries.open_counts((), today=TODAY) == []
