-- Whether the transaction's user may change a stored unit: the user manages the units that answer for it, or may create
-- a unit of its kind where none does.
CREATE FUNCTION scope_keeps(unit bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN a.answers = '{}' THEN scope_may_make((SELECT u.kind::text FROM households_unit u WHERE u.id = unit))
        ELSE scope_may('{manage_units}', a.answers) END
    FROM (SELECT coalesce(unit_answers(unit, coalesce(scope_day(), CURRENT_DATE)), '{}') AS answers) a
$$;
GRANT EXECUTE ON FUNCTION scope_keeps TO @web@, @worker@, @command@;
