-- The ids of the units whose rows the transaction may read (lambinh/accounts/scope.py sets them). Its names are
-- resolved once, when it is created: it needs no search_path, and the planner can inline it.
CREATE FUNCTION scope_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('app.units', true), ''), ',')::bigint[];
GRANT EXECUTE ON FUNCTION scope_units TO @web@, @worker@, @command@;
