"""One figure by itself, for the list behind it: a list that counted all of them took longer for them than for its rows."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# The same rows as `figures` counts, past the lock for the same reason. A household lives in one village on any day, so
# that all of them are counted without a look at who is in charge.
FIGURE = """
CREATE FUNCTION figure(tiers text[], of_members boolean, places bigint[], day date) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF tiers IS NULL THEN
        RETURN (SELECT count(*) FROM households_residence r WHERE r.village_id = ANY (places) AND r.during @> day);
    END IF;
    RETURN (
        SELECT count(DISTINCT CASE WHEN of_members THEN a.member_id ELSE a.household_id END)
        FROM households_residence r JOIN assignments_assignment a ON a.household_id = r.household_id
        WHERE r.village_id = ANY (places) AND r.during @> day
            AND a.role = 'in_charge' AND a.during @> day AND a.tier = ANY (tiers)
    );
END $$;
REVOKE ALL ON FUNCTION figure FROM PUBLIC;
GRANT EXECUTE ON FUNCTION figure TO @web@, @worker@, @command@;
"""


class Migration(migrations.Migration):
    dependencies = [("assignments", "0211_write_lock")]

    operations = [run_sql_with_roles(FIGURE, "DROP FUNCTION figure;")]
