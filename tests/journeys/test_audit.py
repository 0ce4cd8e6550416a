"""The audit as whoever runs a system meets it: sealed, kept elsewhere, checked, and found out when somebody meddles."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from gonggang.server import postgres
from gonggang.server.cluster import OWNER, ROLE

GONGGANG = str(Path(sys.executable).with_name("gonggang"))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([GONGGANG, *words], capture_output=True, text=True, check=False, cwd="/")


@pytest.mark.clause("X1")
def test_a_seal_kept_elsewhere_convicts_even_the_superuser(own_home: Path, tmp_path: Path) -> None:
    from gonggang.core.month import Month
    from gonggang.sample.county import write_county

    write_county(tmp_path / "county", people=12, seed=5, month=Month(2024, 5), code=379901)
    loaded = run("load", str(tmp_path / "county"))
    assert loaded.returncode == 0, loaded.stderr
    kept = tmp_path / "seals.txt"
    assert run("audit", "seal", "--out", str(kept)).returncode == 0
    whole = run("audit", "verify", "--seals", str(kept), "--json")
    assert whole.returncode == 0, whole.stderr
    assert json.loads(whole.stdout)["broken"] == []

    cluster = postgres.this_cluster()
    with postgres.connect(cluster, ROLE) as worker:
        for statement in ("DELETE FROM audit_auditrecord", "UPDATE audit_seal SET place = 0",
                          "TRUNCATE subsidies_subsidyline"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                worker.execute(statement)
    with postgres.connect(cluster, OWNER) as owner, pytest.raises(psycopg.DatabaseError, match="只增不改"):
        owner.execute("DELETE FROM audit_auditrecord")
    with postgres.connect(cluster, "postgres") as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "UPDATE audit_auditrecord SET verb = 'x' WHERE number = (SELECT min(number) FROM audit_auditrecord)"
        )
        superuser.execute("TRUNCATE audit_seal")
    meddled = run("audit", "verify", "--seals", str(kept), "--json")
    assert meddled.returncode == 1
    assert "审计链不完整" in meddled.stderr
    kinds = {fault["kind"] for fault in json.loads(meddled.stdout)["broken"]}
    assert kinds == {"altered", "seal"}
    refused = tmp_path / "spoilt.txt"
    refused.write_text(kept.read_text().replace(" 1 ", " 7 ", 1))
    spoilt = run("audit", "verify", "--seals", str(refused))
    assert (spoilt.returncode, "本身不可信" in spoilt.stderr) == (2, True)


AT_ONCE = """
import random, sys
from gonggang.server.opening import open_database
open_database()
from django.db import transaction
from gonggang.accounts.actions import operator_officer
from gonggang.audit.actions import Entry, record, record_many, seal_heads
officer, chance = operator_officer(), random.Random(int(sys.argv[1]))
for number in range(120):
    try:
        with transaction.atomic():
            for _ in range(chance.randint(1, 3)):  # several counties in one act: nobody may block anybody for good
                region = chance.choice([None, 379901000000, 379902000000, 379903000000])
                record(officer=officer, verb="people.view", subject=f"person:{number}", detail={}, region=region)
            if chance.random() < 0.1:
                record_many(officer=officer, verb="people.view", entries=[Entry("person:1")] * 5, region=region)
            if chance.random() < 0.1:
                raise KeyError
    except KeyError:
        pass
    if number % 40 == 0:
        seal_heads()
"""
WAITING = """
from gonggang.server.opening import open_database
open_database()
from django.db import OperationalError, connection, transaction
from gonggang.accounts.actions import operator_officer
from gonggang.audit.actions import record
officer = operator_officer()
def act(region):
    record(officer=officer, verb="people.view", subject="person:1", detail={}, region=region)
with transaction.atomic():
    act(379901000000)
    other = connection.copy()
    import django.db
    with transaction.atomic():
        mine, django.db.connections["default"] = django.db.connections["default"], other
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        act(379902000000)
        try:
            act(379901000000)
        except OperationalError:
            print("waits for its own county only")
        other.close()
        django.db.connections["default"] = mine
"""


@pytest.mark.clause("X1")
def test_many_write_at_once_and_unrelated_counties_do_not_wait(own_home: Path) -> None:
    assert run("batches").returncode == 0
    writers = [subprocess.Popen([sys.executable, "-c", AT_ONCE, str(seed)], cwd="/") for seed in range(4)]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0, 0]
    whole = run("audit", "verify", "--json")
    assert whole.returncode == 0, whole.stdout
    assert json.loads(whole.stdout)["records"] > 800
    waiting = subprocess.run(
        [sys.executable, "-c", WAITING], capture_output=True, text=True, check=False, cwd="/"
    )
    assert waiting.stdout == "waits for its own county only\n", waiting.stderr
