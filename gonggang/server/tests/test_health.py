"""What `gonggang doctor` finds: a fault has its own line and says what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gonggang.server import health
from gonggang.server.health import HealthFinding, examine


def found(name: str) -> HealthFinding:
    return next(finding for finding in examine() if finding.name == name)


def test_a_machine_on_which_nothing_was_done_yet_is_no_fault_and_stays_untouched(own_home: Path) -> None:
    assert {finding.verdict for finding in examine()} == {"ok", "warn"}
    assert not own_home.exists()


def test_a_running_system_is_in_order(shared_home: Path) -> None:
    assert found("database").verdict == "ok"
    assert found("modes").verdict == "ok"
    assert found("home").verdict == "ok"


def test_an_open_home_and_a_readable_key_are_named(own_home: Path) -> None:
    (own_home / "keys").mkdir(parents=True, mode=0o755)
    key = own_home / "keys" / "personal-data.key"
    key.write_bytes(b"")
    key.chmod(0o644)
    own_home.chmod(0o755)
    assert found("home").verdict == "warn"
    modes = [finding for finding in examine() if finding.name == "modes"]
    assert any(one.verdict == "fail" and f"chmod 600 {key}" in one.advice for one in modes)


def test_a_cluster_that_cannot_start_is_a_fault(own_home: Path) -> None:
    data = own_home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    finding = found("database")
    assert finding.verdict == "fail"
    assert "请安装" in finding.advice


def test_a_full_disk_is_a_fault(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=100 * 1024**2)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage)
    finding = found("disk")
    assert finding.verdict == "fail"
    assert finding.advice
