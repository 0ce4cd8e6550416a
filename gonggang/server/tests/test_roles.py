"""The working role owns nothing: it can neither change what only grows nor take off what protects it."""

from __future__ import annotations

import psycopg
import pytest

from gonggang.server import postgres
from gonggang.server.cluster import OWNER, ROLE, Cluster
from gonggang.server.passwords import read_passwords, write_passwords
from gonggang.server.roles import restrict

MAKE = """
CREATE TABLE grows (id int PRIMARY KEY);
CREATE TABLE free (id int PRIMARY KEY);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
CREATE TRIGGER grows_append_only BEFORE UPDATE OR DELETE ON grows FOR EACH ROW EXECUTE FUNCTION refuse();
"""


@pytest.fixture
def cluster(shared_cluster: Cluster, shared_home: object) -> Cluster:
    return shared_cluster


@pytest.fixture
def tables(cluster: Cluster):
    with postgres.connect(cluster, OWNER) as owner:
        owner.execute(MAKE)
        restrict(owner.execute)
    yield cluster
    with postgres.connect(cluster, OWNER) as owner:
        owner.execute("DROP TABLE grows, free; DROP FUNCTION refuse()")


@pytest.mark.clause("X1")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE grows SET id = 2",
        "DELETE FROM grows",
        "TRUNCATE grows",
        "ALTER TABLE grows DISABLE TRIGGER ALL",
        "DROP TABLE grows",
        "CREATE TABLE another (id int)",
        f"SET ROLE {OWNER}",
        "TRUNCATE free",
    ],
)
def test_the_working_role_may_not(tables: Cluster, statement: str) -> None:
    with postgres.connect(tables, ROLE) as worker, pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker.execute(statement)


def test_the_working_role_may_work(tables: Cluster) -> None:
    with postgres.connect(tables, ROLE) as worker:
        worker.execute("INSERT INTO grows VALUES (1)")
        worker.execute("INSERT INTO free VALUES (1)")
        worker.execute("UPDATE free SET id = 2")
        worker.execute("DELETE FROM free")
        worker.execute("CREATE TEMP TABLE passing (id int)")
        assert worker.execute("SELECT id FROM grows").fetchone() == (1,)


@pytest.mark.parametrize("running", [True, False])
def test_a_cluster_of_an_earlier_version_gets_its_owner(cluster: Cluster, running: bool) -> None:
    passwords = read_passwords(cluster.password_file)
    assert passwords is not None
    with postgres.connect(cluster, "postgres") as superuser:
        superuser.execute("CREATE TABLE old (id serial PRIMARY KEY)")
        superuser.execute(f"ALTER TABLE old OWNER TO {ROLE}")
        superuser.execute(f"ALTER DATABASE gonggang OWNER TO {ROLE}")
    write_passwords(cluster.password_file, {name: passwords[name] for name in ("postgres", ROLE)})
    if not running:
        postgres.stop()
    postgres.start()
    with postgres.connect(cluster, ROLE) as worker:
        worker.execute("INSERT INTO old DEFAULT VALUES")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute("DROP TABLE old")
    with postgres.connect(cluster, OWNER) as owner:
        owner.execute("DROP TABLE old")
