"""How much somebody can see, told to those who cannot see it themselves: counts, never rows."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

COUNTS = """
CREATE FUNCTION count_in_units(units bigint[], today date)
RETURNS TABLE (households bigint, members bigint, assignments bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT
        (SELECT count(*) FROM households_household WHERE commune_id = ANY(units)),
        (SELECT count(*) FROM assignments_member WHERE commune_id = ANY(units)),
        (SELECT count(*) FROM assignments_assignment WHERE commune_id = ANY(units) AND during @> today)
$$;

CREATE FUNCTION count_of_own_households(person bigint, today date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(DISTINCT a.household_id)
    FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE m.user_id = person AND a.during @> today
$$;
REVOKE ALL ON FUNCTION count_in_units, count_of_own_households FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_in_units, count_of_own_households TO @web@, @worker@, @command@;
"""
NO_COUNTS = "DROP FUNCTION count_in_units, count_of_own_households;"

# The accounts of those in charge of a household, also of members of another unit; for who may see the household.
CARERS = """
CREATE FUNCTION users_in_charge_of(household bigint, today date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT m.user_id
    FROM assignments_assignment a JOIN assignments_member m ON m.id = a.member_id
    WHERE a.household_id = household AND a.during @> today AND m.user_id IS NOT NULL AND (
        coalesce(nullif(current_setting('role'), 'none'), session_user::text) <> trim('@web@', '"')
        OR a.commune_id = ANY (scope_units())
    )
$$;
REVOKE ALL ON FUNCTION users_in_charge_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION users_in_charge_of TO @web@, @worker@, @command@;
"""
NO_CARERS = "DROP FUNCTION users_in_charge_of;"


class Migration(migrations.Migration):
    dependencies = [("assignments", "0004_figures")]

    operations = [
        run_sql_with_roles(COUNTS, NO_COUNTS),
        run_sql_with_roles(CARERS, NO_CARERS),
    ]
