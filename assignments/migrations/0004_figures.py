"""Figures count past the lock on rows: they must be the same for everybody who may ask for them, and name nobody."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# The places come as arrays and are planned with: their number tells the planner how much it will read, and a district
# among a million households takes milliseconds instead of seconds.
# Rows of one tier are distinct households: the database holds one in charge per household and tier on any day.
FIGURES = """
CREATE FUNCTION figures(parts bigint[], places bigint[], day date)
RETURNS TABLE (part bigint, households bigint, covered bigint, members bigint,
    district_members bigint, district_households bigint, commune_members bigint, commune_households bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH held AS MATERIALIZED (
        SELECT place.part, r.household_id AS household, a.member_id AS member, a.tier
        FROM unnest(parts, places) AS place (part, unit)
        JOIN households_residence r ON r.village_id = place.unit AND r.during @> day
        LEFT JOIN assignments_assignment a ON a.household_id = r.household_id
            AND a.role = 'in_charge' AND a.during @> day
    )
    SELECT held.part, count(DISTINCT household), count(DISTINCT household) FILTER (WHERE member IS NOT NULL),
        count(DISTINCT member),
        count(DISTINCT member) FILTER (WHERE tier = 'district'), count(*) FILTER (WHERE tier = 'district'),
        count(DISTINCT member) FILTER (WHERE tier = 'commune'), count(*) FILTER (WHERE tier = 'commune')
    FROM held GROUP BY GROUPING SETS ((held.part), ()) HAVING grouping(held.part) = 1 OR held.part IS NOT NULL;
END $$;
REVOKE ALL ON FUNCTION figures FROM PUBLIC;
GRANT EXECUTE ON FUNCTION figures TO @web@, @worker@, @command@;
"""

# A unit is weighed by the villages below it in which somebody lives; where nobody lives anywhere,
# by the villages that are known, and before any village is known by all units below it.
WIDEST = """
CREATE FUNCTION unit_of_everyone(day date, drawn_on date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE leaf AS (
        SELECT u.id, u.kind = 'village' AS is_village, EXISTS (
            SELECT 1 FROM households_residence r WHERE r.village_id = u.id AND r.during @> day
        ) AS is_home
        FROM households_unit u
    ), above (leaf, unit) AS (
        SELECT p.unit_id, p.parent_id FROM households_placement p WHERE p.during @> drawn_on
        UNION
        SELECT a.leaf, p.parent_id FROM above a
        JOIN households_placement p ON p.unit_id = a.unit AND p.during @> drawn_on
    ), weighed AS (
        SELECT a.unit, count(*) AS units, count(*) FILTER (WHERE l.is_village) AS villages,
            count(*) FILTER (WHERE l.is_home) AS homes
        FROM above a JOIN leaf l ON l.id = a.leaf GROUP BY a.unit
    )
    SELECT u.id FROM weighed w JOIN households_unit u ON u.id = w.unit
    ORDER BY w.homes DESC, w.villages DESC, CASE WHEN w.villages = 0 THEN -w.units ELSE w.units END,
        u.sort_key, u.id
    LIMIT 1
$$;
REVOKE ALL ON FUNCTION unit_of_everyone FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unit_of_everyone TO @web@, @worker@, @command@;
"""


class Migration(migrations.Migration):
    dependencies = [("assignments", "0003_row_security")]

    operations = [
        run_sql_with_roles(FIGURES, "DROP FUNCTION figures;"),
        run_sql_with_roles(WIDEST, "DROP FUNCTION unit_of_everyone;"),
    ]
