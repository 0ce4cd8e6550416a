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
