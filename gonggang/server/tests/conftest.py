"""One cluster for the tests of this room: making one is the slowest thing that they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gonggang.server import postgres
from gonggang.server.cluster import Cluster


@pytest.fixture(scope="session")
def shared_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster whose home lies in a closed folder; the tests start, break and mend it in turn."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    yield Cluster(closed / "home")
    if (closed / "home").exists():
        postgres.stop(Cluster(closed / "home"))


@pytest.fixture
def shared_home(shared_cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shared cluster's home, as the environment names it, with the server running."""
    monkeypatch.setenv("GONGGANG_HOME", str(shared_cluster.home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    postgres.start()
    return shared_cluster.home
