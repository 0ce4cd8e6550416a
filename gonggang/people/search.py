"""How people are found: by name, by its sounds, by the last four of their number; sealed numbers stay sealed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from gonggang.core.sounds import sounds_of
from gonggang.core.text import half_width
from gonggang.people.models import Person
from gonggang.people.sealing import ID_NUMBER, LAST_FOUR, cipher
from gonggang.regions.queries import in_ranges

Ranges = tuple[tuple[int, int], ...]

_LAST_FOUR: Final = re.compile(r"\d{3}[\dX]")
_SOUNDS: Final = re.compile(r"[a-z]{1,60}")
_CHINESE: Final = re.compile(r"[㐀-鿿豈-﫿𠀀-𯨟·]+")
_BETWEEN_SOUNDS: Final = re.compile(r"[\s·'’.-]+")
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Keys:
    """What is stored of a person to be found by: the sounds of the name, and a blind index of four characters."""

    name_pinyin: str
    name_initials: str
    last_four_index: bytes


def keys_of(name: str, id_number: str) -> Keys:
    """The keys of a person; the last four are indexed with a key of this installation, never stored."""
    sounds = sounds_of(name)
    return Keys(sounds.pinyin, sounds.initials, last_four_index(id_number[-4:]))


def last_four_index(four: str) -> bytes:
    """The blind index of the last four characters of an identity number."""
    return cipher().blind_index(four.upper(), purpose=LAST_FOUR)


def search_condition(text: str) -> dict[str, Any] | None:
    """What a person must be to be found by what was typed, for a filter; None where it says nobody.

    Chinese is the beginning of a name; letters are the beginning of its sounds; four digits (the last may be X) are
    the last four of a number.
    """
    asked = half_width(text).strip()
    if _LAST_FOUR.fullmatch(asked.upper()):
        return {"last_four_index": last_four_index(asked)}
    letters = _BETWEEN_SOUNDS.sub("", asked.lower().replace("ü", "v"))
    if _SOUNDS.fullmatch(letters):
        return {"name_pinyin__startswith": letters}
    name = re.sub(r"\s+", "", asked).replace("•", "·")
    return {"name__startswith": name} if _CHINESE.fullmatch(name) else None


def search(text: str, ranges: Ranges, *, limit: int) -> list[Person]:
    """People inside the ranges who may be meant, at most `limit`; initials count where letters are no whole sound.

    Whoever has no village of their own is not among them: nobody can say that they are within reach.
    """
    wanted = search_condition(text)
    if wanted is None or not ranges:
        return []
    inside = Person.objects.filter(in_ranges("village_code", ranges))
    if "name_pinyin__startswith" not in wanted:
        return list(inside.filter(**wanted).order_by("name", "pk")[:limit])
    letters = wanted["name_pinyin__startswith"]
    # Those whose initials are just this come first: zw is far more often 张伟 than the beginning of a sound.
    found = list(inside.filter(name_initials=letters).order_by("name_initials", "village_code")[:limit])
    for field in ("name_pinyin", "name_initials"):
        if len(found) < limit:
            more = inside.filter(**{f"{field}__startswith": letters}).order_by(field, "village_code")[:limit]
            known = {person.pk for person in found}
            found += [person for person in more if person.pk not in known]
    return found[:limit]


def fill_search_keys(people: Any = None, *, said: Callable[[int], None] | None = None) -> int:
    """Give keys to everyone who has none yet; returns how many. A migration brings its own `people` manager."""
    manager = Person.objects if people is None else people
    done = 0
    while True:
        rows = list(manager.filter(last_four_index=None).order_by("pk")[:_CHUNK])
        if not rows:
            return done
        for row in rows:
            number = cipher().decrypt(bytes(row.id_sealed), purpose=ID_NUMBER)
            put_keys(row, keys_of(row.name, number))
        manager.bulk_update(rows, ["name_pinyin", "name_initials", "last_four_index"], batch_size=_CHUNK)
        done += len(rows)
        if said is not None:
            said(done)


def put_keys(person: Any, keys: Keys) -> None:
    """Write keys onto a person that is going to be stored."""
    person.name_pinyin = keys.name_pinyin
    person.name_initials = keys.name_initials
    person.last_four_index = keys.last_four_index
