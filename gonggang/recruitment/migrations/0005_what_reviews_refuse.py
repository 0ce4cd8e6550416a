"""Reviews, answers, notices, objections and relatives: what the tables refuse besides the order of stages.

`notice_that_has_ended` tied the stage to the last day of the notice. Somebody whose objection is settled only after
that day could then never be finished, or only with a day on which the objection was still open. The key gives way to
a trigger that is no weaker: the notice must have ended, and the stage is finished on that day or on the day on which
the result of the last objection was published, whichever is later (clauses 6.8, 6.9).
"""

from django.db import migrations

from gonggang.audit.protection import append_only

KEYS = """
ALTER TABLE recruitment_completedstage DROP CONSTRAINT notice_that_has_ended;
"""
NO_KEYS = """
ALTER TABLE recruitment_completedstage ADD CONSTRAINT notice_that_has_ended
    FOREIGN KEY (notice_id, completed_on) REFERENCES recruitment_publicnotice (id, ended_on);
"""

REVIEWS = """
CREATE FUNCTION recruitment_review_basis_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE answer record; appealed date;
BEGIN
    PERFORM 1 FROM recruitment_application WHERE id = NEW.application_id FOR UPDATE;
    IF EXISTS (SELECT FROM recruitment_closing WHERE application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('这份报名已经办结，不能再审核');
    END IF;
    IF EXISTS (SELECT FROM recruitment_return
               WHERE application_id = NEW.application_id AND answered_on IS NULL) THEN
        PERFORM recruitment_refuse('报名材料退回补正中，补齐以前不能审核（5.6）');
    END IF;
    IF NEW.passed AND EXISTS (
        SELECT FROM recruitment_prescreening p, jsonb_array_elements(p.hits) hit
        WHERE p.id = NEW.screening_id AND hit->>'level' = 'BLOCK' AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.checklist) said
            WHERE said->>'hit' = hit->>'check' AND said->>'outcome' IN ('false_alarm', 'data_error')
                AND COALESCE(said->>'note', '') <> '')) THEN
        PERFORM recruitment_refuse('比对命中拦截的项，没有写明核实为误报或数据有误，不能通过（5.2、7.2）');
    END IF;
    IF NEW.attempt > 1 THEN
        SELECT a.received_on INTO appealed FROM recruitment_review r
            JOIN recruitment_notification n ON n.review_id = r.id
            JOIN recruitment_appeal a ON a.notification_id = n.id
            WHERE r.application_id = NEW.application_id AND r.level = NEW.level AND r.attempt = NEW.attempt - 1
                AND NOT r.passed;
        IF appealed IS NULL OR appealed > NEW.reviewed_on THEN
            PERFORM recruitment_refuse('没有收到本人的申诉，不能再审一次（5.6）');
        END IF;
        IF EXISTS (SELECT FROM recruitment_review WHERE application_id = NEW.application_id
                   AND officer_id = NEW.officer_id) THEN
            PERFORM recruitment_refuse('申诉后的审核要换人办，审过这份报名的人不能再审（5.1、5.6）');
        END IF;
    END IF;
    IF NEW.level = 'second' THEN
        IF EXISTS (SELECT FROM recruitment_review r JOIN recruitment_review f ON f.id = NEW.first_id
                   WHERE r.application_id = NEW.application_id AND r.level = 'first' AND r.attempt > f.attempt) THEN
            PERFORM recruitment_refuse('复审要接着最后一次初审（5.1）');
        END IF;
        IF EXISTS (SELECT FROM recruitment_review WHERE application_id = NEW.application_id
                   AND level = 'first' AND officer_id = NEW.officer_id) THEN
            PERFORM recruitment_refuse('同一人不能既初审又复审（5.1）');
        END IF;
    END IF;
    IF NEW.level = 'second' AND NEW.passed THEN
        FOR answer IN
            SELECT DISTINCT ON (j.department) a.verdict, j.silence_means, j.due_on
            FROM recruitment_jointreviewanswer a JOIN recruitment_jointreview j ON j.id = a.joint_review_id
            WHERE a.application_id = NEW.application_id ORDER BY j.department, j.id DESC
        LOOP
            IF answer.verdict IS NULL AND answer.silence_means = 'ask_again' THEN
                PERFORM recruitment_refuse('联审还有部门没有答复，事先写明不答复就再问，不能通过复审（5.3）');
            END IF;
            IF answer.verdict IS NULL AND answer.due_on >= NEW.reviewed_on THEN
                PERFORM recruitment_refuse('联审还有部门没有答复，期限还没有到，不能通过复审（5.3）');
            END IF;
            IF answer.verdict IS DISTINCT FROM 'fits' AND answer.verdict IS DISTINCT FROM 'no_data'
                AND NEW.reason = '' THEN
                PERFORM recruitment_refuse('联审有部门没有答复或答复不符，通过复审要写明理由（5.3、5.4）');
            END IF;
        END LOOP;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_review_rests_on BEFORE INSERT ON recruitment_review
    FOR EACH ROW EXECUTE FUNCTION recruitment_review_basis_guard();

CREATE FUNCTION recruitment_told_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'recruitment_review' AND NOT EXISTS (
        SELECT FROM recruitment_notification
        WHERE review_id = NEW.id AND application_id = NEW.application_id AND issued_on >= NEW.reviewed_on) THEN
        PERFORM recruitment_refuse('审核没有通过，要同时作出告知书（5.5）');
    ELSIF TG_TABLE_NAME = 'recruitment_objection' AND NOT EXISTS (
        SELECT FROM recruitment_notification
        WHERE objection_id = NEW.id AND application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('异议成立，要同时作出告知书（5.5、6.9）');
    ELSIF TG_TABLE_NAME = 'recruitment_filing' AND NOT EXISTS (
        SELECT FROM recruitment_notification
        WHERE filing_id = NEW.id AND application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('备案没有同意，要同时作出告知书（5.5、9.2）');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recruitment_review_told AFTER INSERT ON recruitment_review
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT NEW.passed) EXECUTE FUNCTION recruitment_told_guard();
CREATE CONSTRAINT TRIGGER recruitment_objection_told AFTER UPDATE ON recruitment_objection
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.upheld) EXECUTE FUNCTION recruitment_told_guard();
CREATE CONSTRAINT TRIGGER recruitment_filing_told AFTER INSERT ON recruitment_filing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT NEW.agreed) EXECUTE FUNCTION recruitment_told_guard();

CREATE FUNCTION recruitment_delivery_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.delivered_on < (SELECT issued_on FROM recruitment_notification WHERE id = NEW.notification_id) THEN
        PERFORM recruitment_refuse('送达不能早于作出告知书的那一天（5.5）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_delivery_guarded BEFORE INSERT ON recruitment_delivery
    FOR EACH ROW EXECUTE FUNCTION recruitment_delivery_guard();

CREATE FUNCTION recruitment_appeal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recruitment_application WHERE id = NEW.application_id FOR UPDATE;
    IF EXISTS (SELECT FROM recruitment_closing WHERE application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('这份报名已经办结，不能再受理申诉');
    END IF;
    IF NOT EXISTS (SELECT FROM recruitment_notification WHERE id = NEW.notification_id
                   AND application_id = NEW.application_id AND issued_on <= NEW.received_on) THEN
        PERFORM recruitment_refuse('申诉要针对本人收到的告知书，不能早于告知书（5.6）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_appeal_guarded BEFORE INSERT ON recruitment_appeal
    FOR EACH ROW EXECUTE FUNCTION recruitment_appeal_guard();

CREATE FUNCTION recruitment_answer_day_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.answered_on < (SELECT sent_on FROM recruitment_jointreview WHERE id = NEW.joint_review_id) THEN
        PERFORM recruitment_refuse('联审的答复不能早于送审的那一天（5.3）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_jointreviewanswer_day BEFORE INSERT OR UPDATE ON recruitment_jointreviewanswer
    FOR EACH ROW EXECUTE FUNCTION recruitment_answer_day_guard();

CREATE FUNCTION recruitment_series_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last <> OLD.last + 1 OR (NEW.kind, NEW.region_code, NEW.year)
        IS DISTINCT FROM (OLD.kind, OLD.region_code, OLD.year) THEN
        PERFORM recruitment_refuse('文号一个接一个，不能跳号、倒号');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_numberseries_guarded BEFORE UPDATE OR DELETE ON recruitment_numberseries
    FOR EACH ROW EXECUTE FUNCTION recruitment_series_guard();
"""
NO_REVIEWS = """
DROP TRIGGER recruitment_numberseries_guarded ON recruitment_numberseries;
DROP FUNCTION recruitment_series_guard();
DROP TRIGGER recruitment_jointreviewanswer_day ON recruitment_jointreviewanswer;
DROP FUNCTION recruitment_answer_day_guard();
DROP TRIGGER recruitment_appeal_guarded ON recruitment_appeal;
DROP FUNCTION recruitment_appeal_guard();
DROP TRIGGER recruitment_delivery_guarded ON recruitment_delivery;
DROP FUNCTION recruitment_delivery_guard();
DROP TRIGGER recruitment_filing_told ON recruitment_filing;
DROP TRIGGER recruitment_objection_told ON recruitment_objection;
DROP TRIGGER recruitment_review_told ON recruitment_review;
DROP FUNCTION recruitment_told_guard();
DROP TRIGGER recruitment_review_rests_on ON recruitment_review;
DROP FUNCTION recruitment_review_basis_guard();
"""

NOTICES = """
CREATE FUNCTION recruitment_stage_day_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ended date; settled date; base text; village bigint;
BEGIN
    SELECT p.base, a.village_code INTO base, village FROM recruitment_declaredprocedure p
        JOIN recruitment_application a ON a.procedure_id = p.code WHERE a.id = NEW.application_id;
    IF base = 'ordinary' AND NEW.stage <> 'announcement' AND EXISTS (
        SELECT FROM recruitment_declaredkin WHERE application_id = NEW.application_id AND must_be_filed) THEN
        PERFORM recruitment_refuse('申报了要备案的亲属，按亲属备案程序办，不能走一般程序（9.2）');
    END IF;
    IF NEW.notice_id IS NOT NULL THEN
        SELECT ended_on INTO ended FROM recruitment_publicnotice WHERE id = NEW.notice_id FOR SHARE;
        IF ended IS NULL THEN
            PERFORM recruitment_refuse('公示还没有结束，不能办结审核公示（6.8）');
        END IF;
        SELECT max(result_published_on) INTO settled FROM recruitment_objection
            WHERE application_id = NEW.application_id;
        IF NEW.completed_on IS DISTINCT FROM GREATEST(ended, settled) THEN
            PERFORM recruitment_refuse(
                '审核公示办结在公示结束那一天；有过异议的，办结在公示结束和公布结果中晚的那一天（6.8、6.9）');
        END IF;
    END IF;
    IF NEW.study_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM recruitment_townshipstudy WHERE id = NEW.study_id AND held_on = NEW.completed_on
            AND township_code = village / 1000 * 1000) THEN
        PERFORM recruitment_refuse('乡镇研究要是本人所在乡镇的会议，日期是开会那一天（9.2）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_completedstage_on_its_day BEFORE INSERT ON recruitment_completedstage
    FOR EACH ROW EXECUTE FUNCTION recruitment_stage_day_guard();

CREATE FUNCTION recruitment_notice_days_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.earliest_end_on < NEW.posted_on + (NEW.min_days - 1) THEN
        PERFORM recruitment_refuse('公示最早结束的日期比规定的天数还短（6.8）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_publicnotice_days BEFORE INSERT ON recruitment_publicnotice
    FOR EACH ROW EXECUTE FUNCTION recruitment_notice_days_guard();

CREATE FUNCTION recruitment_objection_late_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recruitment_application WHERE id = NEW.application_id FOR UPDATE;
    IF EXISTS (SELECT FROM recruitment_completedstage
               WHERE application_id = NEW.application_id AND stage = 'county_approval') THEN
        PERFORM recruitment_refuse('已经县级审批，收到的意见按投诉举报办理（6.9）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_objection_in_time BEFORE INSERT ON recruitment_objection
    FOR EACH ROW EXECUTE FUNCTION recruitment_objection_late_guard();

CREATE FUNCTION recruitment_kin_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.declared_on > (SELECT applied_on FROM recruitment_application WHERE id = NEW.application_id) THEN
        PERFORM recruitment_refuse('亲属情况说明要在报名以前（9.1）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_declaredkin_guarded BEFORE INSERT ON recruitment_declaredkin
    FOR EACH ROW EXECUTE FUNCTION recruitment_kin_guard();
"""
NO_NOTICES = """
DROP TRIGGER recruitment_declaredkin_guarded ON recruitment_declaredkin;
DROP FUNCTION recruitment_kin_guard();
DROP TRIGGER recruitment_objection_in_time ON recruitment_objection;
DROP FUNCTION recruitment_objection_late_guard();
DROP TRIGGER recruitment_publicnotice_days ON recruitment_publicnotice;
DROP FUNCTION recruitment_notice_days_guard();
DROP TRIGGER recruitment_completedstage_on_its_day ON recruitment_completedstage;
DROP FUNCTION recruitment_stage_day_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0004_review_tables")]
    operations = [
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(REVIEWS, NO_REVIEWS),
        migrations.RunSQL(NOTICES, NO_NOTICES),
        append_only("recruitment_appeal", "申诉记录只增不改"),
    ]
