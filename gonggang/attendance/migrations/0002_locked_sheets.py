"""A locked sheet is not changed: its rows are neither added, changed nor removed, and it is not removed itself."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql="""
            CREATE FUNCTION attendance_refuse_locked_row() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT FROM attendance_monthsheet s
                           WHERE s.id = (CASE TG_OP WHEN 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END)
                             AND s.locked_at IS NOT NULL) THEN
                    RAISE EXCEPTION '考勤表已锁定，不能增、改、删' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END $$;
            CREATE TRIGGER attendance_locked_rows BEFORE INSERT OR UPDATE OR DELETE ON attendance_attendancerow
                FOR EACH ROW EXECUTE FUNCTION attendance_refuse_locked_row();
            CREATE FUNCTION attendance_refuse_locked_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.locked_at IS NOT NULL THEN
                    RAISE EXCEPTION '考勤表已锁定，不能删除' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN OLD;
            END $$;
            CREATE TRIGGER attendance_locked_sheets BEFORE DELETE ON attendance_monthsheet
                FOR EACH ROW EXECUTE FUNCTION attendance_refuse_locked_sheet();
            """,
            reverse_sql="""
            DROP TRIGGER attendance_locked_rows ON attendance_attendancerow;
            DROP TRIGGER attendance_locked_sheets ON attendance_monthsheet;
            DROP FUNCTION attendance_refuse_locked_row();
            DROP FUNCTION attendance_refuse_locked_sheet();
            """,
        )
    ]
