"""The second lock for actions at the desk, and how many households members have, counted over all units."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# Read by key or by who did it: what two conditions with OR cost does not matter here.
LOCK = """
ALTER TABLE assignments_deskaction ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_units ON assignments_deskaction TO @web@
    USING (by_id = scope_user() OR (communes <> '{}' AND communes <@ scope_units()));
CREATE POLICY of_all ON assignments_deskaction TO @worker@, @command@ USING (true);
"""
UNLOCK = """
DROP POLICY of_units ON assignments_deskaction;
DROP POLICY of_all ON assignments_deskaction;
ALTER TABLE assignments_deskaction DISABLE ROW LEVEL SECURITY;
"""

# The most on any day from the first one on. It can only rise on days on which a charge begins.
CHARGES = """
CREATE FUNCTION peak_charges(members bigint[], from_day date, leaving_out bigint[])
RETURNS TABLE (member bigint, tier text, households bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH charge AS (
        SELECT a.member_id, a.tier::text AS tier, a.household_id, a.during FROM assignments_assignment a
        WHERE a.member_id = ANY (members) AND a.role = 'in_charge' AND a.during && daterange(from_day, NULL)
            AND a.household_id <> ALL (leaving_out)
    ), turn AS (
        SELECT DISTINCT c.member_id, c.tier, greatest(lower(c.during), from_day) AS day FROM charge c
    ), counted AS (
        SELECT t.member_id, t.tier, t.day, count(DISTINCT c.household_id) AS households
        FROM turn t JOIN charge c ON c.member_id = t.member_id AND c.tier = t.tier AND c.during @> t.day
        GROUP BY t.member_id, t.tier, t.day
    )
    SELECT n.member_id, n.tier, max(n.households) FROM counted n GROUP BY n.member_id, n.tier
$$;
REVOKE ALL ON FUNCTION peak_charges FROM PUBLIC;
GRANT EXECUTE ON FUNCTION peak_charges TO @web@, @worker@, @command@;
"""


class Migration(migrations.Migration):
    dependencies = [("assignments", "0110_desk_actions"), ("households", "0003_row_security")]

    operations = [
        run_sql_with_roles(LOCK, UNLOCK),
        run_sql_with_roles(CHARGES, "DROP FUNCTION peak_charges;"),
    ]
