from django.db import migrations

NOTED = """
CREATE FUNCTION reporting_note_procedure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM reporting_proceduredoubt WHERE placement_id = OLD.placement_id;
        DELETE FROM reporting_proceduretojudge WHERE placement_id = OLD.placement_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO reporting_proceduretojudge (placement_id, village_code)
        VALUES (NEW.placement_id, NEW.village_code) ON CONFLICT (placement_id) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER procedure_to_judge AFTER INSERT OR UPDATE OR DELETE ON recruitment_importedprocedure
FOR EACH ROW EXECUTE FUNCTION reporting_note_procedure();
"""
ALL = """
CREATE FUNCTION reporting_judge_all() RETURNS void LANGUAGE sql AS $$
    INSERT INTO reporting_proceduretojudge (placement_id, village_code)
    SELECT placement_id, village_code FROM recruitment_importedprocedure ON CONFLICT (placement_id) DO NOTHING;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_worked_out"), ("recruitment", "0001_initial")]

    operations = [
        migrations.RunSQL(
            NOTED,
            "DROP TRIGGER procedure_to_judge ON recruitment_importedprocedure; DROP FUNCTION reporting_note_procedure();",
        ),
        migrations.RunSQL(ALL, "DROP FUNCTION reporting_judge_all();"),
    ]
