-- Record an export, a download, a print or an opened citizen id.
CREATE FUNCTION journal.record_access(kind text, target text, reason text, rows bigint, household bigint, member bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO journal.access (user_id, role, source, kind, target, reason, rows, household, member)
    VALUES (nullif(current_setting('app.user', true), '')::bigint, journal.acting_role(),
        coalesce(current_setting('app.source', true), ''), kind, target, reason, rows, household, member)
$$;
GRANT EXECUTE ON FUNCTION journal.record_access TO @owner@, @web@, @worker@, @command@;
