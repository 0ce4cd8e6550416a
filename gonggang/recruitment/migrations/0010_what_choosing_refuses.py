"""What no officer and no program can do: close minutes that do not add up, draw twice, approve whom nobody chose."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION recruitment_minutes_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE vote record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM recruitment_refuse('评议会记录要先写好票数和照片再形成（6.7）');
    END IF;
    IF NEW.quorum_percent IS NOT NULL AND NEW.present * 100 < NEW.quorum_percent * NEW.due THEN
        PERFORM recruitment_refuse('到会人数不足，这次评议不算数（6.7）');
    END IF;
    IF (NEW.quorum_percent IS NULL OR NEW.pass_percent IS NULL) AND NEW.decided_why = '' THEN
        PERFORM recruitment_refuse('没有录入到会或通过的比例，要写明认定的理由（6.7）');
    END IF;
    IF (SELECT count(DISTINCT kind) FROM recruitment_meetingphoto
            WHERE meeting_id = NEW.id AND kind IN ('photo', 'sheet')) < 2 THEN
        PERFORM recruitment_refuse('评议会要有照片和签字表（6.7）');
    END IF;
    IF NOT EXISTS (SELECT FROM recruitment_appraisalvote WHERE meeting_id = NEW.id) THEN
        PERFORM recruitment_refuse('评议会没有任何人的票数（6.7）');
    END IF;
    FOR vote IN
        SELECT v.*, (SELECT count(*) FROM recruitment_meetingmember m
                     WHERE m.meeting_id = NEW.id AND m.present AND m.withdrew_for_id = v.application_id) AS away
        FROM recruitment_appraisalvote v WHERE v.meeting_id = NEW.id
    LOOP
        IF vote.voting <> NEW.present - vote.away THEN
            PERFORM recruitment_refuse('参加表决的人数要等于实到减回避（6.7）');
        END IF;
        IF NEW.pass_percent IS NOT NULL AND vote.passed IS DISTINCT FROM
            (vote.voting > 0 AND vote.in_favour * 100 >= NEW.pass_percent * vote.voting) THEN
            PERFORM recruitment_refuse('是否通过与票数不符（6.7）');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_appraisalmeeting_closed BEFORE UPDATE ON recruitment_appraisalmeeting
    FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
    EXECUTE FUNCTION recruitment_minutes_closed();
CREATE TRIGGER recruitment_appraisalmeeting_never_born_closed BEFORE INSERT ON recruitment_appraisalmeeting
    FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION recruitment_minutes_closed();

-- The same people are never drawn twice; with somebody more there is something new to draw.
CREATE FUNCTION recruitment_draw_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recruitment_roundpost WHERE id = NEW.round_post_id FOR NO KEY UPDATE;
    IF jsonb_array_length(NEW.members) < 2 THEN
        PERFORM recruitment_refuse('抽签要有两个以上并列的人（8.3）');
    END IF;
    IF EXISTS (SELECT FROM recruitment_draw WHERE round_post_id = NEW.round_post_id AND members @> NEW.members) THEN
        PERFORM recruitment_refuse('这些人已经公布过种子，不能再换一个（8.3）');
    END IF;
    IF NEW.drawn_at IS NOT NULL THEN
        PERFORM recruitment_refuse('种子要先公布再抽签（8.3）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_draw_once BEFORE INSERT ON recruitment_draw
    FOR EACH ROW EXECUTE FUNCTION recruitment_draw_once();

-- sha256 of seed, colon and number is each one's lot; the order is that of the lots.
CREATE FUNCTION recruitment_draw_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.witnesses = '' THEN PERFORM recruitment_refuse('抽签要有见证人（8.3）'); END IF;
    IF NEW."order" IS DISTINCT FROM (
        SELECT jsonb_agg(number ORDER BY sha256(convert_to(NEW.seed || ':' || number, 'UTF8')), number)
        FROM jsonb_array_elements_text(NEW.members) AS number) THEN
        PERFORM recruitment_refuse('抽签的先后不是按公布的种子算出来的（8.3）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_draw_order BEFORE UPDATE ON recruitment_draw
    FOR EACH ROW WHEN (NEW.drawn_at IS NOT NULL) EXECUTE FUNCTION recruitment_draw_order();

CREATE FUNCTION recruitment_ranked_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE post recruitment_roundpost%ROWTYPE; taken integer;
BEGIN
    SELECT p.* INTO post FROM recruitment_roundpost p JOIN recruitment_ranking r ON r.round_post_id = p.id
        WHERE r.id = NEW.ranking_id FOR NO KEY UPDATE OF p;
    IF NOT EXISTS (SELECT FROM recruitment_application WHERE id = NEW.application_id AND round_post_id = post.id) THEN
        PERFORM recruitment_refuse('排序里只能有报这个岗位的人（8.3）');
    END IF;
    IF NEW.draw_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM recruitment_draw WHERE id = NEW.draw_id AND round_post_id = post.id AND drawn_at IS NOT NULL) THEN
        PERFORM recruitment_refuse('抽签不是这个岗位的，或还没有抽（8.3）');
    END IF;
    IF NOT NEW.chosen THEN RETURN NEW; END IF;
    IF EXISTS (SELECT FROM recruitment_closing WHERE application_id = NEW.application_id) THEN
        PERFORM recruitment_refuse('已办结的报名不能入选');
    END IF;
    IF EXISTS (SELECT FROM recruitment_objection WHERE application_id = NEW.application_id
               AND (result_published_on IS NULL OR upheld)) THEN
        PERFORM recruitment_refuse('公示异议没有了结或已成立的人不能入选（6.9）');
    END IF;
    IF NOT EXISTS (SELECT FROM recruitment_completedstage
                   WHERE application_id = NEW.application_id AND stage = 'public_notice') THEN
        PERFORM recruitment_refuse('未经公示的人不能入选（6.8）');
    END IF;
    SELECT count(*) INTO taken FROM recruitment_rankedapplication e JOIN recruitment_ranking r ON r.id = e.ranking_id
        WHERE r.round_post_id = post.id AND e.chosen
            AND NOT EXISTS (SELECT FROM recruitment_closing c
                            WHERE c.application_id = e.application_id AND c.kind <> 'started')
            AND NOT EXISTS (SELECT FROM recruitment_objection o
                            WHERE o.application_id = e.application_id AND o.upheld);
    IF taken >= post.places THEN
        PERFORM recruitment_refuse('入选的人不能多于公告的名额（6.1）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_rankedapplication_guarded BEFORE INSERT ON recruitment_rankedapplication
    FOR EACH ROW EXECUTE FUNCTION recruitment_ranked_guard();

CREATE FUNCTION recruitment_chosen_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked recruitment_application%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM recruitment_application WHERE id = NEW.application_id;
    IF NEW.stage = 'county_approval'
        AND EXISTS (SELECT FROM recruitment_ranking WHERE round_post_id = asked.round_post_id)
        AND NOT EXISTS (SELECT FROM recruitment_rankedapplication
                        WHERE application_id = NEW.application_id AND chosen) THEN
        PERFORM recruitment_refuse('不在已冻结排序的人选里，不能审批（8.3、8.4）');
    END IF;
    IF NEW.stage = 'onboarding' THEN
        IF NOT EXISTS (SELECT FROM placements_placement p JOIN recruitment_roundpost o ON o.post_id = p.post_id
                       WHERE p.id = NEW.placement_id AND o.id = asked.round_post_id) THEN
            PERFORM recruitment_refuse('上岗的岗位不是报名的岗位（6.1）');
        END IF;
        IF NOT EXISTS (SELECT FROM recruitment_prescreening s WHERE s.application_id = NEW.application_id
                       AND s.compared_on <= NEW.completed_on) THEN
            PERFORM recruitment_refuse('上岗以前没有做过比对，不能上岗（7.2）');
        END IF;
        IF (SELECT s.blocking FROM recruitment_prescreening s WHERE s.application_id = NEW.application_id
                AND s.compared_on <= NEW.completed_on ORDER BY s.compared_on DESC, s.id DESC LIMIT 1) THEN
            PERFORM recruitment_refuse('最近的比对有不得安置的命中，不能上岗（7.2）');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_completedstage_chosen BEFORE INSERT ON recruitment_completedstage
    FOR EACH ROW WHEN (NEW.stage IN ('county_approval', 'onboarding'))
    EXECUTE FUNCTION recruitment_chosen_guard();

CREATE FUNCTION recruitment_agreement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kind_of_post text;
BEGIN
    SELECT p.urban_rural INTO kind_of_post FROM recruitment_application a
        JOIN recruitment_roundpost o ON o.id = a.round_post_id JOIN posts_post p ON p.id = o.post_id
        WHERE a.id = NEW.application_id;
    IF kind_of_post = 'URBAN' AND NEW.kind <> 'labour_contract' THEN
        PERFORM recruitment_refuse('城镇岗位要签劳动合同（6.11）');
    END IF;
    IF kind_of_post = 'RURAL' AND NEW.months_max IS NULL THEN
        PERFORM recruitment_refuse('乡村岗位的协议要写明最长几个月（6.11）');
    END IF;
    IF NEW.months_max IS NOT NULL AND NEW.ends_on > NEW.begins_on + make_interval(months => NEW.months_max) THEN
        PERFORM recruitment_refuse('乡村岗位的协议超过了最长的月数（6.11）');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recruitment_agreement_guarded BEFORE INSERT ON recruitment_agreement
    FOR EACH ROW EXECUTE FUNCTION recruitment_agreement_guard();
"""
NO_GUARDS = """
DROP TRIGGER recruitment_agreement_guarded ON recruitment_agreement;
DROP FUNCTION recruitment_agreement_guard();
DROP TRIGGER recruitment_completedstage_chosen ON recruitment_completedstage;
DROP FUNCTION recruitment_chosen_guard();
DROP TRIGGER recruitment_rankedapplication_guarded ON recruitment_rankedapplication;
DROP FUNCTION recruitment_ranked_guard();
DROP TRIGGER recruitment_draw_order ON recruitment_draw;
DROP FUNCTION recruitment_draw_order();
DROP TRIGGER recruitment_draw_once ON recruitment_draw;
DROP FUNCTION recruitment_draw_once();
DROP TRIGGER recruitment_appraisalmeeting_never_born_closed ON recruitment_appraisalmeeting;
DROP TRIGGER recruitment_appraisalmeeting_closed ON recruitment_appraisalmeeting;
DROP FUNCTION recruitment_minutes_closed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0009_appraisal_shares_and_departures"),
        ("placements", "0004_places_are_the_people_in_them"),
    ]
    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
