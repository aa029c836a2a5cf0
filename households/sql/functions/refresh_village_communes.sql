-- Set the commune of all households that have lived in `village`.
CREATE FUNCTION refresh_village_communes(village bigint, today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT refresh_household_communes(
        (SELECT coalesce(array_agg(household_id), '{}') FROM households_residence WHERE village_id = village), today)
$$;
GRANT EXECUTE ON FUNCTION refresh_village_communes TO @web@, @worker@, @command@;
