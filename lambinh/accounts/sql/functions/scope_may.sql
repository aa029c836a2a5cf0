-- Whether the transaction's user has one of `permissions` in each of `units`. With no units: whether the user has it
-- anywhere.
CREATE FUNCTION scope_may(permissions text[], units bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM jsonb_each(scope_rights()) r WHERE r.key = ANY (permissions) AND r.value = '"*"')
        OR (EXISTS (SELECT FROM jsonb_each(scope_rights()) r WHERE r.key = ANY (permissions) AND r.value <> '[]')
            AND NOT EXISTS (
                SELECT FROM unnest(units) AS asked(unit) WHERE NOT EXISTS (
                    SELECT FROM jsonb_each(scope_rights()) r
                    WHERE r.key = ANY (permissions) AND r.value @> to_jsonb(asked.unit))))
$$;
GRANT EXECUTE ON FUNCTION scope_may TO @web@, @worker@, @command@;
