"""The quotas below a place are together the quota of that place, at the end of every transaction."""

from django.db import migrations

ADD_UP = """
CREATE FUNCTION campaign_quota_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_year smallint := CASE WHEN TG_OP = 'DELETE' THEN OLD.year ELSE NEW.year END;
    place bigint;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        CASE WHEN TG_OP = 'DELETE' THEN OLD.parent_code ELSE NEW.parent_code END,
        CASE WHEN TG_OP = 'DELETE' THEN OLD.region_code ELSE NEW.region_code END]
    LOOP
        IF EXISTS (
            SELECT FROM campaign_quota above
            JOIN (SELECT COALESCE(SUM(urban), 0) AS urban, COALESCE(SUM(rural), 0) AS rural, COUNT(*) AS places
                  FROM campaign_quota WHERE year = of_year AND parent_code = place) below ON TRUE
            WHERE above.year = of_year AND above.region_code = place AND below.places > 0
                AND (COALESCE(above.urban, 0), COALESCE(above.rural, 0)) <> (below.urban, below.rural)) THEN
            RAISE EXCEPTION '本级计划与下级合计不等（1.5）' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER campaign_quota_levels_add_up
    AFTER INSERT OR DELETE OR UPDATE OF urban, rural, parent_code ON campaign_quota
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION campaign_quota_adds_up();
"""
NO_ADD_UP = """
DROP TRIGGER campaign_quota_levels_add_up ON campaign_quota;
DROP FUNCTION campaign_quota_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [("campaign", "0001_initial")]
    operations = [migrations.RunSQL(ADD_UP, NO_ADD_UP)]
