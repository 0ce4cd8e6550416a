"""Which checks can be taken out without the walk noticing: each is a missing test or a check too many.

A request in which a check makes no difference cannot miss it. So a walk under watch first says for each check in which
requests it mattered; then each check is taken out and those requests are made again until an answer is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client

from gonggang.accounts.roles import Role
from gonggang.testing import sign_in
from tests.house.door.mutations import Site, sites, taken_out, watched
from tests.house.door.walk import ABSENT, Ask, judged, walked
from tests.house.door.world import World

Matters = dict[Site, list[Ask]]


def where_checks_matter(world: World, client: Client, there: Iterable[Ask]) -> tuple[Matters, list[str]]:
    """For each check the requests in which it makes a difference; and what is wrong while all checks are in place."""
    found: Matters = defaultdict(list)
    wrong: list[str] = []
    with watched() as seen:
        for ask, answers in walked(world, client, there):
            wrong += answers
            for number in seen:
                found[sites()[number]].append(ask)
            seen.clear()
    return found, wrong


def survivors(world: World, tried: Iterable[Site], matters: Matters) -> Iterator[Site]:
    """The checks without which no request of the walk is answered wrongly."""
    chairs = Chairs()
    for site in tried:
        there = matters.get(site, [])
        chairs.prepare(there)
        with taken_out(site):
            if not any(chairs.wrong(world, ask) for ask in _spread(there)):
                yield site


def _spread(there: list[Ask]) -> Iterator[Ask]:
    """One request of each address and role first, then all the others."""
    first = {(ask.visit.address.route, ask.role, ask.method): ask for ask in reversed(there)}
    yield from sorted(first.values(), key=lambda ask: ask.role or "")
    chosen = set(map(id, first.values()))
    yield from (ask for ask in there if id(ask) not in chosen)


class Chairs:
    """A client for everybody who asks, signed in once; what a request changes is as before after it."""

    def __init__(self) -> None:
        self._clients: dict[tuple[Role | None, int], Client] = {}

    def prepare(self, there: Iterable[Ask]) -> None:
        """Sign in who is not, while all checks are in place."""
        for ask in there:
            chair = ask.role, ask.code
            if chair not in self._clients:
                client = self._clients[chair] = Client(raise_request_exception=False)
                if ask.role is not None:
                    sign_in(client, ask.role.value, ask.code)

    def wrong(self, world: World, ask: Ask) -> list[str]:
        """What is wrong with the answer to a request, as the code is at this moment."""
        client = self._clients[ask.role, ask.code]
        with put_back(client):
            absent = client.get(ABSENT).content if ask.role is not None else b""
            return list(judged(world, client, ask, absent))


@contextmanager
def put_back(client: Client) -> Iterator[None]:
    """What is changed in the database, and who is signed in, is as before afterwards."""
    before, cookies = transaction.savepoint(), client.cookies.output(header="")
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
        client.cookies = SimpleCookie(cookies)
