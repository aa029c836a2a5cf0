-- The id of the user for whom the transaction runs. Its names are resolved once, when it is created: it needs no
-- search_path, and the planner can inline it.
CREATE FUNCTION scope_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.user', true), '')::bigint;
GRANT EXECUTE ON FUNCTION scope_user TO @web@, @worker@, @command@, @member@;
