"""The guard that wants a notification with every refusal asks each table for its own columns only."""

from django.db import migrations

TOLD = """
CREATE OR REPLACE FUNCTION recruitment_told_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'recruitment_review' THEN
        IF NOT EXISTS (SELECT FROM recruitment_notification WHERE review_id = NEW.id
                       AND application_id = NEW.application_id AND issued_on >= NEW.reviewed_on) THEN
            PERFORM recruitment_refuse('审核没有通过，要同时作出告知书（5.5）');
        END IF;
    ELSIF TG_TABLE_NAME = 'recruitment_objection' THEN
        IF NOT EXISTS (SELECT FROM recruitment_notification WHERE objection_id = NEW.id
                       AND application_id = NEW.application_id) THEN
            PERFORM recruitment_refuse('异议成立，要同时作出告知书（5.5、6.9）');
        END IF;
    ELSIF NOT EXISTS (SELECT FROM recruitment_notification WHERE filing_id = NEW.id
                      AND application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('备案没有同意，要同时作出告知书（5.5、9.2）');
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0007_order_of_counties_and_applicants")]
    operations = [migrations.RunSQL(TOLD, migrations.RunSQL.noop)]
