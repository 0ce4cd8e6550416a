"""What no program can do: answer twice, change a decision, assess on another post's opinion, merge what is not alike."""

from django.db import migrations

from gonggang.audit.protection import append_only

GUARDS = """
CREATE FUNCTION posts_assessmentquestion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.given_on IS NOT NULL
       OR (NEW.post_id, NEW.department, NEW.asked_on, NEW.asked_by_id)
          IS DISTINCT FROM (OLD.post_id, OLD.department, OLD.asked_on, OLD.asked_by_id) THEN
        RAISE EXCEPTION '部门意见答复一次就定，不能改（3.2）' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER posts_assessmentquestion_guarded BEFORE UPDATE OR DELETE ON posts_assessmentquestion
    FOR EACH ROW EXECUTE FUNCTION posts_assessmentquestion_guard();

CREATE FUNCTION posts_assessment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.asked_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM posts_assessmentquestion WHERE id = NEW.asked_id AND post_id = NEW.post_id AND given_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION '评估引用的部门意见不是这个岗位的，或还没有答复（3.2）'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER posts_assessment_guarded BEFORE INSERT ON posts_assessment
    FOR EACH ROW EXECUTE FUNCTION posts_assessment_guard();

CREATE FUNCTION posts_merge_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept posts_post%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.merged_into_id IS NOT NULL
       AND OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id THEN
        RAISE EXCEPTION '岗位并到哪里不能改（2.3）' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.merged_into_id IS NOT DISTINCT FROM NEW.merged_into_id THEN RETURN NEW; END IF;
    SELECT * INTO kept FROM posts_post WHERE id = NEW.merged_into_id;
    IF kept.id = NEW.id OR kept.closed_on IS NOT NULL THEN
        RAISE EXCEPTION '不能并入已核减或已合并的岗位（2.3）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'posts_merge_into_open_ones';
    END IF;
    IF kept.urban_rural IS DISTINCT FROM NEW.urban_rural
       OR kept.village_code / 1000000 <> NEW.village_code / 1000000 THEN
        RAISE EXCEPTION '城镇与乡村、不同县的岗位不能合并（2.3）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'posts_merge_with_their_like';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER posts_merge_guarded BEFORE INSERT OR UPDATE OF merged_into_id ON posts_post
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION posts_merge_guard();
-- A closed post is closed for good: nothing opens it again.
CREATE FUNCTION posts_closed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已核减或已合并的岗位不能再启用（3.4）' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER posts_closed_guarded BEFORE UPDATE OF closed_on ON posts_post
    FOR EACH ROW WHEN (OLD.closed_on IS NOT NULL AND NEW.closed_on IS DISTINCT FROM OLD.closed_on)
    EXECUTE FUNCTION posts_closed_guard();
"""
NO_GUARDS = """
DROP TRIGGER posts_closed_guarded ON posts_post;
DROP FUNCTION posts_closed_guard();
DROP TRIGGER posts_merge_guarded ON posts_post;
DROP FUNCTION posts_merge_guard();
DROP TRIGGER posts_assessment_guarded ON posts_assessment;
DROP FUNCTION posts_assessment_guard();
DROP TRIGGER posts_assessmentquestion_guarded ON posts_assessmentquestion;
DROP FUNCTION posts_assessmentquestion_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("posts", "0006_questions_and_decisions")]
    operations = [
        append_only("posts_keptapart", "不合并的决定只增不改"),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
