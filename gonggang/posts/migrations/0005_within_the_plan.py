"""Numbers go on where they stood; papers are only added; developed posts never pass the plan of their year (1.4)."""

from django.db import migrations

from gonggang.audit.protection import append_only

NUMBERS = """
INSERT INTO regions_numberseries (kind, region_code, year, last)
SELECT substring(split_part(number, '-', 3) FROM 1 FOR 1), split_part(number, '-', 1)::bigint * 1000000,
       split_part(number, '-', 2)::smallint, max(substring(split_part(number, '-', 3) FROM 2)::integer)
FROM (SELECT number FROM posts_proposal
      UNION ALL SELECT post.number FROM posts_post post JOIN posts_proposal p ON p.post_id = post.id
      UNION ALL SELECT number FROM posts_assessment) counted
WHERE number ~ '^[0-9]{6}-[0-9]{4}-[申岗评][0-9]+$'
GROUP BY 1, 2, 3
"""
# The plan of the county, and those of the township and the village where they were handed down so far. Above the county
# the levels add up. Deferred, since a merger widens one post before it closes the other.
GUARD = """
CREATE FUNCTION posts_within_the_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    span bigint;
    place bigint;
    planned integer;
    developed integer;
BEGIN
    IF NEW.plan_year IS NULL THEN
        RETURN NULL;
    END IF;
    IF NEW.urban_rural IS NULL OR NEW.places IS NULL THEN
        RAISE EXCEPTION '按计划开发的岗位要有城乡和名额（1.4）' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    FOREACH span IN ARRAY ARRAY[1000000, 1000, 1]::bigint[] LOOP
        place := NEW.village_code / span * span;
        SELECT CASE NEW.urban_rural WHEN 'URBAN' THEN COALESCE(urban, 0) ELSE COALESCE(rural, 0) END INTO planned
        FROM campaign_quota WHERE year = NEW.plan_year AND region_code = place;
        CONTINUE WHEN NOT FOUND;
        SELECT COALESCE(SUM(places), 0) INTO developed FROM posts_post
        WHERE village_code >= place AND village_code < place + span
            AND plan_year = NEW.plan_year AND urban_rural = NEW.urban_rural;
        IF developed > planned THEN
            RAISE EXCEPTION '岗位名额 % 个超过年度计划 % 个（1.4）', developed, planned
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'posts_within_the_plan';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posts_within_the_plan
    AFTER INSERT OR UPDATE OF places, plan_year, urban_rural, village_code ON posts_post
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION posts_within_the_plan();
CREATE INDEX posts_by_plan ON posts_post (plan_year, village_code) WHERE plan_year IS NOT NULL;
"""
NO_GUARD = """
DROP INDEX posts_by_plan;
DROP TRIGGER posts_within_the_plan ON posts_post;
DROP FUNCTION posts_within_the_plan();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0004_needs_and_opinions"),
        ("campaign", "0003_plan_tables"),
        ("regions", "0004_numbers_follow_each_other"),
    ]
    operations = [
        migrations.RunSQL(NUMBERS, migrations.RunSQL.noop),
        append_only("posts_approvalpaper", "批复的附件只增不改"),
        append_only("posts_opinionasked", "征求意见的记录只增不改"),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
