"""What happened and what was found is only ever added; a conclusion stands until somebody reopens the case."""

from django.db import migrations

from gonggang.audit.protection import append_only

GUARD = """
CREATE FUNCTION casework_case_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '案件只增不删' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.kind, NEW.subject, NEW.opened_at, NEW.opened_on, NEW.first_handler_code)
        IS DISTINCT FROM (OLD.kind, OLD.subject, OLD.opened_at, OLD.opened_on, OLD.first_handler_code) THEN
        RAISE EXCEPTION '案件的来由和首办单位不能改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'concluded' AND NEW.status NOT IN ('concluded', 'reopened') THEN
        RAISE EXCEPTION '已了结的案件只能写明理由重新核实' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'concluded' AND NEW.status = 'concluded'
        AND (NEW.outcome, NEW.reason, NEW.concluded_by_id, NEW.concluded_at)
        IS DISTINCT FROM (OLD.outcome, OLD.reason, OLD.concluded_by_id, OLD.concluded_at) THEN
        RAISE EXCEPTION '案件的结论不能改，只能重新核实' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.version < OLD.version THEN
        RAISE EXCEPTION '案件的版本只能向前' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_case_guarded BEFORE UPDATE OR DELETE ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_case_guard();
"""
NO_GUARD = """
DROP TRIGGER casework_case_guarded ON casework_case;
DROP FUNCTION casework_case_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [
        migrations.RunSQL(GUARD, NO_GUARD),
        append_only("casework_caseevent", "案件的经过只增不改"),
        append_only("casework_evidence", "案件的证据只增不改"),
    ]
