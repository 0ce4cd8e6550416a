"""A sealed number opens for a purpose and leaves a record; the dossier shows who looked."""

from __future__ import annotations

import pytest

from gonggang.audit.models import AuditRecord
from gonggang.exchange.actions import change_row, close_batch, open_batch
from gonggang.people import queries
from gonggang.people.actions import (
    PersonEntry,
    RevealRefused,
    add_accounts,
    record_view,
    register_people,
    reveal,
)
from gonggang.people.models import Person
from gonggang.policy.parameters import parameters
from gonggang.testing import VILLAGE, id_number

PHONE = "19900001234"
ACCOUNT = "6219991234567890123"


@pytest.fixture
def person(officer, batch):
    number = id_number(1)
    entry = PersonEntry(number, "测试甲", "male", parse_birth(), PHONE, VILLAGE)
    found, _ = register_people([entry], officer=officer, batch=batch)
    add_accounts([(found[number].person_id, ACCOUNT, "农商行")], officer=officer, batch=batch)
    return found[number].person_id


def parse_birth():
    from datetime import date

    return date(1970, 1, 2)


@pytest.fixture
def limit(monkeypatch):
    """The day's maximum, as if somebody had entered it."""

    def put(number: int) -> None:
        known = parameters()
        monkeypatch.setattr("gonggang.people.reveal.parameters", lambda: Fixed(known, number))

    return put


class Fixed:
    def __init__(self, known, number):
        self.known, self.number = known, number

    def get(self, name, **where):
        return self.number if name == "reveals_per_day_max" else self.known.get(name, **where)


@pytest.mark.clause("X4", "X5")
@pytest.mark.parametrize(
    ("field", "plain"), [("id_number", id_number(1)), ("phone", PHONE), ("account", ACCOUNT)]
)
def test_a_number_opens_and_leaves_a_record_without_it(person, officer, field, plain):
    assert reveal(person, field, "payment", officer, note="核对五月发放") == plain
    kept = AuditRecord.objects.get(subject=f"person:{person}")
    assert (kept.verb, kept.region_code, kept.officer_id) == ("people.reveal", VILLAGE, officer.pk)
    assert kept.detail["field"] == field and plain not in str(kept.detail)
    [look] = queries.who_looked(person)
    assert (look.officer, look.purpose, look.note) == ("命令行操作员", "核对发放", "核对五月发放")
    [entry] = [one for one in queries.history(person) if one.verb == "people.reveal"]
    assert entry.sentence.endswith("原文，用途：核对发放（核对五月发放）")


@pytest.mark.clause("X4")
@pytest.mark.parametrize(
    ("field", "purpose", "note", "to_blame"),
    [
        ("id_number", "", "核对五月发放", "purpose"),
        ("id_number", "curiosity", "核对五月发放", "purpose"),
        ("id_number", "payment", "  看 ", "note"),
        ("id_number", "payment", "看" * 201, "note"),
        ("id_sealed", "payment", "核对五月发放", "field"),
    ],
)
def test_without_a_purpose_nothing_opens(person, officer, field, purpose, note, to_blame):
    with pytest.raises(RevealRefused) as refused:
        reveal(person, field, purpose, officer, note=note)
    assert refused.value.field == to_blame
    assert not AuditRecord.objects.filter(subject=f"person:{person}").exists()


def test_what_is_not_there_does_not_open(person, officer, make_person):
    with pytest.raises(RevealRefused, match="没有这个人"):
        reveal(person + 999, "phone", "contact", officer, note="通知领取")
    with pytest.raises(RevealRefused, match="没有登记电话"):
        reveal(make_person(id_number(2)), "phone", "contact", officer, note="通知领取")
    with pytest.raises(RevealRefused, match="没有登记这个银行账号"):
        reveal(person, "account", "payment", officer, note="核对五月发放", account_id=999999)


@pytest.mark.clause("X4")
def test_the_day_has_a_maximum_and_the_refusal_is_kept(person, officer, limit):
    limit(2)
    for _ in range(2):
        reveal(person, "phone", "contact", officer, note="通知领取")
    with pytest.raises(RevealRefused, match="上限 2 次"):
        reveal(person, "phone", "contact", officer, note="通知领取")
    looks = queries.who_looked(person)
    assert [look.refused for look in looks] == [True, False, False]


def test_the_limit_is_a_dated_parameter(person, officer):
    from datetime import date

    assert parameters().get("reveals_per_day_max", region=0, on=date(2026, 3, 1)) >= 1


@pytest.mark.clause("X1", "X5")
def test_the_history_has_the_imports_that_touched_the_person(person, officer, batch):
    close_batch(batch, rows_total=1, rows_accepted=1, changed=1, report={})
    later = open_batch(kind="test", file_name="later.xlsx", digest="", region=None, officer=officer)
    change_row(later, Person.objects.get(pk=person), village_code=VILLAGE + 1)
    close_batch(later, rows_total=1, rows_accepted=1, changed=1, report={})
    record_view(person, officer=officer)
    shown = [(entry.verb, entry.subject) for entry in queries.history(person)]
    assert shown == [
        ("people.view", f"person:{person}"),
        ("exchange.import", f"batch:{later.pk}"),
        ("exchange.import", f"batch:{batch.pk}"),
    ]
    assert [look.field for look in queries.who_looked(person)] == [""]
