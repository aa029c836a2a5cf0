-- The permissions of the transaction's user: for each permission the ids of units that it covers, or "*" for all.
CREATE FUNCTION scope_rights() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT coalesce(nullif(current_setting('app.rights', true), ''), '{}')::jsonb $$;
GRANT EXECUTE ON FUNCTION scope_rights TO @web@, @worker@, @command@;
