"""Random alterations by somebody with every right in the database are all found, and found where they are."""

from __future__ import annotations

import os
import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from gonggang.audit.actions import Entry, record, record_many, record_refusal, seal_heads
from gonggang.audit.models import Seal
from gonggang.audit.rules import chain_and_place
from gonggang.audit.seals import line_of
from gonggang.audit.tests.tampering import ATTACKS, Attacker, unprotect
from gonggang.audit.verify import verify

# `make tamper` sets the full number.
ALTERATIONS = int(os.environ.get("GONGGANG_TAMPERINGS", "150"))
CLEAN_RUNS = max(10, ALTERATIONS // 10)
COUNTIES = (379901000000, 379902000000, 379903000000, None)
DAY = date(2026, 3, 2)


class Rollback(Exception):
    """Ends a run so that nothing of it stays."""


def anything(chance: random.Random, depth: int = 0) -> object:
    """Whatever an officer's action may put into a detail."""
    simple = [
        None, True, chance.randint(-(10**17), 10**17), chance.random(), 1e300, Decimal("0.10"), date(2026, 3, 1),
        "岗位", "🙂", "a\0b", "\ud800", "379901197001021234", b"\1\2", "", chance.choice(["x", "y"]) * 3000,
    ]  # fmt: skip
    if depth < 2 and chance.random() < 0.3:
        return [anything(chance, depth + 1), {chance.choice(["键", "k", 7]): anything(chance, depth + 1)}]
    return chance.choice(simple)


def write(chance: random.Random, officer: object, count: int) -> None:
    """Act some times in some counties, as separate transactions would, some of which fail."""
    for number in range(count):
        region = chance.choice(COUNTIES)
        try:
            with transaction.atomic():
                act(chance, officer, region, number)
                if chance.random() < 0.1:
                    raise Rollback
                forget_chain()
        except Rollback:
            pass


def act(chance: random.Random, officer: object, region: int | None, number: int) -> None:
    kind = chance.random()
    if kind < 0.1:
        record_refusal(None, "people.reveal", f"person:{number}", region, "没有登录")
    elif kind < 0.2:
        things = [Entry(f"thing:{one}", {"n": one}) for one in range(chance.randint(0, 4))]
        record_many(officer=officer, verb="test.many", entries=things, region=region)
    else:
        record(officer=officer, verb="test.act", subject=f"thing:{number}", region=region,
               detail={"n": number, "what": anything(chance)})  # fmt: skip


def forget_chain() -> None:
    """All of a test is one transaction; the next act chooses its chain as a new one would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('gonggang.audit_chain', '', true)")


@pytest.fixture
def clock(monkeypatch):
    """The day on which records are written."""
    moment = [datetime(2026, 3, 2, 9, tzinfo=timezone.get_current_timezone())]
    monkeypatch.setattr(timezone, "localdate", lambda *_: moment[0].date())
    return moment


@pytest.fixture
def chains(officer, clock):
    """Four chains over four days, the last records not sealed; the seals as they were kept outside."""
    chance = random.Random(1)
    for _ in range(4):
        write(chance, officer, 30)
        clock[0] += timedelta(days=1)
    seal_heads()
    kept = [line_of(seal) for seal in Seal.objects.order_by("number")]
    for region in COUNTIES * 3:
        record(officer=officer, verb="test.act", subject="thing:0", detail={"n": 0}, region=region)
        forget_chain()
    return kept


@pytest.mark.clause("X1")
def test_random_alterations_are_found_and_located(chains):
    assert verify(chains) == []
    unprotect()
    sealed = {line.chain: line.place for line in chains}
    assert len(sealed) == 4
    seen, missed = set(), []
    for seed in range(ALTERATIONS):
        name, struck, faults = attack(seed, sealed, chains)
        seen.add(name)
        if not any(located(fault, struck) for fault in faults):
            missed.append((seed, name, struck, faults))
    assert missed == []
    assert len(seen) == len(ATTACKS)


def attack(seed, sealed, chains):
    try:
        with transaction.atomic():
            name, struck = Attacker(random.Random(seed), sealed).strike()
            faults = verify(chains)
            raise Rollback
    except Rollback:
        return name, struck, faults


def located(fault, struck) -> bool:
    """Does the fault name the struck chain, and nothing much beyond the places that were struck?"""
    return (
        fault.chain == struck.chain
        and fault.first - struck.beside <= struck.last
        and fault.last + struck.beside >= struck.first
    )


@pytest.mark.clause("X1")
def test_whole_chains_give_no_alarm(officer, clock):
    for seed in range(CLEAN_RUNS):
        chance = random.Random(seed)
        try:
            with transaction.atomic():
                for _ in range(chance.randint(1, 3)):
                    write(chance, officer, chance.randint(1, 12))
                    clock[0] += timedelta(days=chance.randint(0, 2))
                    if chance.random() < 0.5:
                        seal_heads()
                kept = [line_of(seal) for seal in Seal.objects.order_by("number")]
                assert verify() == []
                assert verify(kept[chance.randint(0, len(kept)) :]) == []
                raise Rollback
        except Rollback:
            pass


@pytest.mark.clause("X1")
def test_counties_have_chains_of_their_own(officer):
    places = []
    for region in (*COUNTIES, COUNTIES[0]):
        entry = record(officer=officer, verb="test.act", subject="thing:1", detail={}, region=region)
        forget_chain()
        places.append(chain_and_place(entry.number))
    assert len({chain for chain, _ in places}) == 4
    assert places[4] == (places[0][0], 2)
    assert places[3][0] == 0
    one = record(officer=officer, verb="test.act", subject="thing:1", detail={}, region=COUNTIES[0])
    two = record(officer=officer, verb="test.act", subject="thing:1", detail={}, region=COUNTIES[1])
    assert two.number == one.number + 1, "a transaction stays in its chain"


@pytest.mark.clause("X1", "X4")
def test_numbers_of_people_are_not_kept(officer):
    entry = record(
        officer=officer, verb="test.act", subject="thing:1", before={"phone": "19900001234"}, after={},
        detail={"file": "张三379901197001021234.xlsx", "digest": "1" * 64, "account": "6219991234567890123"},
    )  # fmt: skip
    assert entry.detail["file"] == "张三**************1234.xlsx"
    assert entry.detail["digest"] == "1" * 64
    assert entry.detail["account"] == "***************0123"
    assert entry.detail["changes"] == {"phone": ["199****1234", None]}
