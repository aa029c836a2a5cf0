-- Whether the transaction's user may change a decision of `unit`; without a unit this takes the permission in a
-- province.
CREATE FUNCTION scope_keeps_decision(unit bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN unit IS NOT NULL THEN scope_may('{change_decisions}', ARRAY[unit])
        ELSE EXISTS (SELECT FROM households_unit u
            WHERE u.kind = 'province' AND u.during @> coalesce(scope_day(), CURRENT_DATE)
                AND scope_may('{change_decisions}', ARRAY[u.id])) END
$$;
GRANT EXECUTE ON FUNCTION scope_keeps_decision TO @web@, @worker@, @command@;
