from typing import Any

from django.db import migrations, models

from gonggang.core.sounds import sounds_of_place

_PIECE = 2000


def give_sounds(apps: Any, schema_editor: Any) -> None:
    Region = apps.get_model("regions", "Region")
    piece = []
    for region in Region.objects.only("code", "name").iterator(chunk_size=_PIECE):
        sounds = sounds_of_place(region.name)
        region.name_pinyin, region.name_initials = sounds.pinyin, sounds.initials
        piece.append(region)
        if len(piece) == _PIECE:
            Region.objects.bulk_update(piece, ["name_pinyin", "name_initials"])
            piece = []
    Region.objects.bulk_update(piece, ["name_pinyin", "name_initials"])


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial")]

    operations = [
        migrations.AddField("region", "name_pinyin", models.CharField(db_default="", default="", max_length=200)),
        migrations.AddField("region", "name_initials", models.CharField(db_default="", default="", max_length=60)),
        migrations.RunPython(give_sounds, migrations.RunPython.noop),
        migrations.AddIndex("region", models.Index(fields=["level", "code"], name="regions_by_level")),
    ]
