"""Any one permission check that is taken out is missed by the walk (clause X2): all of them tried by a command."""

from __future__ import annotations

import os

import pytest
from django.test import Client

from gonggang.accounts.addresses import addresses
from gonggang.accounts.roles import Role
from tests.house.door.mutations import sites, taken_out
from tests.house.door.survivors import survivors, where_checks_matter
from tests.house.door.walk import asks, everything
from tests.house.door.world import World
from tests.house.test_door import alike, world

__all__ = ["world"]  # a fixture
pytestmark = pytest.mark.clause("X2")


def _roles() -> list[Role]:
    return [roles[0] for roles in alike().values()]


def test_every_check_can_be_taken_out_and_comes_back() -> None:
    """Each is found in the running code; otherwise nobody would notice that it was never tried."""
    for site in sites():
        with taken_out(site):
            pass
    assert len(sites()) > 100


@pytest.mark.skipif("GONGGANG_MUTATIONS" not in os.environ, reason="make door-mutations tries all of them")
def test_every_check_is_missed(world: World, client: Client) -> None:
    """All of them, each beside the requests in which it matters."""
    everything(world)
    matters, wrong = where_checks_matter(world, client, asks(world, addresses(), _roles()))
    assert not wrong
    left = [f"{site} (matters in {len(matters[site])})" for site in survivors(world, sites(), matters)]
    assert not left, "\n".join(left)
