"""The database roles of the embedded cluster: one owns the tables and changes their form, the other works with them."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from gonggang.server.cluster import DATABASE, OWNER, ROLE

# What an earlier version made belongs to the working role; the objects of this one database change hands, no others.
_TAKE_OVER = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT oid::regclass AS name FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
                 AND relowner = '{role}'::regrole LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO {owner}', one.name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO {role}', one.name);
    END LOOP;
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
               WHERE pronamespace = 'public'::regnamespace AND proowner = '{role}'::regrole LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO {owner}', one.name);
    END LOOP;
END $$;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
"""
_FROM_NOW_ON = """
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {role};
"""
# Tables that only grow say so by their trigger; there the working role has no more rights than it needs.
_ONLY_GROW = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT tgrelid::regclass AS name FROM pg_trigger
               WHERE tgname LIKE '%append\\_only' AND NOT tgisinternal LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON %s FROM {role}', one.name);
    END LOOP;
END $$;
"""


def prepare_roles(connection: psycopg.Connection[Any], passwords: dict[str, str]) -> None:
    """Make both roles, with the passwords of the passfile; `connection` is the superuser's."""
    for name, rights in ((ROLE, "LOGIN CREATEDB"), (OWNER, "LOGIN")):
        role = sql.Identifier(name)
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {}").format(role))
        password = sql.Literal(passwords[name])
        connection.execute(sql.SQL(f"ALTER ROLE {{}} {rights} PASSWORD {{}}").format(role, password))
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        )


def hand_to_owner(connection: psycopg.Connection[Any]) -> None:
    """The database and what is in it belong to the owner, and the working role may work; again, it changes nothing.

    `connection` is the superuser's, to the database itself.
    """
    owned = connection.execute(
        "SELECT datdba = %s::regrole FROM pg_database WHERE datname = current_database()", [OWNER]
    ).fetchone()
    for statement in (_TAKE_OVER, _FROM_NOW_ON, _ONLY_GROW):
        connection.execute(_named(statement))
    if owned != (True,):
        connection.execute(_named(f"ALTER DATABASE {DATABASE} OWNER TO {{owner}}"))


def restrict(execute: Any) -> None:
    """Take from the working role what tables that only grow need not give; `execute` runs SQL as their owner."""
    execute(_named(_ONLY_GROW))


def _named(statement: str) -> Any:
    return statement.replace("{owner}", OWNER).replace("{role}", ROLE)
