"""SQL that makes a table append-only: update, delete and truncate are refused by the database itself."""

from __future__ import annotations

from django.db import migrations


def append_only(table: str, sentence: str) -> migrations.RunSQL:
    """A migration step after which `table` only ever grows; `sentence` is what the database answers."""
    return migrations.RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_change();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_append_only ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        DROP FUNCTION {table}_refuse_change();
        """,
    )
