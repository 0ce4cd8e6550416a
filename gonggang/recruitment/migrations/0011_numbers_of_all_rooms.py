"""Numbers of documents are counted below all rooms; what recruitment has counted so far goes on there."""

from django.db import migrations

TAKEN_OVER = """
INSERT INTO regions_numberseries (kind, region_code, year, last)
SELECT kind, region_code, year, last FROM recruitment_numberseries
"""
COUNTED_BY_ALL = """
DROP TRIGGER recruitment_numberseries_guarded ON recruitment_numberseries;
DROP FUNCTION recruitment_series_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0010_what_choosing_refuses"),
        ("regions", "0004_numbers_follow_each_other"),
    ]
    operations = [
        migrations.RunSQL(TAKEN_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTED_BY_ALL, migrations.RunSQL.noop),
        migrations.DeleteModel(name="NumberSeries"),
    ]
