"""Batches: what changes nothing leaves none, a batch is taken back whole, and not when later work rests on it."""

from datetime import date

import pytest

from gonggang.core.errors import UnusableInput, WorkFailed
from gonggang.exchange.actions import change_row, close_batch, open_batch, undo_batch
from gonggang.exchange.models import ImportBatch
from gonggang.people.actions import PersonEntry, register_people
from gonggang.people.models import Person
from gonggang.testing import id_number


@pytest.fixture
def opened(officer):
    return lambda: open_batch(
        kind="placements", file_name="花名册.xlsx", digest="d", region=None, officer=officer
    )


def add_person(opened_batch, officer, serial=1):
    entry = PersonEntry(id_number(serial), "测试", "male", date(1970, 1, 2))
    found, _ = register_people([entry], officer=officer, batch=opened_batch)
    return found[entry.id_number].person_id


@pytest.mark.clause("X12")
def test_a_file_that_changes_nothing_leaves_no_batch(opened):
    close_batch(opened(), rows_total=5, rows_accepted=5, changed=0, report={})
    assert not ImportBatch.objects.exists()


@pytest.mark.clause("X12")
def test_undo_removes_what_came_and_restores_what_was_changed(opened, officer):
    first = opened()
    person = Person.objects.get(pk=add_person(first, officer))
    close_batch(first, rows_total=1, rows_accepted=1, changed=1, report={})
    second = opened()
    assert change_row(second, person, name="另名", phone_sealed=b"\x01\x02")
    assert not change_row(second, person, name="另名")
    other = add_person(second, officer, 2)
    close_batch(second, rows_total=2, rows_accepted=2, changed=2, report={})
    undo_batch(second.pk, officer=officer)
    person.refresh_from_db()
    assert (person.name, person.phone_sealed) == ("测试", None)
    assert not Person.objects.filter(pk=other).exists()
    with pytest.raises(UnusableInput, match="已经撤回过"):
        undo_batch(second.pk, officer=officer)


def test_undo_of_an_unknown_batch_says_where_to_look(officer):
    with pytest.raises(UnusableInput, match="没有第 999999 号"):
        undo_batch(999999, officer=officer)


@pytest.mark.clause("X12")
def test_undo_is_refused_when_later_rows_rest_on_it(opened, officer, make_post, make_placement):
    first = opened()
    person = add_person(first, officer)
    close_batch(first, rows_total=1, rows_accepted=1, changed=1, report={})
    make_placement(person, make_post())
    with pytest.raises(WorkFailed, match="不能撤回"):
        undo_batch(first.pk, officer=officer)
    assert Person.objects.filter(pk=person).exists()
