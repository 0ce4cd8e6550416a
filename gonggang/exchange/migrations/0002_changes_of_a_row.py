"""Which imports changed a row is asked for each dossier."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [
        migrations.AddIndex(
            "importchange", models.Index(fields=["table", "row_id"], name="exchange_change_of_a_row")
        )
    ]
