"""A move is only ever added."""

from django.db import migrations

from gonggang.audit.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("placements", "0005_moves")]
    operations = [append_only("placements_move", "转岗记录只增不改")]
