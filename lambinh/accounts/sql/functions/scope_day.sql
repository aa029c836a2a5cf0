-- The day for which the transaction reads. Its names are resolved once, when it is created: it needs no search_path,
-- and the planner can inline it.
CREATE FUNCTION scope_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.day', true), '')::date;
GRANT EXECUTE ON FUNCTION scope_day TO @web@, @worker@, @command@, @member@;
