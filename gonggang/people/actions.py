"""Writes on people: register them once in the province, add categories and accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gonggang.core.national_id import parse_national_id
from gonggang.exchange.actions import ImportBatch, change_row
from gonggang.exchange.sheets import ParsedRow
from gonggang.people.models import BankAccount, Person, PersonCategory
from gonggang.people.reveal import Field as Field
from gonggang.people.reveal import Purpose as Purpose
from gonggang.people.reveal import RevealRefused as RevealRefused
from gonggang.people.reveal import record_view as record_view
from gonggang.people.reveal import reveal as reveal
from gonggang.people.sealing import ACCOUNT, ID_NUMBER, PHONE, cipher
from gonggang.people.search import fill_search_keys as fill_search_keys
from gonggang.people.search import keys_of

_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """What a file says of a person. `id_number` is the normalised 18 characters."""

    id_number: str
    name: str
    sex: str
    birth_on: date
    phone: str | None = None
    village_code: int | None = None
    retirement_category: str | None = None


def entry_of(row: ParsedRow, village: int | None, today: date) -> PersonEntry:
    """What a row of a file says of a person; birth and sex come from the number, not from columns beside it."""
    known = parse_national_id(row.values["id_number"], today)
    if known.number is None or known.birth is None or known.sex is None:
        raise ValueError("the sheet has accepted a number that cannot be read")
    return PersonEntry(
        id_number=known.number,
        name=row.values["name"] or "",
        sex=known.sex,
        birth_on=known.birth,
        phone=row.values.get("phone"),
        village_code=village,
        retirement_category=row.values.get("retirement_category"),
    )


@dataclass(frozen=True, slots=True)
class Registered:
    """A person as stored: its key and the name under which it was first registered."""

    person_id: int
    name: str


def register_people(
    entries: Sequence[PersonEntry], *, officer: Any, batch: ImportBatch
) -> tuple[dict[str, Registered], int]:
    """Find or add each person by identity number; returns them by number, and how many rows were added or changed."""
    seal = cipher()
    index_of = {entry.id_number: seal.blind_index(entry.id_number, purpose=ID_NUMBER) for entry in entries}
    known: dict[bytes, Person] = {}
    indexes = list(index_of.values())
    for start in range(0, len(indexes), _CHUNK):
        for person in Person.objects.filter(id_index__in=indexes[start : start + _CHUNK]):
            known[bytes(person.id_index)] = person
    changed = 0
    new: dict[str, Person] = {}
    # Someone who stands in a file twice is described by the first row; else each import would change the person back.
    for entry in reversed({entry.id_number: entry for entry in reversed(entries)}.values()):
        person = known.get(index_of[entry.id_number])
        if person is None:
            new[entry.id_number] = _new_person(entry, index_of[entry.id_number], batch)
            continue
        news = {
            field: getattr(entry, field)
            for field in ("village_code", "retirement_category")
            if getattr(entry, field) is not None
        }
        if entry.phone is not None and (
            person.phone_sealed is None
            or seal.decrypt(bytes(person.phone_sealed), purpose=PHONE) != entry.phone
        ):
            news["phone_sealed"] = seal.encrypt(entry.phone, purpose=PHONE)
        changed += change_row(batch, person, **news)
    Person.objects.bulk_create(new.values(), batch_size=_CHUNK)
    found = {bytes(p.id_index): Registered(p.pk, p.name) for p in [*known.values(), *new.values()]}
    return {number: found[index] for number, index in index_of.items()}, changed + len(new)


def _new_person(entry: PersonEntry, index: bytes, batch: ImportBatch) -> Person:
    seal = cipher()
    keys = keys_of(entry.name, entry.id_number)
    return Person(
        name_pinyin=keys.name_pinyin,
        name_initials=keys.name_initials,
        last_four_index=keys.last_four_index,
        id_sealed=seal.encrypt(entry.id_number, purpose=ID_NUMBER),
        id_index=index,
        name=entry.name,
        sex=entry.sex,
        birth_on=entry.birth_on,
        phone_sealed=seal.encrypt(entry.phone, purpose=PHONE) if entry.phone else None,
        retirement_category=entry.retirement_category,
        village_code=entry.village_code,
        batch=batch,
    )


def add_categories(
    entries: Iterable[tuple[int, str, date | None]], *, source: str, officer: Any, batch: ImportBatch
) -> int:
    """Add (person, category, recognised on) rows that are not there yet; returns how many were added."""
    wanted = {(person, category): on for person, category, on in entries}
    people = {person for person, _ in wanted}
    there = set(PersonCategory.objects.filter(person_id__in=people).values_list("person_id", "category"))
    rows = [
        PersonCategory(person_id=p, category=c, recognised_on=on, source=source, batch=batch)
        for (p, c), on in wanted.items()
        if (p, c) not in there
    ]
    PersonCategory.objects.bulk_create(rows, batch_size=_CHUNK)
    return len(rows)


def lock_person(person_id: int, *, officer: Any) -> bool:
    """Hold a person until the transaction ends, so that two decisions on one person follow each other.

    Returns whether there is such a person.
    """
    rows = Person.objects.select_for_update(no_key=True).filter(pk=person_id)
    return rows.values_list("pk", flat=True).first() is not None


def add_accounts(entries: Iterable[tuple[int, str, str]], *, officer: Any, batch: ImportBatch) -> int:
    """Add (person, account, bank name) rows that are not there yet; returns how many were added."""
    seal = cipher()
    wanted = {
        (person, seal.blind_index(account, purpose=ACCOUNT)): (account, bank)
        for person, account, bank in entries
    }
    people = {person for person, _ in wanted}
    there = {
        (person, bytes(index))
        for person, index in BankAccount.objects.filter(person_id__in=people).values_list(
            "person_id", "account_index"
        )
    }
    rows = [
        BankAccount(
            person_id=person,
            account_sealed=seal.encrypt(account, purpose=ACCOUNT),
            account_index=index,
            bank_name=bank,
            batch=batch,
        )
        for (person, index), (account, bank) in wanted.items()
        if (person, index) not in there
    ]
    BankAccount.objects.bulk_create(rows, batch_size=_CHUNK)
    return len(rows)
