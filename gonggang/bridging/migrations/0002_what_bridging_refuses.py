"""Wishes and follow-ups are only added; places taken are the people there; a referral rests on a wish for work."""

from django.db import migrations

from gonggang.audit.protection import append_only

GUARDS = """
CREATE FUNCTION bridging_count_places(of_opening bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE there integer; said integer;
BEGIN
    SELECT count(*) INTO there FROM bridging_referral
        WHERE opening_id = of_opening AND taken AND left_on IS NULL;
    SELECT places_taken INTO said FROM bridging_opening WHERE id = of_opening;
    IF said IS NOT NULL AND said <> there THEN
        RAISE EXCEPTION '衔接岗位的已用名额是 %，录用在岗的是 % 人，两者不一致', said, there
            USING ERRCODE = 'check_violation', CONSTRAINT = 'places_of_an_opening_are_the_people_there';
    END IF;
END $$;
CREATE FUNCTION bridging_referral_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bridging_count_places(COALESCE(NEW.opening_id, OLD.opening_id));
    RETURN NULL;
END $$;
CREATE FUNCTION bridging_opening_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bridging_count_places(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER bridging_referral_counted
    AFTER INSERT OR DELETE OR UPDATE OF taken, left_on ON bridging_referral
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bridging_referral_counted();
CREATE CONSTRAINT TRIGGER bridging_opening_counted
    AFTER INSERT OR UPDATE OF places_taken ON bridging_opening
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bridging_opening_counted();

CREATE FUNCTION bridging_referral_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM bridging_wish wish
            JOIN exits_expirywarning said ON said.id = wish.warning_id
            JOIN exits_expirywarning warning ON warning.placement_id = said.placement_id
        WHERE wish.id = NEW.wish_id AND wish.willing AND wish.person_id = NEW.person_id
            AND warning.id = NEW.warning_id AND warning.person_id = NEW.person_id
    ) THEN
        RAISE EXCEPTION '推荐要凭这个人愿意就业的登记'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_referral_rests_on_a_wish_for_work';
    END IF;
    IF EXISTS (SELECT FROM bridging_opening WHERE id = NEW.opening_id AND closed_on IS NOT NULL) THEN
        RAISE EXCEPTION '岗位已停招，不能推荐'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_is_referred_to_a_closed_opening';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bridging_referral_begins BEFORE INSERT ON bridging_referral
    FOR EACH ROW EXECUTE FUNCTION bridging_referral_begins();

CREATE FUNCTION bridging_referral_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.person_id, NEW.warning_id, NEW.wish_id, NEW.opening_id, NEW.proposed_on)
            IS DISTINCT FROM (OLD.person_id, OLD.warning_id, OLD.wish_id, OLD.opening_id, OLD.proposed_on)
        OR (OLD.answer IS NOT NULL AND (NEW.answer, NEW.answered_on) IS DISTINCT FROM (OLD.answer, OLD.answered_on))
        OR (OLD.referred_on IS NOT NULL AND NEW.referred_on IS DISTINCT FROM OLD.referred_on)
        OR (OLD.taken IS NOT NULL AND (NEW.taken, NEW.decided_on, NEW.starts_on)
            IS DISTINCT FROM (OLD.taken, OLD.decided_on, OLD.starts_on))
        OR (OLD.left_on IS NOT NULL AND NEW.left_on IS DISTINCT FROM OLD.left_on)
        OR (OLD.withdrawn_on IS NOT NULL AND NEW.withdrawn_on IS DISTINCT FROM OLD.withdrawn_on)
    THEN
        RAISE EXCEPTION '推荐里已经登记的一步不能改'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_step_of_a_referral_is_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bridging_referral_kept BEFORE UPDATE ON bridging_referral
    FOR EACH ROW EXECUTE FUNCTION bridging_referral_kept();
"""
NO_GUARDS = """
DROP TRIGGER bridging_referral_kept ON bridging_referral;
DROP FUNCTION bridging_referral_kept();
DROP TRIGGER bridging_referral_begins ON bridging_referral;
DROP FUNCTION bridging_referral_begins();
DROP TRIGGER bridging_opening_counted ON bridging_opening;
DROP TRIGGER bridging_referral_counted ON bridging_referral;
DROP FUNCTION bridging_opening_counted();
DROP FUNCTION bridging_referral_counted();
DROP FUNCTION bridging_count_places(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("bridging", "0001_tables")]
    operations = [
        append_only("bridging_wish", "登记过的意愿只增不改"),
        append_only("bridging_followup", "回访只增不改"),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
