-- The ids of the households of the transaction's own member on the transaction's day.
CREATE FUNCTION own_households() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(household_id), '{}') FROM assignments_assignment
    WHERE member_id = own_member() AND during @> scope_day()
$$;
GRANT EXECUTE ON FUNCTION own_households TO @member@;
