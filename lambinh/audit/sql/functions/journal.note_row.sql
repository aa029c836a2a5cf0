-- Record a deleted row.
CREATE FUNCTION journal.note_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone jsonb := to_jsonb(OLD);
BEGIN
    INSERT INTO journal.change (transaction, user_id, role, source, action, table_name, record, household, member,
        subject_user, before)
    VALUES (pg_current_xact_id()::text::bigint, nullif(current_setting('app.user', true), '')::bigint,
        journal.acting_role(), coalesce(current_setting('app.source', true), ''), 'delete', TG_TABLE_NAME,
        (gone ->> 'id')::bigint, (gone ->> TG_ARGV[0])::bigint, (gone ->> TG_ARGV[1])::bigint,
        (gone ->> TG_ARGV[2])::bigint, journal.kept(gone));
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION journal.note_row TO @owner@;
