-- Whether an import is visible: to the user who checked it, if its compared units are the user's; to others, if the
-- units of all its rows are theirs.
CREATE FUNCTION import_is_seen(checked_by bigint, named bigint[], compared bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (checked_by = scope_user() AND compared <@ scope_units()) OR (named <> '{}' AND named <@ scope_units())
$$;
GRANT EXECUTE ON FUNCTION import_is_seen TO @web@, @worker@, @command@;
