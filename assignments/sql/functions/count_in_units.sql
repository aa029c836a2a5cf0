-- How many households, members and current assignments lie in `units`, without merged records: counts, never rows.
CREATE FUNCTION count_in_units(units bigint[], today date)
RETURNS TABLE (households bigint, members bigint, assignments bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT
        (SELECT count(*) FROM households_household WHERE commune_id = ANY(units) AND merged_into_id IS NULL),
        (SELECT count(*) FROM assignments_member WHERE commune_id = ANY(units) AND merged_into_id IS NULL),
        (SELECT count(*) FROM assignments_assignment WHERE commune_id = ANY(units) AND during @> today)
$$;
GRANT EXECUTE ON FUNCTION count_in_units TO @web@, @worker@, @command@;
