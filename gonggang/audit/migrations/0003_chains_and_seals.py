"""Several chains, their heads marked with a key, and the table of daily seals; rows that are there stay as they are."""

from django.db import migrations, models

from gonggang.audit.marks import mark_of
from gonggang.audit.protection import append_only
from gonggang.audit.rules import CHAINS, FIRST_SEAL, SEALS_HEAD


def make_heads(apps, schema_editor):
    """The one chain becomes chain 0; the others begin."""
    ChainHead = apps.get_model("audit", "ChainHead")
    old = ChainHead.objects.filter(id=1).first()
    ChainHead.objects.all().delete()
    for chain in [SEALS_HEAD, *CHAINS]:
        place, seal = (old.number, bytes(old.seal)) if old is not None and chain == 0 else (0, FIRST_SEAL)
        ChainHead.objects.create(id=chain, number=place, seal=seal, mark=mark_of(chain, place, seal, None))


def one_head(apps, schema_editor):
    """Back to one chain, as long as nothing was written to the others."""
    ChainHead = apps.get_model("audit", "ChainHead")
    if ChainHead.objects.filter(id__gt=0, number__gt=0).exists():
        raise RuntimeError("records stand in several chains; they cannot become one")
    head = ChainHead.objects.get(id=0)
    ChainHead.objects.all().delete()
    ChainHead.objects.create(id=1, number=head.number, seal=head.seal, mark=b"")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AlterField("auditrecord", "officer_id", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "auditrecord", models.Index(fields=["officer_id", "at"], name="audit_record_of_an_officer")
        ),
        migrations.AddField("chainhead", "sealed_on", models.DateField(null=True)),
        migrations.AddField(
            "chainhead", "mark", models.BinaryField(max_length=32, default=b""), preserve_default=False
        ),
        migrations.CreateModel(
            "Seal",
            [
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("chain", models.SmallIntegerField()),
                ("place", models.BigIntegerField()),
                ("head_seal", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
                ("previous_seal", models.BinaryField(max_length=32)),
                ("seal", models.BinaryField(max_length=32)),
            ],
        ),
        append_only("audit_seal", "审计封存只增不改"),
        migrations.RunPython(make_heads, one_head),
    ]
