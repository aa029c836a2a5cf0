-- Whether the transaction's user sees all imports of an uploaded workbook; NULL if it has none. It runs as the owner,
-- because imports that the user does not see count too.
CREATE FUNCTION upload_is_seen(upload bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT bool_and(coalesce(import_is_seen(checked_by_id, units_named, units_compared), false))
    FROM rosters_rosterimport WHERE upload_id = upload
$$;
GRANT EXECUTE ON FUNCTION upload_is_seen TO @web@, @worker@, @command@;
