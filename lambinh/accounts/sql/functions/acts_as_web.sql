-- Whether the web server's role is writing. It is not SECURITY DEFINER, because current_user must be the role that
-- writes.
CREATE FUNCTION acts_as_web() RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user) = '@web@'::regrole $$;
GRANT EXECUTE ON FUNCTION acts_as_web TO @web@, @worker@, @command@;
