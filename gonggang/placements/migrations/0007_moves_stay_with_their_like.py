"""Nobody is moved between urban and rural posts, into another county, or into a closed post (clauses 2.3, 3.5)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION placements_move_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE source posts_post%ROWTYPE; target posts_post%ROWTYPE;
BEGIN
    SELECT * INTO source FROM posts_post WHERE id = NEW.from_post_id;
    SELECT * INTO target FROM posts_post WHERE id = NEW.to_post_id;
    IF source.urban_rural IS DISTINCT FROM target.urban_rural THEN
        RAISE EXCEPTION '城镇与乡村岗位之间不能转岗（3.5）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'moves_stay_urban_or_rural';
    END IF;
    IF source.village_code / 1000000 <> target.village_code / 1000000 THEN
        RAISE EXCEPTION '不能跨县转岗（3.5）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'moves_stay_in_the_county';
    END IF;
    IF target.closed_on IS NOT NULL THEN
        RAISE EXCEPTION '不能转到已核减或已合并的岗位（3.4）'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'moves_lead_into_open_posts';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER placements_move_guarded BEFORE INSERT ON placements_move
    FOR EACH ROW EXECUTE FUNCTION placements_move_guard();
"""
NO_GUARD = """
DROP TRIGGER placements_move_guarded ON placements_move;
DROP FUNCTION placements_move_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0006_moves_are_only_added"), ("posts", "0007_guards_of_an_end")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
