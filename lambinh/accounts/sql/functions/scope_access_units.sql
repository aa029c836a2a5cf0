-- The ids of the units in which the transaction's user may grant and revoke roles. Its names are resolved once, when it
-- is created: it needs no search_path, and the planner can inline it.
CREATE FUNCTION scope_access_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('app.access_units', true), ''), ',')::bigint[];
GRANT EXECUTE ON FUNCTION scope_access_units TO @web@;
