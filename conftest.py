"""For all tests: a home of their own and, for those that ask for it, the embedded PostgreSQL in that home."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["gonggang.testing"]

CACHE = Path(__file__).parent / ".cache"
# Sessions side by side (pytest -n 2) share nothing: each has a home, and with it a server, of its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
TEST_HOME = Path(os.environ.get("GONGGANG_TEST_HOME") or CACHE / "test-home") / WORKER
# Tests never touch the data of whoever runs them, however they are started.
os.environ["GONGGANG_HOME"] = str(TEST_HOME)
if not (CACHE / ".gitignore").exists():
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gonggang.settings")

# A busy machine is no failure of a rule.
hypothesis_settings.register_profile("gonggang", deadline=None)
hypothesis_settings.load_profile("gonggang")

TEST_DATABASE_PREFIX = "test_gonggang_"


def pytest_configure(config: pytest.Config) -> None:
    """Load Django where the home of the tests is known; if it was loaded before, set its home right."""
    if not config.pluginmanager.hasplugin("django"):
        return
    import django
    from django.conf import settings

    django.setup()
    settings.GONGGANG_HOME = TEST_HOME.resolve()
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda self: _empty_every_table()  # type: ignore[method-assign]


def _empty_every_table() -> None:
    """After a test that commits: tables that refuse to be emptied are emptied by the superuser, past their guards."""
    from django.apps import apps
    from django.db import connection
    from psycopg import sql

    from gonggang.server import postgres
    from gonggang.server.database import database_url

    kept = {"contenttypes", "auth"}
    tables = sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True)
         if model._meta.managed and model._meta.app_label not in kept}
    )  # fmt: skip
    emptied = sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(
        sql.SQL(", ").join(sql.Identifier(table) for table in tables)
    )
    name = connection.settings_dict["NAME"]
    connection.close()
    if database_url():
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(emptied)
            _begin_audit(cursor)
        connection.close()
        return
    with postgres.connect(postgres.this_cluster(), "postgres", name) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(emptied)
        _begin_audit(superuser)


def _begin_audit(database: Any) -> None:
    """The heads of the audit chains, which a migration makes and whatever comes after needs."""
    from gonggang.audit.marks import mark_of
    from gonggang.audit.rules import CHAINS, FIRST_SEAL, SEALS_HEAD

    for chain in (SEALS_HEAD, *CHAINS):
        database.execute(
            "INSERT INTO audit_chainhead (id, number, seal, mark) VALUES (%s, 0, %s, %s)",
            [chain, FIRST_SEAL, mark_of(chain, 0, FIRST_SEAL, None)],
        )


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The server runs while any test session uses it; durability is off, because its data is thrown away."""
    from gonggang.server import postgres
    from gonggang.server.database import database_url, ensure_running
    from gonggang.server.home import folder

    if database_url():
        ensure_running()
        yield
        return
    with (folder("run") / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        cluster = _start_disposable_server()
        _drop_leftovers(cluster)
        yield
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # another session is still at work
            return
        postgres.stop()


def _start_disposable_server() -> Any:
    """Start the server of the test home; a cluster that does not start any more is made anew."""
    from gonggang.core.errors import WorkFailed
    from gonggang.server import postgres

    options = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    try:
        return postgres.start(options)
    except WorkFailed:  # made by another version, or spoilt by a power cut
        postgres.stop()
        shutil.rmtree(postgres.this_cluster().folder)
        return postgres.start(options)


def _drop_leftovers(cluster: Any) -> None:
    """Remove the databases of test sessions that were killed."""
    from psycopg import sql

    from gonggang.server import postgres

    with postgres.connect(cluster) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEST_DATABASE_PREFIX]
        ).fetchall()
        for (name,) in rows:
            owner = name.removeprefix(TEST_DATABASE_PREFIX)
            if not Path("/proc", owner).exists():
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None) -> None:
    """Point Django at the test home's server, with a test database that no other session uses."""
    from django.db import connections

    from gonggang.server.database import database_settings

    settings = connections["default"].settings_dict
    settings.update(database_settings())
    settings["TEST"]["NAME"] = f"{TEST_DATABASE_PREFIX}{os.getpid()}"


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of this test alone; a server that was started in it is stopped afterwards."""
    from gonggang.server import postgres

    home = tmp_path / "home"
    monkeypatch.setenv("GONGGANG_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield home
    if home.exists():
        postgres.stop()
