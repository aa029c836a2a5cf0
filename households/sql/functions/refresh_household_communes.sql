-- Set the commune of households from their residence and its placement on `today`; of all households if `chosen` is
-- NULL. It runs as the owner, because a move may lead out of the units that the caller sees.
CREATE FUNCTION refresh_household_communes(chosen bigint[], today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE households_household h SET commune_id = now.commune
    FROM (
        SELECT DISTINCT ON (r.household_id) r.household_id, p.parent_id AS commune
        FROM households_residence r
        JOIN households_placement p ON p.unit_id = r.village_id AND p.during @> today
        WHERE chosen IS NULL OR r.household_id = ANY(chosen)
        ORDER BY r.household_id, r.during @> today DESC,
            coalesce(lower(r.during) > today, false), lower(r.during) DESC NULLS LAST
    ) now
    WHERE now.household_id = h.id AND h.commune_id IS DISTINCT FROM now.commune
$$;
GRANT EXECUTE ON FUNCTION refresh_household_communes TO @web@, @worker@, @command@;
