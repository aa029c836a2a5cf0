"""Memberships and assignments answer to the unit of their member or household, whatever unit is written along."""

from django.db import migrations

from lambinh.db.sql import follow_always, follow_as_before, run_sql_with_roles

# A double answers to the unit of the record that is kept.
DOUBLES = """
CREATE FUNCTION follow_kept_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM assignments_member WHERE id = NEW.merged_into_id;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION follow_kept_member FROM PUBLIC;
CREATE TRIGGER follow_new BEFORE INSERT ON assignments_member
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION follow_kept_member();
CREATE TRIGGER follow_other BEFORE UPDATE OF merged_into_id, commune_id ON assignments_member
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION follow_kept_member();
"""
NO_DOUBLES = """
DROP TRIGGER follow_new ON assignments_member;
DROP TRIGGER follow_other ON assignments_member;
DROP FUNCTION follow_kept_member();
"""
MEMBERSHIPS = ("follow_member", "member_id", ("assignments_membership",))
ASSIGNMENTS = ("follow_household", "household_id", ("assignments_assignment",))


# The page of a member's own households asks for no name of a carer: it is the member.
CARERS = "REVOKE EXECUTE ON FUNCTION carer_name FROM @member@;"
CARERS_AS_BEFORE = "GRANT EXECUTE ON FUNCTION carer_name TO @member@;"


class Migration(migrations.Migration):
    dependencies = [("assignments", "0140_merged_into"), ("households", "0220_communes_always_follow")]

    operations = [
        run_sql_with_roles(follow_always(*MEMBERSHIPS), follow_as_before(*MEMBERSHIPS)),
        run_sql_with_roles(follow_always(*ASSIGNMENTS), follow_as_before(*ASSIGNMENTS)),
        run_sql_with_roles(DOUBLES, NO_DOUBLES),
        run_sql_with_roles(CARERS, CARERS_AS_BEFORE),
    ]
