"""Which checks can be taken out without the walk noticing: each is a missing test or a check too many."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.db import transaction
from django.test import Client

from gonggang.accounts.addresses import Address, addresses
from gonggang.accounts.roles import Role
from tests.house.door.mutations import ROOT, Site, taken_out
from tests.house.door.walk import QUERIES, walk
from tests.house.door.world import World

Runs = dict[tuple[str, str], list[Address]]


def runs(world: World, client: Client, roles: Iterable[Role]) -> Runs:
    """For each function of the code, by file and name, the addresses whose visits run it."""
    found: Runs = defaultdict(list)
    roles, here = tuple(roles), str(ROOT / "gonggang")
    for address in addresses():
        seen: set[tuple[str, str]] = set()

        def note(frame: FrameType, event: str, argument: Any, seen: set[tuple[str, str]] = seen) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename.startswith(here):
                seen.add((code.co_filename, code.co_qualname.partition(".<locals>")[0]))

        with put_back():
            sys.setprofile(note)
            try:
                for _wrong in walk(world, client, [address], roles, queries=QUERIES[-1:], brief=True):
                    pass
            finally:
                sys.setprofile(None)
        for key in seen:
            found[key].append(address)
    return found


def survivors(
    world: World, client: Client, sites: Iterable[Site], run: Runs, roles: Iterable[Role]
) -> Iterator[Site]:
    """The checks without which the walk through the addresses concerned finds nothing wrong."""
    roles = tuple(roles)
    for site in sites:
        there = run.get((str(site.path), site.function), [])
        with put_back(), taken_out(site):
            if not _noticed(world, client, there, roles):
                yield site


def _noticed(world: World, client: Client, there: list[Address], roles: tuple[Role, ...]) -> bool:
    try:
        return any(walk(world, client, there, roles))
    except Exception:  # a walk that breaks off has noticed
        return True


@contextmanager
def put_back() -> Iterator[None]:
    """What a walk has changed in the database is as before afterwards."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def addresses_of(site: Site) -> list[Address]:
    """The addresses whose views stand in the same file as the check."""
    return [each for each in addresses() if getattr(each.view, "__module__", "") == site.module]
