-- Which of `codes` any household has, also in other units. The unique constraint tells as much, only later.
CREATE FUNCTION codes_taken(codes text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(code), '{}') FROM households_household WHERE code = ANY (codes)
$$;
GRANT EXECUTE ON FUNCTION codes_taken TO @web@, @worker@, @command@;
