"""Reads of people for other rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gonggang.core.masks import mask
from gonggang.people.history import Look as Look
from gonggang.people.history import batches_of as batches_of
from gonggang.people.history import history as history
from gonggang.people.history import who_looked as who_looked
from gonggang.people.models import BankAccount, Person, PersonCategory
from gonggang.people.sealing import ACCOUNT, ID_NUMBER, PHONE, cipher
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


@dataclass(frozen=True, slots=True)
class Held:
    """A category that a person holds: since when, as who says, by which import."""

    category: str
    recognised_on: date | None
    source: str
    batch_id: int | None


def categories_of(person_id: int) -> list[Held]:
    """The categories of a person, by day of recognition."""
    rows = PersonCategory.objects.filter(person=person_id).order_by("recognised_on", "category")
    return [Held(*row) for row in rows.values_list("category", "recognised_on", "source", "batch_id")]


def categories_by_person(person_ids: Iterable[int]) -> dict[int, set[str]]:
    """The categories of each person that has any on file; of the others nothing is known."""
    found: dict[int, set[str]] = {}
    rows = PersonCategory.objects.filter(person_id__in=set(person_ids))
    for person, category in rows.values_list("person_id", "category"):
        found.setdefault(person, set()).add(category)
    return found


@dataclass(frozen=True, slots=True)
class AccountMasked:
    """An account of a person as an officer may see it."""

    account_id: int
    number: str
    bank_name: str


def accounts_of(person_id: int) -> list[AccountMasked]:
    """The accounts of a person, masked, the newest first."""
    rows = BankAccount.objects.filter(person=person_id).order_by("-pk")
    return [
        AccountMasked(pk, mask("account", cipher().decrypt(bytes(sealed), purpose=ACCOUNT)), bank)
        for pk, sealed, bank in rows.values_list("pk", "account_sealed", "bank_name")
    ]


def masked_phone(person: Person) -> str | None:
    """The telephone number of a person as an officer may see it; None where there is none."""
    if person.phone_sealed is None:
        return None
    return mask("phone", cipher().decrypt(bytes(person.phone_sealed), purpose=PHONE))


def person_of(person_id: int) -> Person | None:
    """One person, sealed as stored. Whether an officer may see them is for the caller to say."""
    return Person.objects.filter(pk=person_id).first() if 0 < person_id < 2**63 else None
