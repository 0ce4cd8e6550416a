"""People: once in the province, sealed at rest, found by a blind index."""

from datetime import date

import pytest

from gonggang.people.actions import PersonEntry, add_accounts, register_people
from gonggang.people.models import BankAccount, Person
from gonggang.people.queries import id_numbers, person_ids
from gonggang.testing import id_number


@pytest.mark.clause("X4", "5.6")
def test_a_person_is_registered_once_and_nothing_readable_is_stored(officer, batch):
    number = id_number(7)
    entry = PersonEntry(number, "测试", "male", date(1970, 1, 2), phone="19900000001")
    first, added = register_people([entry, entry], officer=officer, batch=batch)
    again, changed = register_people([entry], officer=officer, batch=batch)
    assert (added, changed, first) == (1, 0, again)
    person = Person.objects.get()
    for sealed in (person.id_sealed, person.id_index, person.phone_sealed):
        assert number.encode() not in bytes(sealed)
        assert b"19900000001" not in bytes(sealed)
    assert id_numbers([person.pk]) == {person.pk: number}
    assert person_ids([number, id_number(8)]) == {number: person.pk}


def test_a_new_telephone_is_kept_and_an_absent_one_forgets_nothing(officer, batch):
    number = id_number(7)
    for phone, expected in (("19900000001", 1), (None, 0), ("19900000002", 1), ("19900000002", 0)):
        entry = PersonEntry(number, "测试", "male", date(1970, 1, 2), phone=phone)
        assert register_people([entry], officer=officer, batch=batch)[1] == expected


@pytest.mark.clause("7.7")
def test_two_people_with_one_account_share_its_index(make_person, officer, batch):
    one, two = make_person(), make_person()
    account = "6219990000500950284"
    assert add_accounts([(one, account, "甲行"), (two, account, "甲行")], officer=officer, batch=batch) == 2
    assert add_accounts([(one, account, "甲行")], officer=officer, batch=batch) == 0
    indexes = {bytes(a.account_index) for a in BankAccount.objects.all()}
    assert len(indexes) == 1
