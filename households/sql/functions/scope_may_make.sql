-- Whether the transaction's user may create a unit of `kind`: this takes the management of a unit of a higher kind.
CREATE FUNCTION scope_may_make(kind text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(scope_rights() -> 'manage_units' = '"*"', false) OR EXISTS (
        SELECT FROM households_unit u
        WHERE scope_rights() -> 'manage_units' @> to_jsonb(u.id)
            AND array_position('{province,district,commune,village}', u.kind::text)
                < array_position('{province,district,commune,village}', $1))
$$;
GRANT EXECUTE ON FUNCTION scope_may_make TO @web@, @worker@, @command@;
