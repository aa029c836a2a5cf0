-- The most households a member has in each tier on any day from `from_day` on, over all units. The number rises only on
-- days on which an assignment begins.
CREATE FUNCTION peak_loads(members bigint[], from_day date, leaving_out bigint[])
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
GRANT EXECUTE ON FUNCTION peak_loads TO @web@, @worker@, @command@;
