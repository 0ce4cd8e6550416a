"""Which chain a record stands in, what may stand in it, and what its seal is; no database, no clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from gonggang.core.crypto import sm3
from gonggang.core.masks import mask_numbers

FIRST_SEAL: Final = bytes(32)
# Chain 0 has what belongs to no place, and all that was written when it was the only chain; the others have counties.
COUNTY_CHAINS: Final = 16
CHAINS: Final = range(COUNTY_CHAINS + 1)
SEALS_HEAD: Final = -1
PLACES_A_CHAIN: Final = 10**12
_CODES_A_COUNTY: Final = 10**6
_TEXT_MAX: Final = 2000


@dataclass(frozen=True, slots=True)
class Content:
    """What a record says, in the form in which it is sealed. `number` holds the chain and the place in it."""

    number: int
    at: datetime
    officer_id: int | None
    verb: str
    region_code: int | None
    subject: str
    detail: Any


def chain_for(region: int | None) -> int:
    """The chain of a region's records: one for each county, many counties to a chain; 0 without a region."""
    if region is None:
        return 0
    return 1 + region // _CODES_A_COUNTY % COUNTY_CHAINS


def number_at(chain: int, place: int) -> int:
    """The number of the record that stands at a place (from 1) of a chain; in chain 0 they are the same."""
    return chain * PLACES_A_CHAIN + place


def chain_and_place(number: int) -> tuple[int, int]:
    """The chain and the place of a record's number."""
    return divmod(number, PLACES_A_CHAIN)


def seal_of(content: Content, previous: bytes) -> bytes:
    """SM3 over the previous seal and the canonical JSON of the record, 32 bytes."""
    body = [
        content.number,
        content.at.isoformat(),
        content.officer_id,
        content.verb,
        content.region_code,
        content.subject,
        content.detail,
    ]
    return sm3(previous + canonical(body))


def seal_of_the_day(
    number: int, day: date, chain: int, place: int, seal: bytes, at: datetime, previous: bytes
) -> bytes:
    """SM3 over the seal of the seal before and the canonical JSON of this one, 32 bytes."""
    body = [number, day.isoformat(), chain, place, seal.hex(), at.isoformat()]
    return sm3(previous + canonical(body))


def canonical(body: Any) -> bytes:
    """One spelling of a JSON value."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def plain(value: Any) -> Any:
    """A value as the table gives it back unchanged, without numbers that may belong to a person.

    Fractions become text, since the database would spell them otherwise; so do days and whatever JSON has not.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_text(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, bytes | memoryview):
        return "（密文）"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return _text(value)


def _text(value: Any) -> str:
    """Text that the database takes: no zero character, no half of a pair; overlong text is cut."""
    text = str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return mask_numbers(text if len(text) <= _TEXT_MAX else f"{text[:_TEXT_MAX]}…")


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What differs, by field: as it was and as it is now; a field that one side lacks is null there."""
    found = {}
    for field in [*before, *(one for one in after if one not in before)]:
        pair = [plain(before.get(field)), plain(after.get(field))]
        if before.get(field) != after.get(field):
            found[field] = pair
    return found
