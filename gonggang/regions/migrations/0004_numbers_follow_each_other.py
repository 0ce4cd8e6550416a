"""Numbers follow each other: no gap, none twice, none given back."""

from django.db import migrations

GUARD = """
CREATE FUNCTION regions_numberseries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last <> OLD.last + 1 OR (NEW.kind, NEW.region_code, NEW.year)
        IS DISTINCT FROM (OLD.kind, OLD.region_code, OLD.year) THEN
        RAISE EXCEPTION '文号一个接一个，不能跳号、倒号' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER regions_numberseries_guarded BEFORE UPDATE OR DELETE ON regions_numberseries
    FOR EACH ROW EXECUTE FUNCTION regions_numberseries_guard();
"""
NO_GUARD = """
DROP TRIGGER regions_numberseries_guarded ON regions_numberseries;
DROP FUNCTION regions_numberseries_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("regions", "0003_number_series")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
