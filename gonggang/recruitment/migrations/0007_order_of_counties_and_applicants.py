"""What the tables refuse besides: a county's procedure that drops a stage, an applicant in post, a stage of tomorrow."""

from django.db import migrations

from gonggang.audit.protection import append_only

GUARDS = """
CREATE FUNCTION recruitment_declared_order(base text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE base
        WHEN 'ordinary' THEN ARRAY['announcement', 'application', 'democratic_appraisal', 'public_notice',
            'county_approval', 'agreement', 'induction_training', 'onboarding']
        WHEN 'filed' THEN ARRAY['announcement', 'kinship_declaration', 'application', 'democratic_appraisal',
            'public_notice', 'township_study', 'county_filing', 'county_approval', 'agreement',
            'induction_training', 'onboarding']
    END
$$;

CREATE FUNCTION recruitment_keep_order(asked text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    declared text[];
    kept text[];
    stages int;
    last int;
    loose int;
BEGIN
    SELECT recruitment_declared_order(base) INTO declared FROM recruitment_declaredprocedure WHERE code = asked;
    SELECT array_agg(stage::text ORDER BY position) FILTER (WHERE stage = ANY (declared)), count(*), max(position),
           count(*) FILTER (WHERE stage <> ALL (declared) AND proof <> 'note')
        INTO kept, stages, last, loose
        FROM recruitment_declaredstage WHERE procedure_id = asked;
    IF kept IS DISTINCT FROM declared THEN
        PERFORM recruitment_refuse('省里定的环节一个不能少，先后不能变，只能在中间增加（6.3）');
    END IF;
    IF stages <> last THEN
        PERFORM recruitment_refuse('程序的环节要从 1 起连着编号（6.3）');
    END IF;
    IF loose > 0 THEN
        PERFORM recruitment_refuse('县里增加的环节以写明情况为凭（6.3）');
    END IF;
END $$;

CREATE FUNCTION recruitment_procedure_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recruitment_keep_order(NEW.code);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recruitment_declaredprocedure_kept AFTER INSERT ON recruitment_declaredprocedure
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recruitment_procedure_kept();

CREATE FUNCTION recruitment_declared_stage_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recruitment_keep_order(NEW.procedure_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recruitment_declaredstage_kept AFTER INSERT ON recruitment_declaredstage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recruitment_declared_stage_kept();

CREATE FUNCTION recruitment_declared_stage_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM recruitment_application WHERE procedure_id = NEW.procedure_id) THEN
        PERFORM recruitment_refuse('已经有人在走的程序不能加环节，要加就另立一版（6.3）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_declaredstage_guarded BEFORE INSERT ON recruitment_declaredstage
    FOR EACH ROW EXECUTE FUNCTION recruitment_declared_stage_guard();

CREATE FUNCTION recruitment_stage_of_tomorrow_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.completed_on > (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        PERFORM recruitment_refuse('环节的日期还没有到，要填实际办理的日期（6.2）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_completedstage_dated BEFORE INSERT ON recruitment_completedstage
    FOR EACH ROW EXECUTE FUNCTION recruitment_stage_of_tomorrow_guard();

-- Two applications of one person lock the person first, so that neither slips past the other.
CREATE FUNCTION recruitment_applicant_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE announced recruitment_round%ROWTYPE;
BEGIN
    PERFORM 1 FROM people_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    SELECT * INTO announced FROM recruitment_round WHERE id = NEW.round_id FOR SHARE;
    IF announced.published_on IS NULL OR announced.withdrawn_on IS NOT NULL THEN
        PERFORM recruitment_refuse('公告没有发布或已经撤回，不能报名（6.1）');
    END IF;
    IF NEW.applied_on < announced.applications_begin_on OR NEW.applied_on > announced.applications_end_on THEN
        PERFORM recruitment_refuse('报名日期不在公告的报名起止日之内（6.1）');
    END IF;
    IF EXISTS (SELECT FROM placements_placement p WHERE p.person_id = NEW.person_id AND p.contested_why IS NULL
               AND p.during && daterange(NEW.applied_on, NULL)) THEN
        PERFORM recruitment_refuse('这个人已在公益性岗位，不能报名（5.6）');
    END IF;
    IF (SELECT count(*) FROM placements_placement p WHERE p.person_id = NEW.person_id
            AND p.contested_why IS NULL) >= 2 THEN
        PERFORM recruitment_refuse('这个人已经安置过两次，不能第三次安置（19.6）');
    END IF;
    IF EXISTS (SELECT FROM recruitment_application a WHERE a.person_id = NEW.person_id AND a.id <> NEW.id
            AND a.round_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM recruitment_closing c WHERE c.application_id = a.id)
            AND NOT EXISTS (SELECT FROM recruitment_completedstage s
                            WHERE s.application_id = a.id AND s.stage = 'onboarding')) THEN
        PERFORM recruitment_refuse('这个人还有一份报名没有办结，不能同时报两份（5.6）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_application_applicant BEFORE INSERT ON recruitment_application
    FOR EACH ROW WHEN (NEW.round_id IS NOT NULL) EXECUTE FUNCTION recruitment_applicant_guard();
CREATE TRIGGER recruitment_application_applicant_taken_up BEFORE UPDATE ON recruitment_application
    FOR EACH ROW WHEN (NEW.round_id IS NOT NULL AND (
        OLD.round_id IS DISTINCT FROM NEW.round_id OR OLD.person_id IS DISTINCT FROM NEW.person_id
        OR OLD.applied_on IS DISTINCT FROM NEW.applied_on))
    EXECUTE FUNCTION recruitment_applicant_guard();

CREATE FUNCTION recruitment_return_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.answered_on IS NOT NULL
        OR (to_jsonb(NEW) - 'answered_on') IS DISTINCT FROM (to_jsonb(OLD) - 'answered_on') THEN
        PERFORM recruitment_refuse('退回补正只增不改，只能登记补齐的日期（5.6）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_return_guarded BEFORE UPDATE OR DELETE ON recruitment_return
    FOR EACH ROW EXECUTE FUNCTION recruitment_return_guard();

CREATE FUNCTION recruitment_finding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.outcome IS NOT NULL
        OR (to_jsonb(NEW) - 'outcome' - 'note' - 'found_on' - 'officer_id')
            IS DISTINCT FROM (to_jsonb(OLD) - 'outcome' - 'note' - 'found_on' - 'officer_id') THEN
        PERFORM recruitment_refuse('抽中的名单不能改，结果登记一次就不能改（6.4）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_spotcheckitem_guarded BEFORE UPDATE OR DELETE ON recruitment_spotcheckitem
    FOR EACH ROW EXECUTE FUNCTION recruitment_finding_guard();
"""
NO_GUARDS = """
DROP TRIGGER recruitment_spotcheckitem_guarded ON recruitment_spotcheckitem;
DROP FUNCTION recruitment_finding_guard();
DROP TRIGGER recruitment_return_guarded ON recruitment_return;
DROP FUNCTION recruitment_return_guard();
DROP TRIGGER recruitment_application_applicant ON recruitment_application;
DROP TRIGGER recruitment_application_applicant_taken_up ON recruitment_application;
DROP FUNCTION recruitment_applicant_guard();
DROP TRIGGER recruitment_completedstage_dated ON recruitment_completedstage;
DROP FUNCTION recruitment_stage_of_tomorrow_guard();
DROP TRIGGER recruitment_declaredstage_guarded ON recruitment_declaredstage;
DROP FUNCTION recruitment_declared_stage_guard();
DROP TRIGGER recruitment_declaredstage_kept ON recruitment_declaredstage;
DROP FUNCTION recruitment_declared_stage_kept();
DROP TRIGGER recruitment_declaredprocedure_kept ON recruitment_declaredprocedure;
DROP FUNCTION recruitment_procedure_kept();
DROP FUNCTION recruitment_keep_order(text);
DROP FUNCTION recruitment_declared_order(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0006_procedures_of_counties"),
        ("placements", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(GUARDS, NO_GUARDS),
        append_only("recruitment_spotcheck", "抽查的记录只增不改"),
    ]
