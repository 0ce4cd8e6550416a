"""The audit record only ever grows."""

from django.db import migrations

from gonggang.audit.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_auditrecord", "审计记录只增不改")]
