-- Record an export, a download, a print or an opened citizen id.
CREATE FUNCTION journal.record_access(kind text, what text, why text, rows bigint, household bigint, member bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO journal.access (user_id, role, source, kind, what, why, rows, household, member)
    VALUES (nullif(current_setting('app.user', true), '')::bigint, journal.acting_role(),
        coalesce(current_setting('app.source', true), ''), kind, what, why, rows, household, member)
$$;
GRANT EXECUTE ON FUNCTION journal.record_access TO @owner@, @web@, @worker@, @command@;
