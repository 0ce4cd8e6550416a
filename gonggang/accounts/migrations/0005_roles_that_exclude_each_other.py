"""The database itself refuses two roles to one person that may not meet, and any change of a hand-over's receipt.

The pairs are those of `roles.INCOMPATIBLE`; a test asks this function for every pair and compares.
"""

from django.db import migrations

EXCLUDE = """
CREATE FUNCTION accounts_roles_exclude(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT one <> other AND (
        one IN ('system_admin', 'security_admin', 'audit_admin')
        OR other IN ('system_admin', 'security_admin', 'audit_admin')
        OR (one IN ('discipline_inspector', 'auditor')) <> (other IN ('discipline_inspector', 'auditor'))
        OR (one = 'county_finance' AND other IN ('county_approver', 'county_officer'))
        OR (other = 'county_finance' AND one IN ('county_approver', 'county_officer'))
        OR (one = 'county_approver'
            AND other IN ('county_officer', 'township_officer', 'village_clerk', 'employer_clerk'))
        OR (other = 'county_approver'
            AND one IN ('county_officer', 'township_officer', 'village_clerk', 'employer_clerk'))
    )
$$;
CREATE FUNCTION accounts_rolegrant_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held text;
BEGIN
    -- Two grants to one officer at the same moment wait for each other here.
    PERFORM 1 FROM accounts_officer WHERE id = NEW.officer_id FOR NO KEY UPDATE;
    SELECT role INTO held FROM accounts_rolegrant
    WHERE officer_id = NEW.officer_id AND id IS DISTINCT FROM NEW.id
        AND daterange(begins_on, ends_on) && daterange(NEW.begins_on, NEW.ends_on)
        AND accounts_roles_exclude(role, NEW.role)
    LIMIT 1;
    IF held IS NOT NULL THEN
        RAISE EXCEPTION 'roles % and % may not be held by one officer', held, NEW.role
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'roles_exclude_each_other';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_rolegrant_roles BEFORE INSERT OR UPDATE ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION accounts_rolegrant_refuse();
CREATE FUNCTION accounts_handover_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a receipt of a hand-over is never changed'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER accounts_handover_append_only BEFORE UPDATE OR DELETE ON accounts_handover
    FOR EACH ROW EXECUTE FUNCTION accounts_handover_refuse_change();
"""
BACK = """
DROP TRIGGER accounts_handover_append_only ON accounts_handover;
DROP FUNCTION accounts_handover_refuse_change();
DROP TRIGGER accounts_rolegrant_roles ON accounts_rolegrant;
DROP FUNCTION accounts_rolegrant_refuse();
DROP FUNCTION accounts_roles_exclude(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_posts_notices_and_versions")]

    operations = [migrations.RunSQL(sql=EXCLUDE, reverse_sql=BACK)]
