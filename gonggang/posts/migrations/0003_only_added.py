"""Versions, opinions, assessments and a township's report of its sorting-out are only ever added."""

from django.db import migrations

from gonggang.audit.protection import append_only


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_developed_posts")]
    operations = [
        append_only("posts_postversion", "岗位的版本只增不改"),
        append_only("posts_industryopinion", "部门意见只增不改"),
        append_only("posts_assessment", "岗位评估只增不改"),
        append_only("posts_sortingprogress", "梳理进度只增不改"),
    ]
