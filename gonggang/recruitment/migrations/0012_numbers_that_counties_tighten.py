"""A county's own numbers: tighter than the wider ones, only ever added, and kept by what is posted and held (6.3)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from gonggang.audit.protection import append_only

LONGER = [
    "announcement_days_min",
    "appraisal_pass_percent",
    "appraisal_quorum_percent",
    "notice_min_days",
    "review_appeal_days",
]
SHORTER = ["joint_review_days", "notification_days", "pre_screening_valid_days", "rural_agreement_months_max"]

GUARDS = """
CREATE FUNCTION recruitment_own_limit(asked text, region bigint, day date) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT value FROM recruitment_countylimit
    WHERE name = asked AND region_code = region / 1000000 * 1000000 AND begins_on <= day
    ORDER BY begins_on DESC LIMIT 1
$$;
CREATE FUNCTION recruitment_notice_limit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.min_days < recruitment_own_limit('notice_min_days', NEW.village_code, NEW.posted_on) THEN
        PERFORM recruitment_refuse('公示的天数少于本县从紧的要求（6.3、6.8）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_publicnotice_county_limit BEFORE INSERT ON recruitment_publicnotice
    FOR EACH ROW EXECUTE FUNCTION recruitment_notice_limit_guard();
CREATE FUNCTION recruitment_minutes_limit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    quorum integer := recruitment_own_limit('appraisal_quorum_percent', NEW.village_code, NEW.held_on);
    needed integer := recruitment_own_limit('appraisal_pass_percent', NEW.village_code, NEW.held_on);
BEGIN
    IF quorum IS NOT NULL AND coalesce(NEW.quorum_percent, 0) < quorum
        OR needed IS NOT NULL AND coalesce(NEW.pass_percent, 0) < needed THEN
        PERFORM recruitment_refuse('评议会的到会或通过比例低于本县从紧的要求（6.3、6.7）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_appraisalmeeting_county_limit BEFORE UPDATE ON recruitment_appraisalmeeting
    FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
    EXECUTE FUNCTION recruitment_minutes_limit_guard();
"""
BACK = """
DROP TRIGGER recruitment_appraisalmeeting_county_limit ON recruitment_appraisalmeeting;
DROP FUNCTION recruitment_minutes_limit_guard();
DROP TRIGGER recruitment_publicnotice_county_limit ON recruitment_publicnotice;
DROP FUNCTION recruitment_notice_limit_guard();
DROP FUNCTION recruitment_own_limit(text, bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0011_numbers_of_all_rooms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CountyLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region_code", models.BigIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("value", models.IntegerField()),
                ("base_value", models.IntegerField(null=True)),
                ("begins_on", models.DateField()),
                ("reason", models.CharField(max_length=400)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="countylimit",
            constraint=models.UniqueConstraint(
                fields=("region_code", "name", "begins_on"), name="one_limit_a_county_a_name_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="countylimit",
            constraint=models.CheckConstraint(
                name="a_county_only_tightens",
                condition=(
                    Q(name__in=LONGER) & (Q(base_value=None) | Q(value__gt=F("base_value")))
                    | Q(name__in=SHORTER) & (Q(base_value=None) | Q(value__lt=F("base_value")))
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="countylimit",
            constraint=models.CheckConstraint(
                name="a_limit_is_a_number_with_a_reason", condition=Q(value__gte=0) & ~Q(reason="")
            ),
        ),
        append_only("recruitment_countylimit", "县里从紧的要求只能加新的一行，不能改也不能删（6.3）"),
        migrations.RunSQL(GUARDS, BACK),
    ]
