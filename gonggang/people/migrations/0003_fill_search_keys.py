"""People who were registered before there were search keys get theirs."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """Give keys to everyone who has none; some twenty seconds for a hundred thousand people."""
    people = apps.get_model("people", "Person").objects
    if people.filter(last_four_index=None).exists():
        from gonggang.people.search import fill_search_keys

        fill_search_keys(people)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_search_keys")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
