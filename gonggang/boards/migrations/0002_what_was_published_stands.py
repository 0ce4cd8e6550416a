"""What was published stays as it was read: only that it was replaced or withdrawn may be added, and nothing goes."""

from django.db import migrations

GUARD = """
CREATE FUNCTION boards_what_was_published_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '公开过的内容不能删除，只能撤下（6.10）' USING ERRCODE = '23514';
    END IF;
    IF (OLD.kind, OLD.subject, OLD.version, OLD.slug, OLD.region_code, OLD.title, OLD.number, OLD.begins_on, OLD.hotline,
        OLD.digest, OLD.published_at, OLD.officer_id, OLD.content)
       IS DISTINCT FROM
       (NEW.kind, NEW.subject, NEW.version, NEW.slug, NEW.region_code, NEW.title, NEW.number, NEW.begins_on, NEW.hotline,
        NEW.digest, NEW.published_at, NEW.officer_id, NEW.content)
       OR OLD.ends_on IS DISTINCT FROM NEW.ends_on
       OR (OLD.replaced AND NOT NEW.replaced)
       OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
        RAISE EXCEPTION '公开过的内容不能改，请另行公开一版（6.10）' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER boards_publication_stands BEFORE UPDATE OR DELETE ON boards_publication
    FOR EACH ROW EXECUTE FUNCTION boards_what_was_published_stands();
"""
UNGUARD = """
DROP TRIGGER boards_publication_stands ON boards_publication;
DROP FUNCTION boards_what_was_published_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_publications")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
