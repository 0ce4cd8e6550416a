"""The door holds: every address, method, role and relation; and every check, taken out, is missed (clause X2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from difflib import unified_diff
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gonggang.accounts import permissions, viewer
from gonggang.accounts.addresses import Address, addresses
from gonggang.accounts.document import permissions_page
from gonggang.accounts.door import Door
from gonggang.accounts.roles import EVERYONE, Role
from gonggang.testing import sign_in
from tests.house.door.walk import EXPECTED, NATURAL, QUERIES, TERRITORIES, everything, text_of, visits, walk
from tests.house.door.world import (
    COUNTY_CODE,
    OTHER_CITY_VILLAGE,
    OTHER_TOWNSHIP_VILLAGE,
    SIBLING_COUNTY_VILLAGE,
    SIBLING_VILLAGE,
    VILLAGE,
    World,
    build_other_employer,
    build_placeless,
    build_regions,
    build_village,
    canary_of_another_employer,
)

pytestmark = pytest.mark.clause("X2")
SHOWN_MAX = 30
# The dossier shows who has looked at it, and so changes by being looked at.
CHANGED_BY_LOOKING = {"desk:person"}
# What is sent to these reaches records only by what is filled in; tests beside them show their territories.
SHOWN_ELSEWHERE = {"tasks.hand_over", "imports.run", "registers.run_comparison"}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


@pytest.fixture
def world(db: None) -> World:
    from gonggang.accounts.actions import operator_officer

    build_regions()
    return World(operator_officer())


def test_every_address_declares_its_action() -> None:
    undeclared = [f"/{each.route}" for each in addresses() if each.door is None]
    assert not undeclared, f"{undeclared}: say @action(...) or @public(...) before the view"


def test_every_declared_action_is_in_the_table() -> None:
    doors = [each.door for each in addresses() if each.door is not None]
    names = {name for door in doors for name in (door.read, door.send) if name is not None}
    assert names <= set(EXPECTED)


def test_the_page_of_permissions_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == permissions_page(), (
        "docs/permissions.md is stale: run `python -m gonggang.accounts.document docs`"
    )


def test_a_view_that_declares_nothing_is_refused(client: Client, settings: Any, db: None) -> None:
    settings.ROOT_URLCONF = "tests.house.door.undeclared"
    assert client.get("/undeclared/").status_code == 404
    settings.DEBUG = True
    with pytest.raises(Exception, match="declares no action"):
        client.get("/undeclared/")


def alike() -> dict[frozenset[str], list[Role]]:
    """The roles by what they may: some do the same for different departments or levels."""
    found: dict[frozenset[str], list[Role]] = {}
    for role in Role:
        found.setdefault(frozenset(each.name for each in EXPECTED.values() if role in each.roles), []).append(
            role
        )
    return found


def test_no_address_shows_what_is_foreign(world: World, client: Client) -> None:
    """Every address as every role, in the territory where it belongs; who may the same as another is asked less."""
    everything(world)
    first = [roles[0] for roles in alike().values()]
    others = [role for role in Role if role not in first]
    briefly = walk(world, client, addresses(), others, queries=QUERIES[-1:], brief=True)
    wrong = chain(walk(world, client, addresses(), first), briefly)
    assert not list(islice(wrong, SHOWN_MAX))


@pytest.mark.slow
def test_no_address_shows_what_is_foreign_in_any_relation(world: World, client: Client) -> None:
    """Every role in every territory from a village to a province."""
    everything(world)
    assert not list(islice(walk(world, client, addresses(), territories=TERRITORIES), SHOWN_MAX))


# The tag of a page is a digest of all of it, tokens included.
_TOKEN = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|data-csrf="[^"]*"|"X-CSRFToken": "[^"]*"|^ETag: .*$',
    re.MULTILINE,
)
_LADDER = (
    (VILLAGE, "village_clerk"),
    (SIBLING_VILLAGE, "township_officer"),
    (OTHER_TOWNSHIP_VILLAGE, "county_officer"),
    (SIBLING_COUNTY_VILLAGE, "city_officer"),
    (OTHER_CITY_VILLAGE, "province_officer"),
)


def test_foreign_records_change_no_figure(world: World, client: Client) -> None:
    """Counts and sums too: what comes to be outside a territory changes not one character of what is seen in it."""
    seen: dict[str, dict[str, str]] = {}
    known: dict[str, list[str]] = {}
    build_placeless(world)
    for village, role in _LADDER:
        build_village(world, village)
        for other in seen:
            now = _bodies(client, other, known[other])
            changed = [
                _difference(seen[other][path], now[path]) for path in now if now[path] != seen[other][path]
            ]
            assert not changed, f"{other} after {village}"
        known[role] = [
            visit.path
            for each in addresses()
            if each.door and each.door.read and each.name not in CHANGED_BY_LOOKING
            for visit in visits(world, each)
        ]
        seen[role] = _bodies(client, role, known[role])


def test_another_employer_of_the_village_changes_no_figure(world: World, client: Client) -> None:
    """An employer's clerk sees the village as if nobody else worked there."""
    build_placeless(world)
    build_village(world, VILLAGE, other_employer=False, locked=False)
    paths = [
        visit.path
        for each in addresses()
        if each.door and each.door.read
        for visit in visits(world, each)
        if visit.code in (None, VILLAGE)
    ]
    before = _bodies(client, "employer_clerk", paths)
    build_other_employer(world, VILLAGE)
    now = _bodies(client, "employer_clerk", paths)
    changed = [_difference(before[path], now[path]) for path in now if now[path] != before[path]]
    assert not changed
    # And the clerk of the village, who sees both, does see the change: there is something to hide.
    assert canary_of_another_employer(VILLAGE) in "".join(_bodies(client, "village_clerk", paths).values())


def _difference(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line[:200] for line in islice(lines, 10)]


def _bodies(client: Client, role: str, paths: list[str]) -> dict[str, str]:
    sign_in(client, role, NATURAL.get(Role(role), COUNTY_CODE))
    return {
        path: _TOKEN.sub("", text_of(client.get(path))) for path in paths if not path.startswith("/account/")
    }


@contextmanager
def roles_check_removed(name: str) -> Iterator[None]:
    """As if nobody asked for the roles of an action."""
    kept = permissions.ACTIONS[name]
    permissions.ACTIONS[name] = replace(kept, roles=EVERYONE)
    try:
        yield
    finally:
        permissions.ACTIONS[name] = kept


@contextmanager
def territory_check_removed(name: str) -> Iterator[None]:
    """As if nobody asked for the territory of an action."""
    patch = pytest.MonkeyPatch()
    codes, ranges, covers = viewer.Viewer.territory_codes, viewer.Viewer.territories, viewer.Viewer.covers
    patch.setattr(
        viewer.Viewer, "territory_codes", lambda self, asked: (0,) if asked == name else codes(self, asked)
    )
    patch.setattr(
        viewer.Viewer,
        "territories",
        lambda self, asked: viewer.EVERYWHERE if asked == name else ranges(self, asked),
    )
    patch.setattr(
        viewer.Viewer,
        "covers",
        lambda self, asked, code: True if asked == name else covers(self, asked, code),
    )
    try:
        yield
    finally:
        patch.undo()


@contextmanager
def declaration_removed(address: Address) -> Iterator[None]:
    """As if the view were open to all."""
    kept = address.view.door
    address.view.door = Door(why_public="somebody took the check out", methods=kept.methods)
    try:
        yield
    finally:
        address.view.door = kept


def _with_action(name: str) -> list[Address]:
    return [each for each in addresses() if each.door and name in (each.door.read, each.door.send)]


def test_every_check_that_is_taken_out_is_missed(world: World, client: Client) -> None:
    """For each action its roles, for each action of a territory the territory, for each address its declaration."""
    everything(world)
    unnoticed = []
    for name, rule in EXPECTED.items():
        there = _with_action(name)
        outsiders = [role for role in Role if role not in rule.roles][:1]
        if there and outsiders:
            with roles_check_removed(name):
                if not any(walk(world, client, there, outsiders)):
                    unnoticed.append(f"{name}: roles")
        insiders = sorted(rule.roles & {Role.TOWNSHIP_OFFICER, Role.COUNTY_OFFICER, Role.CITY_OFFICER})[-1:]
        if there and rule.scope == "territory" and insiders and name not in SHOWN_ELSEWHERE:
            with territory_check_removed(name):
                if not any(walk(world, client, there, insiders)):
                    unnoticed.append(f"{name}: territory")
    for address in addresses():
        if address.door is not None and address.door.read is not None:
            with declaration_removed(address):
                opened = next(each for each in addresses() if each.route == address.route)
                if not any(walk(world, client, [opened], [])):
                    unnoticed.append(f"/{address.route}: declaration")
    assert not unnoticed, "\n".join(unnoticed)
