"""A hit keeps every run that found it, so that a month's comparison stays what it was."""

from django.db import migrations, models


def link_last_runs(apps, schema_editor):
    hit = apps.get_model("screening", "Hit")
    link = hit.runs.through
    rows = hit.objects.values_list("pk", "last_run_id").iterator(chunk_size=5000)
    link.objects.bulk_create([link(hit_id=pk, screeningrun_id=run) for pk, run in rows], batch_size=5000)


class Migration(migrations.Migration):
    dependencies = [("screening", "0003_what_runs_came_to")]
    operations = [
        migrations.AlterField(
            model_name="hit",
            name="last_run",
            field=models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="screening.screeningrun"),
        ),
        migrations.AddField(
            model_name="hit",
            name="runs",
            field=models.ManyToManyField(related_name="hits", to="screening.screeningrun"),
        ),
        migrations.RunPython(link_last_runs, migrations.RunPython.noop),
    ]
