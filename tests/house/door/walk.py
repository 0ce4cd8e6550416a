"""The walk through every address: as every role, in every relation to the records, by every method.

What is expected is read from the table as it is written, never from the look-ups that the door uses: a check that
somebody takes out of those is found, because the table still says what should have happened.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client

from gonggang.accounts.addresses import Address
from gonggang.accounts.door import OWN
from gonggang.accounts.permissions import TABLE, Action
from gonggang.accounts.roles import Role
from gonggang.regions.rules import territory
from gonggang.testing import sign_in
from tests.house.door.offers import offers
from tests.house.door.world import (
    CITY,
    COUNTY_CODE,
    OTHER_CITY_VILLAGE,
    OTHER_PROVINCE_VILLAGE,
    PLACELESS,
    PROVINCE,
    SIBLING_COUNTY_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    VILLAGES,
    World,
    foreign_canaries,
)

EXPECTED: dict[str, Action] = {action.name: action for action in TABLE}
METHODS = ("GET", "POST")
# What every sent form fills in: without the first, revealing a number answers as if there were none.
FILLED_IN = {"field": "id_number"}
ABSENT = "/there-is-no-such-page/"
NO_SUCH_RECORD = 10**12
# Values of arguments that are no record of a place; everything else is looked up among the records of the world.
PLAIN_ARGUMENTS: dict[str, tuple[object, ...]] = {
    "provider_id": ("gov",),
    "pk": (NO_SUCH_RECORD,),
    "kind": ("posts",),
    "month": ("2024-05",),
    "publication": ("nosuchpage",),
    "round_document": ("announcement",),
    "sheet_document": ("appraisal_minutes",),
    "application_document": ("application_form",),
    "blank_document": ("appraisal_minutes",),
    "form": ("docx",),
    "which": ("first",),
}
NATURAL: dict[Role, int] = {
    Role.VILLAGE_CLERK: VILLAGE,
    Role.EMPLOYER_CLERK: VILLAGE,
    Role.TOWNSHIP_OFFICER: TOWNSHIP,
    Role.CITY_OFFICER: CITY,
    Role.DISCIPLINE_INSPECTOR: CITY,
    Role.PROVINCE_OFFICER: PROVINCE,
    Role.AUDITOR: PROVINCE,
}
TERRITORIES = (VILLAGE, TOWNSHIP, COUNTY_CODE, CITY, PROVINCE)
# A foreign county, its township and its village; a county that does not exist; a search for every canary.
QUERIES = (
    "",
    f"?county={SIBLING_COUNTY_VILLAGE // 10**6}&month=2024-05&check=pension&show=warnings",
    f"?county={OTHER_PROVINCE_VILLAGE // 10**6}&township={OTHER_PROVINCE_VILLAGE // 10**3}"
    "&month=2024-05&q=测试&view=claim",
    # The same by the place one stands on: a foreign village, and what lies inside a foreign city.
    f"?place={SIBLING_COUNTY_VILLAGE}&at={OTHER_CITY_VILLAGE // 10**8}&next=people&month=2024-05",
    f"?place={CITY // 10**8}&at={PROVINCE // 10**10}&q=地&month=2024-05",
)
_ARGUMENT = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Visit:
    """One address with its arguments filled in; `code` is the region of the record that it names, None without one."""

    address: Address
    path: str
    code: int | None
    record: bool
    absent: bool = False


# A key that no record has, where it is not just any large number: a village that no table of regions knows.
NO_SUCH_KEY: dict[str, int] = {"village_code": TOWNSHIP + 999}


def absent_visits(world: World, address: Address) -> Iterator[Visit]:
    """The address of a record with a key that no record has; to everybody it answers like one out of reach."""
    names = _ARGUMENT.findall(address.route)
    if names and names[0] not in PLAIN_ARGUMENTS:
        values = {names[0]: NO_SUCH_KEY.get(names[0], NO_SUCH_RECORD)}
        values |= {name: _second(world, name, values[names[0]]) for name in names[1:]}
        yield Visit(
            address, "/" + _ARGUMENT.sub(lambda found: str(values[found[1]]), address.route), None, True, True
        )


def visits(world: World, address: Address) -> Iterator[Visit]:
    """The address for every record of the world. Raises LookupError for an argument that the world does not know."""
    names = _ARGUMENT.findall(address.route)
    if not names:
        yield Visit(address, f"/{address.route}", None, False)
        return
    first = names[0]
    if first in PLAIN_ARGUMENTS:
        for value in PLAIN_ARGUMENTS[first]:
            given = {name: PLAIN_ARGUMENTS[name][0] for name in names[1:]} | {first: value}
            path = _ARGUMENT.sub(lambda found, given=given: str(given[found[1]]), address.route)
            yield Visit(address, f"/{path}", None, False)
        return
    if first not in world.records:
        raise LookupError(
            f"/{address.route}: the world of the walk has no records for <{first}>; add some there"
        )
    for key, code in world.records[first].items():
        values = {first: key} | {name: _second(world, name, key) for name in names[1:]}
        path = _ARGUMENT.sub(lambda found, values=values: str(values[found[1]]), address.route)
        yield Visit(address, f"/{path}", code, True)


def _own(world: World, address: Address) -> Visit:
    """A visit to the record of the village that lies in every territory of the walk, if the address names a record."""
    there = list(visits(world, address))
    return next((visit for visit in there if visit.code == VILLAGE), there[0])


def _second(world: World, name: str, key: int) -> object:
    return (
        PLAIN_ARGUMENTS[name][0] if name in PLAIN_ARGUMENTS else world.inner.get((name, key), NO_SUCH_RECORD)
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of the walk, by somebody with a role in a territory; without a role nobody has signed in."""

    visit: Visit
    method: str
    query: str = ""
    role: Role | None = None
    code: int = 0

    def __str__(self) -> str:
        who = "nobody" if self.role is None else f"{self.role} in {self.code}"
        return f"{who}: {self.method} {self.visit.path}{self.query}"


def walk(
    world: World,
    client: Client,
    addresses: Iterable[Address],
    roles: Iterable[Role] = tuple(Role),
    territories: Iterable[int] | None = None,
    queries: tuple[str, ...] = QUERIES,
    brief: bool = False,
) -> Iterator[str]:
    """What is wrong, in sentences; nothing if the door holds. Without territories each role sits where it belongs.

    A brief walk asks of each kind of record for one's own and for the farthest one, and for each page once.
    """
    for _ask, wrong in walked(world, client, asks(world, addresses, roles, territories, queries, brief)):
        yield from wrong


def walked(world: World, client: Client, there: Iterable[Ask]) -> Iterator[tuple[Ask, list[str]]]:
    """Each request beside what is wrong with its answer; `client` is signed in as whoever asks next."""
    client.raise_request_exception = False
    stranger, chair, absent = Client(raise_request_exception=False), None, b""
    for ask in there:
        if ask.role is not None and (ask.role, ask.code) != chair:
            chair = ask.role, ask.code
            sign_in(client, ask.role.value, ask.code)
            absent = client.get(ABSENT).content
        yield ask, list(judged(world, stranger if ask.role is None else client, ask, absent))


def asks(
    world: World,
    addresses: Iterable[Address],
    roles: Iterable[Role] = tuple(Role),
    territories: Iterable[int] | None = None,
    queries: tuple[str, ...] = QUERIES,
    brief: bool = False,
) -> Iterator[Ask]:
    """The requests of a walk: first of nobody, then of each role in each of its territories."""
    # One's own account comes last: whoever takes his own second factor away is let in nowhere else.
    addresses = sorted(
        (each for each in addresses if each.door is not None), key=lambda each: each.door.read == OWN
    )
    for address in addresses:
        yield from (Ask(next(iter(visits(world, address))), method) for method in METHODS)
    known = [(address, _visits_of(world, address, brief)) for address in addresses]
    chosen = None if territories is None else tuple(territories)
    for role in roles:
        for code in chosen or (NATURAL.get(role, COUNTY_CODE if role not in _EVERYWHERE else 0),):
            for address, there in known:
                yield from _asks(world, address, role, code, queries, there)


_EVERYWHERE = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.HELP_DESK}


def _visits_of(world: World, address: Address, brief: bool) -> list[Visit]:
    there = list(visits(world, address))
    if brief:
        own = _own(world, address)
        there = [own, *(visit for visit in there[-1:] if visit is not own)]
    return [*there, *absent_visits(world, address)]


def _asks(
    world: World, address: Address, role: Role, code: int, queries: tuple[str, ...], there: list[Visit]
) -> Iterator[Ask]:
    if _declared(address) is None:
        return
    assert address.door is not None
    for method in METHODS:
        name = address.door.read if method == "GET" else address.door.send
        if name is None:
            continue  # the method is not declared: 405 for everybody
        may = role in EXPECTED[name].roles
        for visit in there if may else [_own(world, address)]:
            several = may and method == "GET" and not visit.record and EXPECTED[name].scope != "none"
            for query in queries if several else queries[:1]:
                yield Ask(visit, method, query if method == "GET" else "", role, code)


# Addresses that are open to all, by name: a new one is added here, on purpose, or the walk fails.
OPEN_TO_ALL = {
    "account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn",
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_cancelled",
    "accounts:language", "socialaccount_login_error", "socialaccount_signup", "desk:alive",
    "boards:board", "boards:publication", "boards:objection",
}  # fmt: skip


def _declared(address: Address) -> str | None:
    """The action of an address, None for one that is open to all and known to be."""
    assert address.door is not None
    if address.name in OPEN_TO_ALL:
        return None
    return address.door.read or "undeclared"


def judged(world: World, client: Client, ask: Ask, absent: bytes) -> Iterator[str]:
    """Send a request and say what is wrong with the answer; `absent` is what this visitor gets for no such page."""
    visit = ask.visit
    send = client.get if ask.method == "GET" else client.post
    answer = send(visit.path + ask.query, {} if ask.method == "GET" or ask.role is None else FILLED_IN)
    if ask.role is None:
        yield from _nobody(ask, answer)
        return
    door = visit.address.door
    assert door is not None
    rule = EXPECTED[(door.read if ask.method == "GET" else door.send) or ""]
    may = ask.role in rule.roles
    reach = ask.code if may and rule.scope == "territory" else 0 if may else None
    sees_all = may and _covers_all(world, ask.code)
    one_unit = ask.role is Role.EMPLOYER_CLERK
    foreign = foreign_canaries(text_of(answer), reach, sees_all=sees_all, one_unit=one_unit)
    if foreign:
        yield f"{ask} shows {sorted(foreign)}"
    if may and ask.method == "GET":
        yield from (f"{ask} offers {what}" for what in offers(answer, ask.role))
    if not may and not getattr(answer.wsgi_request, "refused_at_door", False):
        yield f"{ask} is let in through the door"
    if visit.path == "/" and not may:  # the first page sends on whom it does not serve
        if answer.status_code != 302:
            yield f"{ask} answers {answer.status_code} to somebody who may not"
    # One's own account may lack a second factor to show; an act may have no page to look at.
    elif not may or (rule.scope != "none" and not (ask.method == "GET" and rule.kind in ("write", "reveal"))):
        yield from _status(answer, str(ask), may and _within(visit, reach, sees_all), absent)


def _nobody(ask: Ask, answer: Any) -> Iterator[str]:
    """Who has not signed in sees nothing but what is open to all."""
    address = ask.visit.address
    assert address.door is not None
    if address.door.why_public is not None and address.name not in OPEN_TO_ALL:
        yield f"/{address.route} is open to all and not known to be"
    sent_away = answer.status_code == 405 or answer.headers.get("Location", "").startswith("/sign-in/?")
    if _declared(address) is not None and not sent_away:
        yield f"{ask} answers {answer.status_code}"
    if foreign_canaries(text_of(answer), None):
        yield f"{ask} shows a record"


def _status(answer: Any, where: str, may: bool, absent: bytes) -> Iterator[str]:
    """Forbidden and absent answer alike; what is open does not answer as if it were not there."""
    if may and answer.status_code == 404:
        yield f"{where} answers 404 to somebody who may"
    if answer.status_code >= 500:
        yield f"{where} answers {answer.status_code}"
    if not may and (answer.status_code != 404 or answer.content != absent):
        yield f"{where} answers {answer.status_code} to somebody who may not"


def _within(visit: Visit, reach: int | None, sees_all: bool) -> bool:
    if visit.absent:
        return False
    if not visit.record or reach == 0:
        return True
    if reach is None:
        return False
    if visit.code == PLACELESS:
        return sees_all
    low, high = territory(reach)
    begins, ends = territory(visit.code or 0)
    return low <= begins and ends <= high


def _covers_all(world: World, code: int) -> bool:
    low, high = territory(code)
    return all(low <= county < high for county in world.counties)


def text_of(answer: Any) -> str:
    """Headers and body; of a workbook what is written in its parts, but for the hour in which it was made."""
    # Both follow from the body, which holds another token each time.
    lines = (f"{k}: {v}" for k, v in answer.headers.items() if k not in ("Content-Length", "ETag"))
    headers = "\n".join(lines)
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in sorted(parts.namelist()) if "docProps" not in name)
    return headers + "\n" + body.decode("utf-8", errors="replace")


def everything(world: World) -> None:
    """All six villages, and the file that names no place."""
    from tests.house.door.world import build_placeless, build_village

    for village in VILLAGES:
        build_village(world, village)
    build_placeless(world)
