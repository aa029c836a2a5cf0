-- The id of the member whose account the transaction's user is.
CREATE FUNCTION own_member() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM assignments_member WHERE user_id = scope_user()
$$;
GRANT EXECUTE ON FUNCTION own_member TO @member@;
