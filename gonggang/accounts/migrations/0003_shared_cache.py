"""The table in which all workers count wrong passwords; Django's database cache writes it, and makes none itself."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_organisations_and_grants")]

    operations = [
        migrations.RunSQL(
            sql="""
            CREATE TABLE accounts_shared_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX accounts_shared_cache_expires ON accounts_shared_cache (expires);
            """,
            reverse_sql="DROP TABLE accounts_shared_cache;",
        ),
    ]
