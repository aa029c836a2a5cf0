-- A moment as text in UTC, whatever the settings of the session. Its names are resolved once, when it is created: it
-- needs no search_path, and the planner can inline it.
CREATE FUNCTION journal.moment(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US');
GRANT EXECUTE ON FUNCTION journal.moment TO @owner@, @command@;
