-- The smallest unit above all households on `day`. A unit weighs as many inhabited villages as lie below it; without
-- any household the known villages count, and before any village is known all units below it.
CREATE FUNCTION smallest_common_unit(day date, drawn_on date) RETURNS bigint
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
GRANT EXECUTE ON FUNCTION smallest_common_unit TO @web@, @worker@, @command@;
