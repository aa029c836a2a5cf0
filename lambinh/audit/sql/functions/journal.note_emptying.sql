-- Record that a table was truncated.
CREATE FUNCTION journal.note_emptying() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO journal.change (transaction, user_id, role, source, action, table_name)
    VALUES (pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), 'truncate', TG_TABLE_NAME);
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_emptying TO @owner@;
