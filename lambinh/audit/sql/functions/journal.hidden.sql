-- Whether the journal hides the contents of a column: it only records that there was something, or that it changed.
CREATE FUNCTION journal.hidden(name text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN name ^@ 'password' OR name ^@ 'citizen_id' OR name = 'data';
