"""A computed line is never changed: a correction is a later line."""

from django.db import migrations

from gonggang.audit.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_initial")]
    operations = [append_only("subsidies_subsidyline", "补贴明细只增不改，更正请另记一行")]
