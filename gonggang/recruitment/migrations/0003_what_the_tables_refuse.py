"""What no officer and no program can do: skip, back-date, borrow or rewrite a stage, or pass an open objection."""

from django.db import migrations

from gonggang.audit.protection import append_only

ADDED_ONLY = {
    "recruitment_completedstage": "办结的环节只增不改",
    "recruitment_declaredprocedure": "程序的版本只增不改",
    "recruitment_declaredstage": "程序的环节只增不改",
    "recruitment_material": "报名材料只增不改",
    "recruitment_notification": "告知书只增不改",
    "recruitment_delivery": "送达记录只增不改",
    "recruitment_closing": "办结记录只增不改",
    "recruitment_prescreening": "比对快照只增不改",
    "recruitment_review": "审核意见只增不改",
    "recruitment_noticeentry": "公示名单只增不改",
    "recruitment_jointreview": "联审任务只增不改",
    "recruitment_filing": "备案意见只增不改",
    "recruitment_townshipstudy": "会议纪要只增不改",
    "recruitment_agreement": "协议只增不改",
    "recruitment_trainingrecord": "培训记录只增不改",
    "recruitment_meetingphoto": "评议照片只增不改",
    "recruitment_ranking": "排序只增不改",
    "recruitment_rankedapplication": "排序只增不改",
    "recruitment_declaredkin": "亲属情况说明只增不改",
}

# What each composite foreign key points at must be unique as a whole.
KEYS = """
ALTER TABLE recruitment_declaredstage
    ADD CONSTRAINT declared_stage_key UNIQUE (procedure_id, position, stage);
ALTER TABLE recruitment_application ADD CONSTRAINT application_and_procedure UNIQUE (id, procedure_id);
ALTER TABLE recruitment_appraisalvote ADD CONSTRAINT vote_and_application UNIQUE (id, application_id);
ALTER TABLE recruitment_filing ADD CONSTRAINT filing_and_application UNIQUE (id, application_id);
ALTER TABLE recruitment_agreement ADD CONSTRAINT agreement_and_application UNIQUE (id, application_id);
ALTER TABLE recruitment_noticeentry ADD CONSTRAINT entry_and_application UNIQUE (id, application_id);
ALTER TABLE recruitment_review
    ADD CONSTRAINT review_and_its_hand UNIQUE (id, application_id, officer_id, passed);

ALTER TABLE recruitment_completedstage
    ADD CONSTRAINT stage_follows_the_one_before
        FOREIGN KEY (application_id, previous_position, previous_completed_on)
        REFERENCES recruitment_completedstage (application_id, position, completed_on),
    ADD CONSTRAINT stage_is_declared
        FOREIGN KEY (procedure_id, position, stage)
        REFERENCES recruitment_declaredstage (procedure_id, position, stage),
    ADD CONSTRAINT stage_of_the_procedure_of_its_application
        FOREIGN KEY (application_id, procedure_id) REFERENCES recruitment_application (id, procedure_id),
    ADD CONSTRAINT vote_of_the_same_application
        FOREIGN KEY (vote_id, application_id) REFERENCES recruitment_appraisalvote (id, application_id),
    ADD CONSTRAINT filing_of_the_same_application
        FOREIGN KEY (filing_id, application_id) REFERENCES recruitment_filing (id, application_id),
    ADD CONSTRAINT agreement_of_the_same_application
        FOREIGN KEY (agreement_id, application_id) REFERENCES recruitment_agreement (id, application_id),
    ADD CONSTRAINT notice_that_has_ended
        FOREIGN KEY (notice_id, completed_on) REFERENCES recruitment_publicnotice (id, ended_on),
    ADD CONSTRAINT on_the_notice
        FOREIGN KEY (notice_id, application_id)
        REFERENCES recruitment_noticeentry (notice_id, application_id);
ALTER TABLE recruitment_review
    ADD CONSTRAINT first_review_of_the_same_application
        FOREIGN KEY (first_id, application_id, first_officer_id, first_passed)
        REFERENCES recruitment_review (id, application_id, officer_id, passed);
ALTER TABLE recruitment_objection
    ADD CONSTRAINT objection_to_somebody_on_the_notice
        FOREIGN KEY (entry_id, application_id) REFERENCES recruitment_noticeentry (id, application_id);
"""
NO_KEYS = """
ALTER TABLE recruitment_objection DROP CONSTRAINT objection_to_somebody_on_the_notice;
ALTER TABLE recruitment_review DROP CONSTRAINT first_review_of_the_same_application;
ALTER TABLE recruitment_completedstage
    DROP CONSTRAINT on_the_notice, DROP CONSTRAINT notice_that_has_ended,
    DROP CONSTRAINT agreement_of_the_same_application, DROP CONSTRAINT filing_of_the_same_application,
    DROP CONSTRAINT vote_of_the_same_application, DROP CONSTRAINT stage_of_the_procedure_of_its_application,
    DROP CONSTRAINT stage_is_declared, DROP CONSTRAINT stage_follows_the_one_before;
ALTER TABLE recruitment_review DROP CONSTRAINT review_and_its_hand;
ALTER TABLE recruitment_noticeentry DROP CONSTRAINT entry_and_application;
ALTER TABLE recruitment_agreement DROP CONSTRAINT agreement_and_application;
ALTER TABLE recruitment_filing DROP CONSTRAINT filing_and_application;
ALTER TABLE recruitment_appraisalvote DROP CONSTRAINT vote_and_application;
ALTER TABLE recruitment_application DROP CONSTRAINT application_and_procedure;
ALTER TABLE recruitment_declaredstage DROP CONSTRAINT declared_stage_key;
"""

# An objection and a stage both lock the application first, so that neither slips past the other.
GUARDS = """
CREATE FUNCTION recruitment_refuse(sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', sentence USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE FUNCTION recruitment_stage_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked recruitment_application%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM recruitment_application WHERE id = NEW.application_id FOR UPDATE;
    IF EXISTS (SELECT FROM recruitment_closing WHERE application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('这份报名已经办结，不能再办环节');
    END IF;
    IF EXISTS (SELECT FROM recruitment_objection
               WHERE application_id = NEW.application_id AND result_published_on IS NULL) THEN
        PERFORM recruitment_refuse('有未了结的公示异议，结果公布以前不能往下办（6.9）');
    END IF;
    IF EXISTS (SELECT FROM recruitment_objection WHERE application_id = NEW.application_id AND upheld) THEN
        PERFORM recruitment_refuse('公示异议已认定成立，不能往下办（6.9）');
    END IF;
    IF EXISTS (SELECT FROM recruitment_return
               WHERE application_id = NEW.application_id AND answered_on IS NULL)
        AND NEW.stage NOT IN ('announcement', 'kinship_declaration', 'application') THEN
        PERFORM recruitment_refuse('报名材料退回补正中，补齐以前不能往下办（5.6）');
    END IF;
    IF NEW.stage = 'announcement' AND NEW.completed_on IS DISTINCT FROM
        (SELECT published_on FROM recruitment_round WHERE id = asked.round_id) THEN
        PERFORM recruitment_refuse('发布公告的日期就是公告发布的那一天（6.1）');
    END IF;
    IF NEW.stage = 'kinship_declaration' AND NEW.completed_on IS DISTINCT FROM asked.committed_on THEN
        PERFORM recruitment_refuse('亲属情况说明的日期就是承诺书签字的那一天（9.1）');
    END IF;
    IF NEW.stage = 'application' AND NEW.completed_on IS DISTINCT FROM asked.applied_on THEN
        PERFORM recruitment_refuse('报名申请的日期就是报名的那一天（6.1）');
    END IF;
    IF NEW.vote_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM recruitment_appraisalvote v JOIN recruitment_appraisalmeeting m ON m.id = v.meeting_id
        WHERE v.id = NEW.vote_id AND v.passed AND m.closed_at IS NOT NULL AND m.held_on = NEW.completed_on
            AND m.village_code = asked.village_code AND m.round_id = asked.round_id) THEN
        PERFORM recruitment_refuse('民主评议没有通过，或会议没有形成记录，或不是本人所在村的会议（6.7）');
    END IF;
    IF NEW.filing_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM recruitment_filing f JOIN recruitment_completedstage s
            ON s.application_id = f.application_id AND s.study_id = f.study_id
        WHERE f.id = NEW.filing_id AND f.agreed AND f.filed_on = NEW.completed_on) THEN
        PERFORM recruitment_refuse('县级备案没有同意，或不是按这次乡镇研究报备的（9.2）');
    END IF;
    IF NEW.agreement_id IS NOT NULL AND NEW.completed_on IS DISTINCT FROM
        (SELECT signed_on FROM recruitment_agreement WHERE id = NEW.agreement_id) THEN
        PERFORM recruitment_refuse('协议签订的日期就是签字的那一天（6.11）');
    END IF;
    IF NEW.training_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM recruitment_trainingrecord t WHERE t.id = NEW.training_id
            AND t.round_id = asked.round_id AND t.held_on = NEW.completed_on) THEN
        PERFORM recruitment_refuse('岗前培训要是这次招募的培训，日期是培训那一天（6.11）');
    END IF;
    IF NEW.placement_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM placements_placement p WHERE p.id = NEW.placement_id AND p.person_id = asked.person_id
            AND p.contested_why IS NULL AND lower(p.during) = NEW.completed_on) THEN
        PERFORM recruitment_refuse('安排上岗要有本人从这一天起的在岗记录（6.1）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_completedstage_guarded BEFORE INSERT ON recruitment_completedstage
    FOR EACH ROW EXECUTE FUNCTION recruitment_stage_guard();

CREATE FUNCTION recruitment_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.level = 'second' AND NOT EXISTS (
        SELECT FROM recruitment_review WHERE id = NEW.first_id AND level = 'first' AND reviewed_on <= NEW.reviewed_on)
        THEN PERFORM recruitment_refuse('复审要在初审通过之后（5.1）');
    END IF;
    IF NOT EXISTS (SELECT FROM recruitment_prescreening
                   WHERE id = NEW.screening_id AND application_id = NEW.application_id
                       AND compared_on <= NEW.reviewed_on) THEN
        PERFORM recruitment_refuse('审核要以本人的比对快照为据（5.2、7.2）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_review_guarded BEFORE INSERT ON recruitment_review
    FOR EACH ROW EXECUTE FUNCTION recruitment_review_guard();

CREATE FUNCTION recruitment_notice_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM recruitment_publicnotice n
            JOIN recruitment_application a ON a.id = NEW.application_id
            JOIN recruitment_review r ON r.id = NEW.review_id
        WHERE n.id = NEW.notice_id AND n.ended_on IS NULL AND n.village_code = a.village_code
            AND n.round_id = a.round_id AND r.application_id = a.id AND r.level = 'second' AND r.passed
            AND r.reviewed_on <= n.posted_on) THEN
        PERFORM recruitment_refuse('公示名单只能有本村这次招募中复审已通过的人（5.1、6.7）');
    END IF;
    IF EXISTS (SELECT FROM recruitment_closing WHERE application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('这份报名已经办结，不能再公示');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_noticeentry_guarded BEFORE INSERT ON recruitment_noticeentry
    FOR EACH ROW EXECUTE FUNCTION recruitment_notice_entry_guard();

CREATE FUNCTION recruitment_notice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM recruitment_refuse('公示只增不删'); END IF;
    IF OLD.ended_on IS NOT NULL THEN PERFORM recruitment_refuse('已经结束的公示不能改'); END IF;
    IF (to_jsonb(NEW) - 'ended_on' - 'last_photo') IS DISTINCT FROM (to_jsonb(OLD) - 'ended_on' - 'last_photo') THEN
        PERFORM recruitment_refuse('公示张贴以后只能登记结束');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_publicnotice_guarded BEFORE UPDATE OR DELETE ON recruitment_publicnotice
    FOR EACH ROW EXECUTE FUNCTION recruitment_notice_guard();

CREATE FUNCTION recruitment_objection_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM recruitment_refuse('公示异议只增不删'); END IF;
    PERFORM 1 FROM recruitment_application WHERE id = NEW.application_id FOR UPDATE;
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT FROM recruitment_noticeentry e JOIN recruitment_publicnotice n ON n.id = e.notice_id
            WHERE e.id = NEW.entry_id AND NEW.received_on >= n.posted_on
                AND (n.ended_on IS NULL OR NEW.received_on <= n.ended_on)) THEN
            PERFORM recruitment_refuse('公示期以外收到的意见按投诉举报办理（6.9）');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.result_published_on IS NOT NULL THEN
        PERFORM recruitment_refuse('已公布结果的异议不能改（6.9）');
    END IF;
    IF (to_jsonb(NEW) - 'upheld' - 'result' - 'result_published_on' - 'case_id')
        IS DISTINCT FROM (to_jsonb(OLD) - 'upheld' - 'result' - 'result_published_on' - 'case_id') THEN
        PERFORM recruitment_refuse('异议收下以后不能改，只能登记调查结果（6.9）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_objection_guarded BEFORE INSERT OR UPDATE OR DELETE ON recruitment_objection
    FOR EACH ROW EXECUTE FUNCTION recruitment_objection_guard();

CREATE FUNCTION recruitment_closing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE started boolean;
BEGIN
    PERFORM 1 FROM recruitment_application WHERE id = NEW.application_id FOR UPDATE;
    started := EXISTS (SELECT FROM recruitment_completedstage
                       WHERE application_id = NEW.application_id AND stage = 'onboarding');
    IF started <> (NEW.kind = 'started') THEN
        PERFORM recruitment_refuse('已上岗的报名以上岗办结，没有上岗的不能以上岗办结');
    END IF;
    IF NEW.delivery_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM recruitment_delivery d JOIN recruitment_notification n ON n.id = d.notification_id
        WHERE d.id = NEW.delivery_id AND n.application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('告知要送达本人（5.5）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_closing_guarded BEFORE INSERT ON recruitment_closing
    FOR EACH ROW EXECUTE FUNCTION recruitment_closing_guard();

CREATE FUNCTION recruitment_answer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.verdict IS NOT NULL
        OR (NEW.joint_review_id, NEW.application_id) IS DISTINCT FROM (OLD.joint_review_id, OLD.application_id) THEN
        PERFORM recruitment_refuse('部门的联审意见答复一次就不能改，要改请再发一次联审（5.3）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_jointreviewanswer_guarded BEFORE UPDATE OR DELETE ON recruitment_jointreviewanswer
    FOR EACH ROW EXECUTE FUNCTION recruitment_answer_guard();

CREATE FUNCTION recruitment_meeting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM recruitment_refuse('评议会记录只增不删'); END IF;
    IF OLD.closed_at IS NOT NULL THEN PERFORM recruitment_refuse('评议会记录已经形成，不能改（6.7）'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_appraisalmeeting_guarded BEFORE UPDATE OR DELETE ON recruitment_appraisalmeeting
    FOR EACH ROW EXECUTE FUNCTION recruitment_meeting_guard();

CREATE FUNCTION recruitment_minutes_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE meeting bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
    IF EXISTS (SELECT FROM recruitment_appraisalmeeting WHERE id = meeting AND closed_at IS NOT NULL) THEN
        PERFORM recruitment_refuse('评议会记录已经形成，不能改（6.7）');
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_meetingmember_guarded BEFORE INSERT OR UPDATE OR DELETE ON recruitment_meetingmember
    FOR EACH ROW EXECUTE FUNCTION recruitment_minutes_guard();
CREATE TRIGGER recruitment_appraisalvote_guarded BEFORE INSERT OR UPDATE OR DELETE ON recruitment_appraisalvote
    FOR EACH ROW EXECUTE FUNCTION recruitment_minutes_guard();

CREATE FUNCTION recruitment_round_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_on IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN PERFORM recruitment_refuse('已发布的公告不能删，只能写明理由撤回'); END IF;
    IF (to_jsonb(NEW) - 'withdrawn_on' - 'withdrawn_why' - 'version')
        IS DISTINCT FROM (to_jsonb(OLD) - 'withdrawn_on' - 'withdrawn_why' - 'version') THEN
        PERFORM recruitment_refuse('已发布的公告不能改，只能写明理由撤回再发（6.1）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_round_guarded BEFORE UPDATE OR DELETE ON recruitment_round
    FOR EACH ROW EXECUTE FUNCTION recruitment_round_guard();

CREATE FUNCTION recruitment_round_post_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE announced bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
BEGIN
    IF EXISTS (SELECT FROM recruitment_round WHERE id = announced AND published_on IS NOT NULL) THEN
        PERFORM recruitment_refuse('已发布的公告不能改岗位和名额（6.1）');
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_roundpost_guarded BEFORE INSERT OR UPDATE OR DELETE ON recruitment_roundpost
    FOR EACH ROW EXECUTE FUNCTION recruitment_round_post_guard();

CREATE FUNCTION recruitment_draw_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM recruitment_refuse('抽签记录只增不删'); END IF;
    IF OLD.drawn_at IS NOT NULL OR (NEW.seed, NEW.seed_published_at, NEW.round_post_id, NEW.members)
        IS DISTINCT FROM (OLD.seed, OLD.seed_published_at, OLD.round_post_id, OLD.members) THEN
        PERFORM recruitment_refuse('抽签的种子公布以后不能改，抽过的签不能重抽（8.3）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_draw_guarded BEFORE UPDATE OR DELETE ON recruitment_draw
    FOR EACH ROW EXECUTE FUNCTION recruitment_draw_guard();

CREATE FUNCTION recruitment_application_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.round_id IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN PERFORM recruitment_refuse('已进入招募的报名不能删，只能撤回（5.6）'); END IF;
    IF EXISTS (SELECT FROM recruitment_completedstage
               WHERE application_id = OLD.id AND stage = 'application')
        AND (NEW.person_id, NEW.round_id, NEW.procedure_id, NEW.village_code, NEW.applied_on, NEW.committed_on,
             NEW.number)
        IS DISTINCT FROM (OLD.person_id, OLD.round_id, OLD.procedure_id, OLD.village_code, OLD.applied_on,
                          OLD.committed_on, OLD.number) THEN
        PERFORM recruitment_refuse('报名申请办结以后，人、村、日期和程序不能改（6.2）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_application_guarded BEFORE UPDATE OR DELETE ON recruitment_application
    FOR EACH ROW EXECUTE FUNCTION recruitment_application_guard();
"""
_GUARDED = {
    "application": "application",
    "roundpost": "round_post",
    "round": "round",
    "draw": "draw",
    "appraisalvote": "minutes",
    "meetingmember": None,
    "appraisalmeeting": "meeting",
    "jointreviewanswer": "answer",
    "closing": "closing",
    "objection": "objection",
    "publicnotice": "notice",
    "noticeentry": "notice_entry",
    "review": "review",
    "completedstage": "stage",
}
NO_GUARDS = (
    "\n".join(
        f"DROP TRIGGER recruitment_{table}_guarded ON recruitment_{table};" for table in _GUARDED
    )
    + "\n".join(f"DROP FUNCTION recruitment_{name}_guard();" for name in _GUARDED.values() if name)
    + "\nDROP FUNCTION recruitment_refuse(text);"
)


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0002_rounds_and_procedures"),
        ("placements", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        *(append_only(table, sentence) for table, sentence in ADDED_ONLY.items()),
    ]
