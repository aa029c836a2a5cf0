-- The figures of each part (a set of places) and of all parts together. It counts as the owner: figures are the same
-- for everybody who may ask for them and name nobody. The places come as arrays and force a custom plan: their number
-- tells the planner how much it will read, so a district among a million households takes milliseconds. Rows of one
-- tier are distinct households, because a household has one member in charge per tier on any day.
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
GRANT EXECUTE ON FUNCTION figures TO @web@, @worker@, @command@;
