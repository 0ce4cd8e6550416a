"""Reads of people for other rooms."""

from __future__ import annotations

from collections.abc import Iterable

from gonggang.people.history import Look as Look
from gonggang.people.history import batches_of as batches_of
from gonggang.people.history import history as history
from gonggang.people.history import who_looked as who_looked
from gonggang.people.models import BankAccount, Person
from gonggang.people.sealing import ACCOUNT, ID_NUMBER, cipher
from gonggang.people.search import search as search
from gonggang.people.search import search_condition as search_condition

_CHUNK = 5000


def open_id_number(sealed: bytes) -> str:
    """The 18 characters of a sealed identity number; callers log or mask what they show."""
    return cipher().decrypt(bytes(sealed), purpose=ID_NUMBER)


def id_numbers(person_ids: Iterable[int]) -> dict[int, str]:
    """Identity numbers by person."""
    wanted = list(set(person_ids))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = Person.objects.filter(pk__in=wanted[start : start + _CHUNK]).values_list("pk", "id_sealed")
        found.update((pk, open_id_number(sealed)) for pk, sealed in rows)
    return found


def person_ids(id_numbers: Iterable[str]) -> dict[str, int]:
    """Persons by identity number; numbers that nobody has are left out."""
    seal = cipher()
    index_of = {number: seal.blind_index(number, purpose=ID_NUMBER) for number in set(id_numbers)}
    indexes = list(index_of.values())
    found: dict[bytes, int] = {}
    for start in range(0, len(indexes), _CHUNK):
        rows = Person.objects.filter(id_index__in=indexes[start : start + _CHUNK])
        found.update((bytes(index), pk) for pk, index in rows.values_list("pk", "id_index"))
    return {number: found[index] for number, index in index_of.items() if index in found}


def id_index(number: str) -> bytes:
    """The blind index of an identity number: tells people apart where no number may stand."""
    return cipher().blind_index(number, purpose=ID_NUMBER)


def account_index(account: str) -> bytes:
    """The blind index of an account number."""
    return cipher().blind_index(account, purpose=ACCOUNT)


def account_ids(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The stored account of each (person, account number)."""
    index_of = {(person, account): account_index(account) for person, account in wanted}
    found: dict[tuple[int, bytes], int] = {}
    people = list({person for person, _ in index_of})
    for start in range(0, len(people), _CHUNK):
        rows = BankAccount.objects.filter(person_id__in=people[start : start + _CHUNK])
        for person, index, pk in rows.values_list("person_id", "account_index", "pk"):
            found[(person, bytes(index))] = pk
    return {key: found[(key[0], index)] for key, index in index_of.items() if (key[0], index) in found}


def villages_of(person_ids: Iterable[int]) -> dict[int, int]:
    """The village of each person, where it is known."""
    wanted = list(set(person_ids))
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = Person.objects.filter(pk__in=wanted[start : start + _CHUNK], village_code__isnull=False)
        found.update(rows.values_list("pk", "village_code"))
    return found


def by_ids(person_ids: Iterable[int]) -> dict[int, Person]:
    """Persons by key, sealed as stored."""
    return Person.objects.in_bulk(list(set(person_ids)))


def account_numbers(accounts: Iterable[tuple[int, bytes]]) -> dict[tuple[int, bytes], str]:
    """The account numbers of (person, blind index) pairs; callers mask what they show."""
    wanted = set(accounts)
    rows = BankAccount.objects.filter(
        person_id__in={person for person, _ in wanted}, account_index__in={index for _, index in wanted}
    )
    found: dict[tuple[int, bytes], str] = {}
    for person, index, sealed in rows.values_list("person_id", "account_index", "account_sealed"):
        if (person, bytes(index)) in wanted:
            found[person, bytes(index)] = cipher().decrypt(bytes(sealed), purpose=ACCOUNT)
    return found
