"""What no officer and no program can do: take a place without being there, a second turn without its ground, end twice."""

from django.db import migrations

# Counts that an undone import left behind are set right once; from here on they cannot go wrong.
REPAIR = """
UPDATE posts_post post SET places_taken = there.people
FROM (SELECT p.id, count(l.id) AS people FROM posts_post p LEFT JOIN placements_placement l
          ON l.post_id = p.id AND l.contested_why IS NULL AND upper_inf(l.during) GROUP BY p.id) there
WHERE there.id = post.id AND post.places_taken <> there.people
"""

GUARDS = """
CREATE FUNCTION placements_count_places(post bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE kept integer; people integer;
BEGIN
    SELECT places_taken INTO kept FROM posts_post WHERE id = post;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT count(*) INTO people FROM placements_placement
        WHERE post_id = post AND contested_why IS NULL AND upper_inf(during);
    IF kept <> people THEN
        RAISE EXCEPTION '岗位已用名额 % 与在岗人数 % 不符（3.4）', kept, people
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'places_taken_are_the_people_in_them';
    END IF;
END $$;

CREATE FUNCTION placements_placement_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM placements_count_places(OLD.post_id); END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.post_id <> OLD.post_id) THEN
        PERFORM placements_count_places(NEW.post_id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION placements_post_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM placements_count_places(NEW.id);
    RETURN NULL;
END $$;
-- Deferred: within a transaction a place is taken first and somebody put there next.
CREATE CONSTRAINT TRIGGER placements_placement_counted
    AFTER INSERT OR DELETE OR UPDATE OF post_id, during, contested_why ON placements_placement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placements_placement_counted();
CREATE CONSTRAINT TRIGGER placements_post_counted
    AFTER INSERT OR UPDATE OF places_taken ON posts_post
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placements_post_counted();

-- An import that is taken back takes its people out of their places.
CREATE FUNCTION placements_placement_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.contested_why IS NULL AND upper_inf(OLD.during) THEN
        UPDATE posts_post SET places_taken = places_taken - 1 WHERE id = OLD.post_id AND places_taken > 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER placements_placement_gone AFTER DELETE ON placements_placement
    FOR EACH ROW EXECUTE FUNCTION placements_placement_gone();

CREATE FUNCTION placements_placement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.person_id, lower(NEW.during)) IS DISTINCT FROM (OLD.person_id, lower(OLD.during)) THEN
        RAISE EXCEPTION '在岗记录的人和上岗日不能改（6.2）' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT upper_inf(OLD.during) AND NEW.during <> OLD.during THEN
        RAISE EXCEPTION '已登记的退岗日不能改（19.3）' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_placement_guarded BEFORE UPDATE ON placements_placement
    FOR EACH ROW EXECUTE FUNCTION placements_placement_guard();

-- Only what came from before the system has no ground on file.
CREATE FUNCTION placements_second_turn_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM placements_secondturn WHERE placement_id = NEW.id) THEN
        RAISE EXCEPTION '第二次安置要有再次安置的依据（19.2）' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM placements_placement WHERE person_id = NEW.person_id AND placement_seq = 1
                       AND contested_why IS NULL AND upper(during) <= lower(NEW.during)) THEN
        RAISE EXCEPTION '第二次安置要在第一次期满退岗之后（19.3）' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER placements_second_turn_guarded AFTER INSERT ON placements_placement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.placement_seq = 2 AND NEW.batch_id IS NULL AND NEW.contested_why IS NULL)
    EXECUTE FUNCTION placements_second_turn_guard();
"""
NO_GUARDS = """
DROP TRIGGER placements_second_turn_guarded ON placements_placement;
DROP FUNCTION placements_second_turn_guard();
DROP TRIGGER placements_placement_guarded ON placements_placement;
DROP FUNCTION placements_placement_guard();
DROP TRIGGER placements_placement_gone ON placements_placement;
DROP FUNCTION placements_placement_gone();
DROP TRIGGER placements_post_counted ON posts_post;
DROP TRIGGER placements_placement_counted ON placements_placement;
DROP FUNCTION placements_post_counted();
DROP FUNCTION placements_placement_counted();
DROP FUNCTION placements_count_places(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0003_second_turns"), ("posts", "0001_initial")]
    operations = [
        migrations.RunSQL(REPAIR, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
