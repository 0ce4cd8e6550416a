"""Every page of the site once, each with the first officer who may open it: for what must hold on all of them.

The records are those of the walk through the door, and beside them a county whose month was run, so that lists have
rows and records have a history. A new address is visited without being written down here.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gonggang.accounts.addresses import addresses
from gonggang.accounts.roles import ADMINS, Role
from gonggang.regions.rules import COUNTY, enclosing
from gonggang.testing import VILLAGE, sign_in
from tests.house.door.walk import EXPECTED, visits
from tests.house.door.world import (
    CITY,
    SIBLING_COUNTY_VILLAGE,
    World,
    build_placeless,
    build_regions,
    build_village,
)

# Whoever may do most comes first; a role that is new comes last by itself.
FIRST = (Role.COUNTY_OFFICER, Role.COUNTY_APPROVER, Role.TOWNSHIP_OFFICER, Role.AUDITOR)
IN_ORDER = (*FIRST, *(role for role in Role if role not in FIRST))
# What an address alone does not show: results, nothing found, notices about an address, other views of a list.
MORE: tuple[tuple[Role | None, str], ...] = (
    (Role.COUNTY_OFFICER, "/search/?q=oy"),
    (Role.COUNTY_OFFICER, "/search/?q=没有这个人"),
    (Role.COUNTY_OFFICER, "/people/?q=没有这个人"),
    (Role.COUNTY_OFFICER, "/people/?kind=contested&township=1"),
    (Role.COUNTY_OFFICER, "/procedures/?kind=inversion"),
    (Role.COUNTY_OFFICER, "/attendance/?show=missing"),
    (Role.COUNTY_OFFICER, "/attendance/?show=doubts"),
    (Role.COUNTY_OFFICER, "/subsidies/?held=1"),
    (Role.COUNTY_OFFICER, "/cases/?status=open"),
    (Role.COUNTY_OFFICER, "/there-is-no-such-page/"),
    (Role.COUNTY_OFFICER, "/cases/claim/"),
    (Role.VILLAGE_CLERK, "/"),
    (Role.VILLAGE_CLERK, "/worklist/"),
    (Role.AUDITOR, "/account/purpose/"),
    (Role.SYSTEM_ADMIN, "/start/"),
    (None, "/sign-in/?next=/people/"),
)
# The county whose month was run.
LOADED = "?county=379901&month=2024-05"
LEDGER = """岗位编号,岗位大类,岗位名称,乡镇,村,城乡,岗位职责,月规定出勤天数,补贴标准,名额
GG0001,,保洁员,柳河镇,张家庄村,乡村,负责道路清扫,22,800,2
GG0002,,保洁员,柳河镇,没有村,乡村,负责道路清扫,22,800,2
GG0003,,保洁员,柳河镇,李家洼村,乡村,负责道路清扫,22,八百,2
"""


def full_world(persons: list[int]) -> World:
    """The records of one village, and of the county of `persons` whose month was run; a file waits to be taken in."""
    from gonggang.accounts.actions import operator_officer
    from gonggang.casework.models import Case
    from gonggang.exchange.models import ImportBatch, ImportDraft

    build_regions()
    world = World(operator_officer())
    build_village(world, SIBLING_COUNTY_VILLAGE)
    build_placeless(world)
    for person in (persons[0], persons[1], persons[3]):
        world.note("person_id", person, VILLAGE)
    world.note("village_code", VILLAGE, VILLAGE)
    for case in Case.objects.filter(village_code=VILLAGE).order_by("pk")[:2]:
        world.note("case_id", case.pk, VILLAGE)
    world.note(
        "batch_id",
        ImportBatch.objects.filter(region_code=enclosing(VILLAGE, COUNTY)).latest("pk").pk,
        VILLAGE,
    )
    client = signed_in_for_pages(Role.COUNTY_OFFICER)
    client.post("/imports/new/", {"file": SimpleUploadedFile("岗位台账.csv", LEDGER.encode())})
    world.note("draft_id", ImportDraft.objects.latest("pk").pk, VILLAGE)
    return world


def signed_in_for_pages(role: Role | None) -> Client:
    """Everybody stands on the city, so that all records are within reach; who sees nobody's data stands nowhere."""
    client = Client()
    if role is not None:
        sign_in(client, role.value, 0 if role in ADMINS | {Role.HELP_DESK} else CITY)
    return client


def pages(world: World) -> Iterator[tuple[Role | None, str]]:
    """Who looks (None: nobody has signed in) and at what; by officer, so that each signs in once."""
    found = dict.fromkeys(MORE)
    for address in addresses():
        if address.door is None:
            continue
        action = EXPECTED.get(address.door.read or "")
        if action is None and address.door.why_public is None:
            continue
        role = None if action is None else next((each for each in IN_ORDER if each in action.roles), None)
        found |= dict.fromkeys(
            (role, visit.path + ("" if visit.record else LOADED)) for visit in visits(world, address)
        )
    yield from sorted(found, key=lambda each: -1 if each[0] is None else IN_ORDER.index(each[0]))


__all__ = ["full_world", "pages", "signed_in_for_pages"]
