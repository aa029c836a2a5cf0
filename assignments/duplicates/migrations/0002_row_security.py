"""The lock on what is remembered of doubles; nothing is written to a record that was merged into another."""

from django.db import migrations

from lambinh.db.sql import enable_row_security, run_sql_with_roles

TABLES = ("duplicates_merge", "duplicates_mergestate", "duplicates_notthesame")

# What is known of a merge answers to the unit of the record that is kept, and so does the double. An UPDATE of no row
# would be looked at by the journal too, so the tables are asked first: most records have no double.
FOLLOWING = """
CREATE FUNCTION lead_merged_households() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM households_household WHERE merged_into_id = NEW.id) THEN
        UPDATE households_household SET commune_id = NEW.commune_id WHERE merged_into_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_merge WHERE household_id = NEW.id) THEN
        UPDATE duplicates_mergestate s SET commune_id = NEW.commune_id
            FROM duplicates_merge m WHERE m.id = s.merge_id AND m.household_id = NEW.id;
        UPDATE duplicates_merge SET commune_id = NEW.commune_id WHERE household_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_notthesame WHERE first_household_id = NEW.id) THEN
        UPDATE duplicates_notthesame SET commune_id = NEW.commune_id WHERE first_household_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION lead_merged_members() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM assignments_member WHERE merged_into_id = NEW.id) THEN
        UPDATE assignments_member SET commune_id = NEW.commune_id WHERE merged_into_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_merge WHERE member_id = NEW.id) THEN
        UPDATE duplicates_mergestate s SET commune_id = NEW.commune_id
            FROM duplicates_merge m WHERE m.id = s.merge_id AND m.member_id = NEW.id;
        UPDATE duplicates_merge SET commune_id = NEW.commune_id WHERE member_id = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM duplicates_notthesame WHERE first_member_id = NEW.id) THEN
        UPDATE duplicates_notthesame SET commune_id = NEW.commune_id WHERE first_member_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lead_merged AFTER UPDATE OF commune_id ON households_household
    FOR EACH ROW WHEN (OLD.commune_id IS DISTINCT FROM NEW.commune_id) EXECUTE FUNCTION lead_merged_households();
CREATE TRIGGER lead_merged AFTER UPDATE OF commune_id ON assignments_member
    FOR EACH ROW WHEN (OLD.commune_id IS DISTINCT FROM NEW.commune_id) EXECUTE FUNCTION lead_merged_members();
"""
NOT_FOLLOWING = """
DROP TRIGGER lead_merged ON households_household;
DROP TRIGGER lead_merged ON assignments_member;
DROP FUNCTION lead_merged_households(), lead_merged_members();
"""

# A merge holds both records FOR UPDATE. Who adds a fact meanwhile waits here, and is then told; without this the fact
# would stay behind on the double. The key's own check comes only at the end of a transaction, which is too late.
REFUSING = """
CREATE FUNCTION refuse_merged_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM households_household h WHERE h.id IN (SELECT household_id FROM added) FOR KEY SHARE;
    IF EXISTS (SELECT FROM households_household h WHERE h.id IN (SELECT household_id FROM added)
            AND h.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'the household was merged' USING ERRCODE = 'check_violation', CONSTRAINT = 'household_is_merged';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION refuse_merged_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM assignments_member m WHERE m.id IN (SELECT member_id FROM added) FOR KEY SHARE;
    IF EXISTS (SELECT FROM assignments_member m WHERE m.id IN (SELECT member_id FROM added)
            AND m.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'the member was merged' USING ERRCODE = 'check_violation', CONSTRAINT = 'member_is_merged';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refuse_merged_household AFTER INSERT ON households_residence REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_household();
CREATE TRIGGER refuse_merged_household AFTER INSERT ON households_povertystatus REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_household();
CREATE TRIGGER refuse_merged_household AFTER INSERT ON assignments_assignment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_household();
CREATE TRIGGER refuse_merged_member AFTER INSERT ON assignments_assignment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_member();
CREATE TRIGGER refuse_merged_member AFTER INSERT ON assignments_membership REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_merged_member();
"""
NOT_REFUSING = """
DROP TRIGGER refuse_merged_household ON households_residence;
DROP TRIGGER refuse_merged_household ON households_povertystatus;
DROP TRIGGER refuse_merged_household ON assignments_assignment;
DROP TRIGGER refuse_merged_member ON assignments_assignment;
DROP TRIGGER refuse_merged_member ON assignments_membership;
DROP FUNCTION refuse_merged_household(), refuse_merged_member();
"""

# What somebody can see is counted without doubles. How many assignments a member has in all is a number, no row: a merge
# is refused to whom some of them are out of sight.
COUNTS = """
CREATE OR REPLACE FUNCTION count_in_units(units bigint[], today date)
RETURNS TABLE (households bigint, members bigint, assignments bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT
        (SELECT count(*) FROM households_household WHERE commune_id = ANY(units){not_merged}),
        (SELECT count(*) FROM assignments_member WHERE commune_id = ANY(units){not_merged}),
        (SELECT count(*) FROM assignments_assignment WHERE commune_id = ANY(units) AND during @> today)
$$;
"""
COUNT_ASSIGNMENTS = """
CREATE FUNCTION count_assignments_of(members bigint[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.member_id = ANY(members) AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> trim('@web@', '"')
        OR m.commune_id = ANY (scope_units())
    )
$$;
REVOKE ALL ON FUNCTION count_assignments_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_assignments_of TO @web@, @worker@, @command@;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("duplicates", "0001_initial"),
        ("assignments", "0005_counts_of_reach"),
        ("households", "0003_row_security"),
    ]

    operations = [
        enable_row_security(TABLES),
        run_sql_with_roles(FOLLOWING, NOT_FOLLOWING),
        run_sql_with_roles(REFUSING, NOT_REFUSING),
        run_sql_with_roles(COUNTS.format(not_merged=" AND merged_into_id IS NULL"), COUNTS.format(not_merged="")),
        run_sql_with_roles(COUNT_ASSIGNMENTS, "DROP FUNCTION count_assignments_of;"),
    ]
